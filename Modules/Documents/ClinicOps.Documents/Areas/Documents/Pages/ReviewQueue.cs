using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the queue can be narrowed to.</summary>
internal static class QueueView
{
    public const string All = "all";
    public const string Urgent = "urgent";
    public const string Mine = "mine";

    /// <summary>Nobody's in particular.</summary>
    public const string Free = "free";

    public const string Others = "others";

    /// <summary>In the order shown, with what they are called.</summary>
    public static readonly IReadOnlyList<(string Code, string Text)> Choices = [(All, "All"), (Urgent, "Urgent"), (Mine, "Mine"), (Free, "Nobody's"), (Others, "Colleagues'")];

    public static string Known(string? code) => Choices.Any(choice => choice.Code == code) ? code! : All;
}

/// <summary>What waits for a person at the user's locations, save what the user left to others: urgent first, then the longest waiting.</summary>
internal sealed class ReviewQueue(DocumentsDb db, VisibleToActor visible, CurrentActor actor, TimeProvider clock)
{
    public IQueryable<Document> Waiting => actor.UserId is { } user ? All.Where(d => !d.HandedOverBy.Contains(user)) : All;

    /// <summary>How many the user left to colleagues, and still sees.</summary>
    public Task<int> CountHandedOver(CancellationToken stopping) => actor.UserId is { } user ? All.CountAsync(d => d.HandedOverBy.Contains(user), stopping) : Task.FromResult(0);

    /// <summary>
    /// How many wait at the user's locations for colleagues who see more. That they are there, so that none is forgotten; nothing of them. For who oversees
    /// the clinic alone: to all others a class says nothing, not even that there is something.
    /// </summary>
    public Task<int> CountForOthers(CancellationToken stopping)
    {
        var locations = actor.Locations.ToArray();
        return db.StoredDocuments.CountAsync(
            s => s.State == DocumentState.Review && (locations.Length == 0 || locations.Contains(s.LocationId)) && !Waiting.Any(d => d.Id == s.Id), stopping);
    }

    /// <param name="view">One of <see cref="QueueView"/>.</param>
    public IQueryable<Document> Of(string view) => view switch
    {
        QueueView.Urgent => Waiting.Where(d => d.UrgentReason != null),
        QueueView.Mine => Waiting.Where(d => d.OwnerId == actor.UserId),
        QueueView.Free => Waiting.Where(d => d.OwnerId == null),
        QueueView.Others => Waiting.Where(d => d.OwnerId != null && d.OwnerId != actor.UserId),
        _ => Waiting,
    };

    public IQueryable<Document> Of(QueueFilter filter) => filter.By.Of(db, Of(filter.View), clock.GetUtcNow());

    /// <summary>How many wait besides those that a list shows; of a full list nobody can say.</summary>
    public async Task<int> Beside(QueueFilter filter, Guid[] shown, CancellationToken stopping) =>
        shown.Length < ReviewBatch.Most ? await Of(filter).CountAsync(d => !shown.Contains(d.Id), stopping) : 0;

    /// <summary>How many wait in each view.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Counts(CancellationToken stopping)
    {
        var counts = new Dictionary<string, int>();
        foreach (var (code, _) in QueueView.Choices)
        {
            counts[code] = await Of(code).CountAsync(stopping);
        }

        return counts;
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
