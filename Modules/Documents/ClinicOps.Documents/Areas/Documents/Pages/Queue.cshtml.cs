using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The list of what waits for review.</summary>
[Authorize(Policy = DocumentsRights.Review)]
internal sealed class QueueModel(DocumentsDb db, ReviewQueue queue, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int Most = 200;

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>Out of the user's sight, or left to others.</summary>
    public int ForOthers { get; private set; }

    public bool SeveralLocations { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var profile = await organization.Profile(stopping);
        SeveralLocations = profile.Locations.Count(location => visible.Location(location.Id)) > 1;
        Count = await queue.Waiting.CountAsync(stopping);
        ForOthers = await queue.CountForOthers(stopping);
        var waiting = await queue.Waiting.AsNoTracking()
            .Take(Most)
            .Select(d => new { d.Id, d.Type, d.UrgentReason, d.ReviewWords, d.ReviewSince, d.ReceivedAt, d.LocationId, d.OwnerId, d.OpenedBy, d.OpenedUntil, HandedOver = d.HandedOverBy.Count > 0, Pages = d.Pages.Count, d.Transmission!.ReceivedFrom, d.Transmission.FileName, IsPartClosed = db.StoredDocuments.Count(s => s.TransmissionId == d.TransmissionId) > d.Transmission.Documents.Count })
            .ToListAsync(stopping);
        var rows = new List<QueueRow>();
        foreach (var d in waiting)
        {
            rows.Add(new QueueRow(
                d.Id,
                d.Type,
                d.UrgentReason,
                d.ReviewWords ?? "",
                d.ReceivedFrom ?? (d.IsPartClosed ? InboxRow.PartClosed : d.FileName),
                profile.Find(d.LocationId)?.Name,
                LocationClock.Words(d.ReceivedAt, now, profile.Find(d.LocationId)),
                Wording.Of(now - (d.ReviewSince ?? d.ReceivedAt)),
                d.OpenedUntil > now && d.OpenedBy is { } holder ? await organization.NameOfUser(holder, stopping) : null,
                d.OwnerId is { } owner ? await organization.NameOfUser(owner, stopping) : null,
                d.HandedOver,
                d.Pages));
        }

        Rows = rows;
        await audit.Record(db, new AuditEntry("documents.review-listed", "document", null, [.. rows.Select(row => row.Id)]), stopping);
    }
}

/// <param name="Waiting">How long it has waited for a person, in words.</param>
/// <param name="HandedOver">A colleague left it: somebody who may be meant is closed to them.</param>
/// <param name="OpenWith">Who has it open at the moment; null when nobody has.</param>
internal sealed record QueueRow(
    Guid Id,
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
