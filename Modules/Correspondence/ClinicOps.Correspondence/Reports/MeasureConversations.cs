using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Reports;

/// <summary>
/// How long people wait: until they are first answered, until their matter is closed, and how long those have waited who are not answered yet. It counts what the acting user may see, and names
/// nobody. What was logged by mistake, or was not for this clinic, counts nowhere.
/// </summary>
internal sealed class MeasureConversations(CorrespondenceDb db, TimeProvider clock)
{
    internal static readonly string[] NoMatter = [TakeBackCall.Mistake, ConversationOutcome.NotForUs];

    /// <summary>Upper ends, in days; the last has none.</summary>
    private static readonly int[] Ages = [1, 3, 8, 15];

    public static readonly IReadOnlyList<string> AgeWords = ["Less than a day", "1 and 2 days", "3 to 7 days", "8 to 14 days", "15 days and more"];

    public async Task<ConversationFigures> Run(ReportPeriod period, CancellationToken stopping)
    {
        var (from, until, location) = (period.FirstInstant, period.LastInstant, period.Location.Id);
        var closed = await db.Conversations.AsNoTracking()
            .Where(c => c.LocationId == location && c.ClosedAt >= from && c.ClosedAt < until && !NoMatter.Contains(c.Outcome!))
            .Select(c => new { c.Kind, c.OpenedAt, ClosedAt = c.ClosedAt!.Value }).ToListAsync(stopping);
        var opened = await db.Conversations.AsNoTracking()
            .Where(c => c.LocationId == location && c.OpenedAt >= from && c.OpenedAt < until && (c.Outcome == null || !NoMatter.Contains(c.Outcome)))
            .Select(c => new { c.Id, c.Kind }).ToListAsync(stopping);
        var waiting = await db.Conversations.AsNoTracking().Where(c => c.LocationId == location && c.State == ConversationState.Open).Select(c => new { c.Id, c.Kind, c.LastEntryAt }).ToListAsync(stopping);
        var said = await Said([.. opened.Select(c => c.Id).Concat(waiting.Select(c => c.Id)).Distinct()], stopping);
        var answers = opened.Select(c => (c.Kind, Wait: FirstAnswer(said[c.Id]))).Where(one => one.Wait is not null).Select(one => (one.Kind, Wait: one.Wait!.Value)).ToList();
        var now = clock.GetUtcNow();
        return new ConversationFigures(
            OfKinds(answers),
            OfKinds([.. closed.Select(c => (c.Kind, Wait: c.ClosedAt - c.OpenedAt))]),
            [.. ConversationWords.Kinds.Select(kind => (kind.Text, Count([.. waiting.Where(c => c.Kind == kind.Code).Select(c => now - (UnansweredSince(said[c.Id]) ?? c.LastEntryAt))])))]);
    }

    /// <summary>What came in or went out, in order; notes, what was taken back, and what did not leave, left out. A letter or a mail was said when it left, or may have.</summary>
    private async Task<ILookup<Guid, Line>> Said(Guid[] ids, CancellationToken stopping)
    {
        var entries = await db.ConversationEntries.AsNoTracking()
            .Where(e => ids.Contains(e.ConversationId) && e.TakenBackAt == null && e.Direction != EntryDirection.Internal
                && !db.Notices.Any(notice => notice.Id == e.NoticeId && notice.State != DeliveryState.Sent && notice.State != DeliveryState.Unknown))
            .Select(e => new
            {
                e.LetterId,
                MailLeftAt = db.Notices.Where(notice => notice.Id == e.NoticeId).Select(notice => notice.LeftAt ?? notice.SendingSince).FirstOrDefault(),
                Line = new Line(e.ConversationId, e.Direction, e.CallOutcome, e.At, e.CallerCheck == CallerCheck.NotVerified),
            }).ToListAsync(stopping);
        var letters = entries.Select(e => e.LetterId).OfType<Guid>().ToList();
        var left = await db.Deliveries.AsNoTracking().Where(delivery => letters.Contains(delivery.LetterId) && delivery.LeftAt != null && delivery.State != DeliveryState.Failed)
            .GroupBy(delivery => delivery.LetterId).Select(all => new { all.Key, At = all.Min(delivery => delivery.LeftAt!.Value) }).ToDictionaryAsync(one => one.Key, one => one.At, stopping);
        return entries.Where(e => e.LetterId is not { } letter || left.ContainsKey(letter))
            .Select(e => e.LetterId is { } letter ? e.Line with { At = left[letter] } : e.MailLeftAt is { } mailed ? e.Line with { At = mailed } : e.Line)
            .OrderBy(line => line.At).ToLookup(line => line.ConversationId);
    }

