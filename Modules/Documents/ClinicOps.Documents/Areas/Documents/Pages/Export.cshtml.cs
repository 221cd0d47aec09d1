using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Exporting;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>How it stands with what goes out to the clinic's EHR, and what could not be written.</summary>
[Authorize(Policy = DocumentsRights.Oversee)]
internal sealed class ExportModel(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    IOptions<DocumentsOptions> options,
    IOrganization organization,
    CurrentActor actor,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    private const int Most = 100;

    public ExportOptions Settings => options.Value.Export;

    public bool IsWritable { get; private set; }

    public int Waiting { get; private set; }

    public int Written { get; private set; }

    public int Withdrawn { get; private set; }

    /// <summary>On the clock of the user's first location, in words; null when nothing was written.</summary>
    public string? LastWritten { get; private set; }

    public int FailedCount { get; private set; }

    public IReadOnlyList<FailedExport> Failed { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        IsWritable = Settings.Folder is { } path && new ExportFolder(path).IsWritable();
        var now = clock.GetUtcNow();
        var location = (await organization.Profile(stopping)).Locations.FirstOrDefault(known => actor.SeesLocation(known.Id));
        var counts = await InSight.GroupBy(e => e.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stopping);
        (Waiting, Written, Withdrawn) = (counts.GetValueOrDefault(ExportState.Pending), counts.GetValueOrDefault(ExportState.Written), counts.GetValueOrDefault(ExportState.Withdrawn));
        LastWritten = await InSight.MaxAsync(e => e.WrittenAt, stopping) is { } last ? LocationClock.Words(last, now, location) : null;
        var failed = InSight.Where(e => e.State == ExportState.Pending && e.Problem != null);
        FailedCount = await failed.CountAsync(stopping);
        Failed =
        [
            .. (await failed.AsNoTracking().OrderBy(e => e.PlannedAt).Take(Most).Select(e => new { e.DocumentId, e.Document!.Type, e.Problem, e.Failures, e.NextTryAt }).ToListAsync(stopping))
                .Select(e => new FailedExport(e.DocumentId, e.Type, Because(e.Problem), e.Failures, LocationClock.Words(e.NextTryAt, now, location))),
        ];
        if (Failed.Count > 0)
        {
            await audit.Record(db, new AuditEntry("documents.export-viewed", "document", null, [.. Failed.Select(e => e.DocumentId)]), stopping);
        }
    }

    /// <summary>Does not wait for the clock, and tries again at once what failed.</summary>
    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (Settings.Folder is not null)
        {
            await transaction.Run(
                async effects =>
                {
                    var now = clock.GetUtcNow();
                    await InSight.Where(e => e.State == ExportState.Pending && e.Problem != null).ExecuteUpdateAsync(set => set.SetProperty(e => e.NextTryAt, now), stopping);
                    effects.Enqueue(new ExportsToWrite());
                    effects.Audit(new AuditEntry("documents.export-started", "document", null));
                },
                stopping);
            TempData["toast"] = "Exporting. Look again in a moment.";
        }

        return Redirect("/documents/quality/export");
    }

    private IQueryable<ExportedFiling> InSight
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Exports : db.Exports.Where(e => locations.Contains(e.Document!.LocationId));
        }
    }

    private static string Because(ExportProblem? problem) => problem switch
    {
        ExportProblem.PatientGone => "its patient is no longer registered",
        _ => "a stored page of it is damaged or gone: have it restored from a back-up",
    };
}

/// <param name="NextTry">On the location's clock, in words.</param>
internal sealed record FailedExport(Guid DocumentId, DocumentType Type, string Because, int Failures, string NextTry);
