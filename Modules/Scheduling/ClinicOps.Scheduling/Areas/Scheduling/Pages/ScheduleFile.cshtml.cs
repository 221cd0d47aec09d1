using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>How an uploaded schedule file differs from the schedule as it is now, and taking the ticked lines as they are shown.</summary>
[Authorize(Policy = SchedulingRights.ImportVisits)]
internal sealed class ScheduleFileModel(SchedulingDb db, OpenSchedule open, IPatients patients, IOrganization organization, AuditTrail audit) : PageModel
{
    public const int MostShown = 100;

    private OrganizationProfile? profile;

    public Guid Id { get; private set; }

    /// <summary>What can be taken.</summary>
    public IReadOnlyList<ScheduleFileRow> Lines { get; private set; } = [];

    /// <summary>How many more can be.</summary>
    public int More { get; private set; }

    public IReadOnlyList<ScheduleFileRow> ByHand { get; private set; } = [];

    public IReadOnlyList<VisitDifference.Refused> Refused { get; private set; } = [];

    public int Same { get; private set; }

    public int Elsewhere { get; private set; }

    /// <summary>How many are about visits that the user may not see, and nothing else of them.</summary>
    public int Closed { get; private set; }

    /// <summary>What was asked for and refused, with why.</summary>
    public IReadOnlyList<VisitDifference.Refused> NotTaken { get; private set; } = [];

    public string? Refusal { get; private set; }

    public static string AddressOf(Guid id) => $"/scheduling/settings/schedule-files/file/{id}";

    public Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => Show(id, stopping);

    /// <param name="lines">See <see cref="VisitDifference.Seen"/>.</param>
    public async Task<IActionResult> OnPostTake(Guid id, string[] lines, CancellationToken stopping)
    {
        if (await open.Take(id, lines, stopping) is not { } taken)
        {
            return NotFound();
        }

        if (lines.Length == 0)
        {
            Refusal = "Nothing was taken: no line was ticked.";
        }
        else if (taken.Refused.Count == 0)
        {
            TempData["toast"] = $"Taken: {taken.Entered} new, {taken.Changed} changed.";
            return Redirect(AddressOf(id));
        }

        NotTaken = taken.Refused;
        ModelState.Clear();
        return await Show(id, stopping);
    }

    /// <summary>"Tue 03/03/2026 9:30 AM", on the wall clock of its location.</summary>
    public string When(Visit visit) => LocalTime.At(profile?.Find(visit.LocationId), visit.StartsAt).ToString("ddd MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);

    private async Task<IActionResult> Show(Guid id, CancellationToken stopping)
    {
        if (await open.Lines(id, stopping) is not { } lines)
        {
            return NotFound();
        }

        (Id, profile) = (id, await organization.Profile(stopping));
        var takeable = lines.Where(line => line is VisitDifference.New or VisitDifference.Moved or VisitDifference.Cancelled).ToList();
        var shown = takeable.Take(MostShown).ToList();
        var byHand = lines.OfType<VisitDifference.ByHand>().Take(MostShown).ToList();
        var ids = shown.Concat(byHand).Select(line => line.Whose).OfType<Guid>().Distinct().ToList();
        var names = (await patients.Find(ids, stopping)).ToDictionary(patient => patient.Id, patient => $"{patient.ListName}, {patient.Mrn}");
        Lines = [.. shown.Select(line => new ScheduleFileRow(line, names.GetValueOrDefault(line.Whose ?? default, "a patient")))];
        ByHand = [.. byHand.Select(line => new ScheduleFileRow(line, names.GetValueOrDefault(line.Whose ?? default, "a patient")))];
        More = takeable.Count - shown.Count;
        Refused = [.. lines.OfType<VisitDifference.Refused>()];
        (Same, Elsewhere, Closed) = (lines.OfType<VisitDifference.Same>().Count(), lines.OfType<VisitDifference.Elsewhere>().Count(), lines.OfType<VisitDifference.Closed>().Count());
        await audit.Record(db, new AuditEntry("schedule-file.viewed", "schedule-file", id, ids), stopping);
        return Page();
    }
}

/// <param name="Patient">"Tran, Mai, A-1002".</param>
internal sealed record ScheduleFileRow(VisitDifference Line, string Patient);
