using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What waits for a person at the user's locations, save what the user left to others: urgent first, then the longest waiting.</summary>
internal sealed class ReviewQueue(DocumentsDb db, VisibleToActor visible, CurrentActor actor, TimeProvider clock)
{
    public IQueryable<Document> Waiting => actor.UserId is { } user ? All.Where(d => !d.HandedOverBy.Contains(user)) : All;

    /// <summary>How many wait at the user's locations for colleagues who see more. That they are there, so that none is forgotten; nothing of them.</summary>
    public Task<int> CountForOthers(CancellationToken stopping)
    {
        var locations = actor.Locations.ToArray();
        return db.StoredDocuments.CountAsync(
            s => s.State == DocumentState.Review && (locations.Length == 0 || locations.Contains(s.LocationId)) && !Waiting.Any(d => d.Id == s.Id), stopping);
    }

    private IQueryable<Document> All =>
        visible.Documents.Where(d => d.State == DocumentState.Review).OrderBy(d => d.UrgentReason == null).ThenBy(d => d.ReceivedAt).ThenBy(d => d.Id);

    /// <summary>The neighbours of a document, past what somebody else has open; at the end it begins again.</summary>
    /// <param name="documentId">It need not be waiting any more: then the first one follows.</param>
    public async Task<QueuePlace> Around(Guid documentId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var waiting = await Waiting.AsNoTracking().Select(d => new { d.Id, d.UrgentReason, d.OpenedBy, d.OpenedUntil }).ToListAsync(stopping);
        var at = waiting.FindIndex(d => d.Id == documentId);
        var free = waiting.Where(d => d.Id == documentId || d.OpenedBy is null || d.OpenedBy == actor.UserId || d.OpenedUntil <= now).Select(d => d.Id).ToList();
        var here = free.IndexOf(documentId);
        var others = here < 0 ? free : [.. free[(here + 1)..], .. free[..here]];
        return new QueuePlace(
            waiting.Count,
            waiting.Count(d => d.UrgentReason is not null),
            at < 0 ? null : at + 1,
            others.Count > 0 ? others[0] : null,
            others.Count > 0 ? others[^1] : null);
    }
}

/// <param name="Position">From 1; null for what does not wait any more.</param>
/// <param name="Next">Null when nothing else waits.</param>
internal sealed record QueuePlace(int Count, int Urgent, int? Position, Guid? Next, Guid? Previous);