    /// <returns>From the first that came in until something went out that may have reached somebody; at once where a call that came in did. Null where nothing did yet, or nothing came in.</returns>
    private static TimeSpan? FirstAnswer(IEnumerable<Line> said)
    {
        var lines = said.ToList();
        return lines.Find(line => line.Direction == EntryDirection.In) is { } first && lines.Find(line => line.At >= first.At && Answers(line)) is { } answer ? answer.At - first.At : null;
    }

    /// <returns>When the first came in that nobody has answered yet; null where nothing waits. Where nothing was told, it waits still.</returns>
    private static DateTimeOffset? UnansweredSince(IEnumerable<Line> said)
    {
        DateTimeOffset? since = null;
        foreach (var line in said)
        {
            since = Answers(line) && !line.ToldNothing ? null : line.Direction == EntryDirection.In ? since ?? line.At : since;
        }

        return since;
    }

    private static bool Answers(Line line) => line.Direction == EntryDirection.Out ? line is { CallOutcome: null or CallOutcome.Reached, ToldNothing: false } : line.CallOutcome == CallOutcome.Reached;

    private static IReadOnlyList<(string Kind, Waits Waits)> OfKinds(IReadOnlyList<(string Kind, TimeSpan Wait)> all) =>
    [
        ("All", Waits.Of(all.Select(one => one.Wait))),
        .. ConversationWords.Kinds.Select(kind => (kind.Text, Waits.Of(all.Where(one => one.Kind == kind.Code).Select(one => one.Wait)))),
    ];

    private static int[] Count(IReadOnlyList<TimeSpan> ages)
    {
        var counts = new int[AgeWords.Count];
        foreach (var age in ages)
        {
            var at = Array.FindIndex(Ages, end => age < TimeSpan.FromDays(end));
            counts[at < 0 ? Ages.Length : at]++;
        }

        return counts;
    }

    private sealed record Line(Guid ConversationId, string Direction, string? CallOutcome, DateTimeOffset At, bool ToldNothing);
}

/// <param name="FirstAnswer">By kind, all of them first; of those opened in the period.</param>
/// <param name="Closing">The same of those closed in the period.</param>
/// <param name="Unanswered">By kind, as many as are of each of <see cref="MeasureConversations.AgeWords"/> now.</param>
internal sealed record ConversationFigures(
    IReadOnlyList<(string Kind, Waits Waits)> FirstAnswer, IReadOnlyList<(string Kind, Waits Waits)> Closing, IReadOnlyList<(string Kind, IReadOnlyList<int> ByAge)> Unanswered);

/// <summary>How long it took: the middle one (of an even number the lower one), and the one that nine of ten did not exceed. Each is a time that somebody did wait.</summary>
internal sealed record Waits(int Count, TimeSpan? Median, TimeSpan? NineOfTen)
{
    public static Waits Of(IEnumerable<TimeSpan> waits)
    {
        var sorted = waits.Order().ToList();
        TimeSpan? At(int percent) => sorted.Count == 0 ? null : sorted[(((sorted.Count * percent) + 99) / 100) - 1];
        return new Waits(sorted.Count, At(50), At(90));
    }
}
