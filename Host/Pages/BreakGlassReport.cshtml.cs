using ClinicOps.Host.Access;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

/// <summary>
/// Every use of break-glass: who, whom, when, why, and what was looked at in that time. What nobody has looked at yet comes first.
/// </summary>
[Authorize(Policy = HostRights.ReviewBreakGlass)]
internal sealed class BreakGlassReportModel(
    HostDb db, BreakGlass glass, IPatients patients, IOrganization organization, CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostShown = 100;

    public IReadOnlyList<GlassUse> Uses { get; private set; } = [];

    public int Unreviewed { get; private set; }

    /// <summary>All there ever were; the page shows the first of them.</summary>
    public int Total { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        var found = await db.GlassBreaks.AsNoTracking()
            .OrderBy(g => g.ReviewedAt == null ? 0 : 1).ThenByDescending(g => g.BrokenAt)
            .Take(MostShown)
            .ToListAsync(stopping);
        Total = await db.GlassBreaks.CountAsync(stopping);
        Unreviewed = await glass.CountUnreviewed(stopping);
        var known = (await patients.Find([.. found.Select(g => g.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var location = (await organization.Profile(stopping)).Locations.FirstOrDefault(here => actor.SeesLocation(here.Id));
        var uses = new List<GlassUse>();
        foreach (var used in found)
        {
            uses.Add(new GlassUse(
                used,
                await organization.NameOfUser(used.UserId, stopping) ?? "somebody no longer known",
                known.GetValueOrDefault(used.PatientId),
                LocalTime.At(location, used.BrokenAt),
                LocalTime.At(location, used.Closes),
                IsRunning: used.Closes > clock.GetUtcNow(),
                await LookedAt(used, stopping),
                used.ReviewedBy is { } reviewer ? await organization.NameOfUser(reviewer, stopping) ?? "somebody no longer known" : null,
                MayReview: used.ReviewedAt is null && used.UserId != actor.UserId));
        }

        Uses = uses;
        await audit.Record(db, new AuditEntry("glass.report-viewed", "patient", null, [.. known.Keys]), stopping);
    }

    public async Task<IActionResult> OnPostReviewed(Guid opened, CancellationToken stopping)
    {
        if (!await glass.Review(opened, stopping))
        {
            return NotFound();
        }

        TempData["toast"] = "Marked as looked at.";
        return Redirect("/break-glass");
    }

    /// <summary>From the audit trail: what this user did with this patient's records while they were open.</summary>
    private async Task<IReadOnlyList<(string Action, int Count)>> LookedAt(GlassBreak used, CancellationToken stopping)
    {
        var (from, until) = (used.BrokenAt, used.Closes);
        var done = await db.Audit.AsNoTracking()
            .Where(entry => entry.UserId == used.UserId && entry.At >= from && entry.At <= until
                && (entry.SubjectId == used.PatientId || entry.ResultIds.Contains(used.PatientId))
                && !entry.Action.StartsWith("glass."))
            .GroupBy(entry => entry.Action)
            .Select(same => new { Action = same.Key, Count = same.Count() })
            .ToListAsync(stopping);
        return [.. done.OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Action, StringComparer.Ordinal).Select(entry => (entry.Action, entry.Count))];
    }
}

/// <param name="Patient">Null where the reader is not cleared for the record.</param>
/// <param name="LookedAt">Recorded codes of actions, most frequent first.</param>
internal sealed record GlassUse(
    GlassBreak Row,
    string Who,
    PatientSummary? Patient,
    DateTimeOffset From,
    DateTimeOffset Until,
    bool IsRunning,
    IReadOnlyList<(string Action, int Count)> LookedAt,
    string? ReviewedBy,
    bool MayReview);
