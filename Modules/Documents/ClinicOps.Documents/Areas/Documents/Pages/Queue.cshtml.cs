using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>
/// The list of what waits for review, in the views that people work by. What arrives is counted and shown when the user asks for it, so
/// that the list never moves under the cursor.
/// </summary>
[Authorize(Policy = DocumentsRights.Review)]
internal sealed class QueueModel(
    DocumentsDb db, ReviewQueue queue, ReviewBatch batches, VisibleToActor visible, CurrentActor actor, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public const int AskAgainSeconds = 10;

    private const int Most = ReviewBatch.Most;

    public string Show { get; private set; } = QueueView.All;

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public int Count => Counts[Show];

    /// <summary>What waits in this view and is not shown; only of a live answer.</summary>
    public int Arrived { get; private set; }

    /// <summary>Out of the user's sight, or left to others.</summary>
    public int ForOthers { get; private set; }

    public bool SeveralLocations { get; private set; }

    public async Task OnGet(string? view, CancellationToken stopping)
    {
        await Load(view, stopping);
        await audit.Record(db, new AuditEntry("documents.review-listed", "document", null, [.. Rows.Select(row => row.Id)]), stopping);
    }

    /// <summary>The counts, and how much arrived since the list was drawn.</summary>
    /// <param name="listed">The ids shown.</param>
    public async Task<IActionResult> OnPostLive(string? view, Guid[]? listed, CancellationToken stopping)
    {
        Show = QueueView.Known(view);
        Counts = await queue.Counts(stopping);
        Arrived = await queue.Beside(Show, [.. (listed ?? []).Take(Most)], stopping);
        return Partial("_QueueLive", this);
    }

    /// <param name="rows">The chosen ones, each "id version".</param>
    public async Task<IActionResult> OnPostJunk(string? view, string[]? rows, CancellationToken stopping) =>
        After(await batches.Junk(rows ?? [], stopping), "marked as junk", view);

    public async Task<IActionResult> OnPostTake(string? view, string[]? rows, CancellationToken stopping) =>
        After(await batches.Assign(rows ?? [], actor.UserId, stopping), "yours now", view);

    public async Task<IActionResult> OnPostLeave(string? view, string[]? rows, CancellationToken stopping) =>
        After(await batches.Assign(rows ?? [], null, stopping), "left to whoever is free", view);

    public async Task<IActionResult> OnPostUndo(string? view, Guid batch, CancellationToken stopping)
    {
        var undone = await batches.Undo(batch, stopping);
        TempData["toast"] = undone == 0 ? "Nothing was undone: somebody has decided about these documents since." : $"Undone for {Documents(undone)}.";
        return Redirect(QueueView.Address(view));
    }

    private RedirectResult After(BatchResult result, string what, string? view)
    {
        if (result.Done == 0)
        {
            TempData["toast"] = result.Left == 0 ? "Choose documents first." : "Nothing was done: they were changed meanwhile, or somebody has them open.";
        }
        else
        {
            TempData["toast"] = $"{Documents(result.Done)} {what}.{(result.Left == 0 ? "" : $" {result.Left} left alone: changed meanwhile, or open with somebody.")}";
            TempData["undo-url"] = $"/documents/review?handler=Undo&batch={result.Batch}&view={QueueView.Known(view)}";
        }

        return Redirect(QueueView.Address(view));
    }

    private static string Documents(int count) => count == 1 ? "1 document" : $"{count} documents";

    private async Task Load(string? view, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var profile = await organization.Profile(stopping);
        SeveralLocations = profile.Locations.Count(location => visible.Location(location.Id)) > 1;
        Show = QueueView.Known(view);
        Counts = await queue.Counts(stopping);
        ForOthers = await queue.CountForOthers(stopping);
        var waiting = await queue.Of(Show).AsNoTracking()
            .Take(Most)
            .Select(d => new { d.Id, d.Version, d.Type, d.UrgentReason, d.ReviewWords, d.ReviewSince, d.ReceivedAt, d.LocationId, d.OwnerId, d.OpenedBy, d.OpenedUntil, HandedOver = d.HandedOverBy.Count > 0, Pages = d.Pages.Count, d.Transmission!.ReceivedFrom, d.Transmission.FileName, IsPartClosed = db.StoredDocuments.Count(s => s.TransmissionId == d.TransmissionId && s.State != DocumentState.Merged) > d.Transmission.Documents.Count })
            .ToListAsync(stopping);
        var rows = new List<QueueRow>();
        foreach (var d in waiting)
        {
            rows.Add(new QueueRow(
                d.Id,
                d.Version,
                d.Type,
                d.UrgentReason,
                d.ReviewWords ?? "",
                d.ReceivedFrom ?? (d.IsPartClosed ? InboxRow.PartClosed : d.FileName),
                profile.Find(d.LocationId)?.Name,
                LocationClock.Words(d.ReceivedAt, now, profile.Find(d.LocationId)),
                Wording.Of(now - (d.ReviewSince ?? d.ReceivedAt)),
                d.OpenedUntil > now && d.OpenedBy is { } holder ? await organization.NameOfUser(holder, stopping) : null,
                d.OwnerId == actor.UserId ? "You" : d.OwnerId is { } owner ? await organization.NameOfUser(owner, stopping) : null,
                d.HandedOver,
                d.Pages));
        }

        Rows = rows;
    }
}

/// <param name="Waiting">How long it has waited for a person, in words.</param>
/// <param name="HandedOver">A colleague left it: somebody who may be meant is closed to them.</param>
/// <param name="OpenWith">Who has it open at the moment; null when nobody has.</param>
internal sealed record QueueRow(
    Guid Id,
    uint Version,
    DocumentType Type,
    string? UrgentReason,
    string Reason,
    string From,
    string? LocationName,
    string Received,
    string Waiting,
    string? OpenWith,
    string? Owner,
    bool HandedOver,
    int Pages);
