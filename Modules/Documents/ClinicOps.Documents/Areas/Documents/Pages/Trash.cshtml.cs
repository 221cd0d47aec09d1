using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What people put away as junk or as a repeat, latest first. It only hides: nothing of it is gone, and each line comes back by one key.</summary>
[Authorize(Policy = DocumentsRights.Review)]
internal sealed class TrashModel(
    DocumentsDb db, VisibleToActor visible, ReviewBatch batches, BatchButtons buttons, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int RowsAPage = 100;
    private const string Here = "/documents/trash";

    public IReadOnlyList<TrashRow> Rows { get; private set; } = [];

    /// <summary>For the link to what was put away before; null on the last page.</summary>
    public DateTimeOffset? Older { get; private set; }

    /// <param name="before">Ticks: only what was put away before.</param>
    public async Task OnGet(long? before, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var until = before is { } ticks and > 0 && ticks < DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : now.AddDays(1);
        var profile = await organization.Profile(stopping);
        var found = await visible.Documents.AsNoTracking().Where(d => d.State == DocumentState.Junk && !d.IsMisdirected && d.ProgressAt < until)
            .OrderByDescending(d => d.ProgressAt).ThenByDescending(d => d.Id)
            .Take(RowsAPage + 1)
            .Select(d => new
            {
                d.Id,
                d.Version,
                d.Type,
                d.RepeatSaid,
                d.ReceivedAt,
                d.ProgressAt,
                d.LocationId,
                Pages = d.Pages.Count,
                d.Transmission!.ReceivedFrom,
                d.Transmission.FileName,
                IsPartClosed = db.StoredDocuments.Count(s => s.TransmissionId == d.TransmissionId && s.State != DocumentState.Merged) > d.Transmission.Documents.Count || db.JoinedOutOfSight.Any(s => s.TransmissionId == d.TransmissionId),
                Last = db.Events.Where(e => e.DocumentId == d.Id && EventCode.PutAway.Contains(e.Code)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Select(e => new { e.By, e.Detail }).FirstOrDefault(),
            })
            .ToListAsync(stopping);
        var rows = new List<TrashRow>();
        foreach (var d in found.Take(RowsAPage))
        {
            var location = profile.Find(d.LocationId);
            rows.Add(new TrashRow(
                d.Id, d.Version, d.Type, d.RepeatSaid == RepeatSaid.Repeat, d.Pages, d.ReceivedFrom ?? (d.IsPartClosed ? InboxRow.PartClosed : d.FileName),
                LocationClock.Words(d.ReceivedAt, now, location), LocationClock.Words(d.ProgressAt, now, location),
                d.Last?.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody no longer known" : "ClinicOps",
                JunkReason.TextOf(d.Last?.Detail)));
        }

        Rows = rows;
        Older = found.Count > RowsAPage ? found[RowsAPage - 1].ProgressAt : null;
        await audit.Record(db, new AuditEntry("documents.trash-listed", "document", null, [.. Rows.Select(row => row.Id)]), stopping);
    }

    /// <param name="rows">The chosen ones, each "id version".</param>
    public async Task<IActionResult> OnPostRestore(string[]? rows, CancellationToken stopping)
    {
        await buttons.Restore(new ChosenRows(rows ?? [], []), new ListSaid(TempData, more => $"{Here}?{more}"), stopping);
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostUndo(Guid batch, CancellationToken stopping)
    {
        var undone = await batches.Undo(batch, stopping);
        TempData["toast"] = undone == 0 ? "Nothing was undone: somebody has decided about these documents since." : $"{QueueModel.Documents(undone)} put away again.";
        return Redirect(Here);
    }
}

/// <param name="PutAway">When, on the location's clock, in words.</param>
/// <param name="By">Who put it away.</param>
/// <param name="Why">Where a reason was asked for.</param>
internal sealed record TrashRow(Guid Id, uint Version, DocumentType Type, bool IsRepeat, int Pages, string From, string Received, string PutAway, string By, string? Why);
