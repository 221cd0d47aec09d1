using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Reports;

/// <summary>How much left and came in, by channel and week, and what could not be delivered, by cause. It counts what the acting user may see, and names nobody.</summary>
internal sealed class MeasureTraffic(CorrespondenceDb db)
{
    public static readonly IReadOnlyList<string> Channels =
        ["Letters on paper", "Letters by e-mail", "Faxes", "Notices", "Mails in", "Mails out", "Calls in", "Calls out", "Walk-ins", "Answers by link"];

    /// <summary>Problems that end nothing: the machine tries again by itself.</summary>
    private static readonly string[] TriedAgain =
        [DeliveryProblem.ServerUnreachable, DeliveryProblem.ServerNotTrusted, DeliveryProblem.SignInRefused, DeliveryProblem.PutOff, DeliveryProblem.NotConfigured, DeliveryProblem.RecordMerged];

    /// <returns>By the Monday of each week, the number of each of <see cref="Channels"/>.</returns>
    public async Task<IReadOnlyList<(DateOnly Week, IReadOnlyList<int> Counts)>> Volume(ReportPeriod period, CancellationToken stopping)
    {
        var (from, until, location) = (period.FirstInstant, period.LastInstant, period.Location.Id);
        var letters = await db.Deliveries.AsNoTracking().Where(d => d.LocationId == location && d.LeftAt >= from && d.LeftAt < until).Select(d => new { d.Way, At = d.LeftAt!.Value }).ToListAsync(stopping);
        var notices = await db.NoticesInSight.AsNoTracking().Where(n => n.LocationId == location && n.LeftAt >= from && n.LeftAt < until).Select(n => new { IsAnswer = n.ConversationId != null, At = n.LeftAt!.Value }).ToListAsync(stopping);
        var entries = await db.ConversationEntries.AsNoTracking()
            .Where(e => e.At >= from && e.At < until && e.TakenBackAt == null
                && db.Conversations.Any(c => c.Id == e.ConversationId && c.LocationId == location && (c.Outcome == null || !MeasureConversations.NoMatter.Contains(c.Outcome))))
            .Select(e => new { e.Channel, e.Direction, e.At }).ToListAsync(stopping);
        var all = letters.Select(letter => (Channel: OfLetter(letter.Way), letter.At))
            .Concat(notices.Select(notice => (Channel: notice.IsAnswer ? 5 : 3, notice.At)))
            .Concat(entries.Select(entry => (Channel: OfEntry(entry.Channel, entry.Direction), entry.At)))
            .Where(one => one.Channel >= 0)
            .ToLookup(one => period.WeekOf(one.At), one => one.Channel);
        return [.. period.Weeks.Select(week => (week, (IReadOnlyList<int>)[.. Channels.Select((_, channel) => all[week].Count(one => one == channel))]))];
    }

    /// <summary>Of what was asked for in the period: letters, faxes and notices that wait with a problem, failed, or of which nobody knows.</summary>
    public async Task<IReadOnlyList<Failures>> Failed(ReportPeriod period, CancellationToken stopping)
    {
        var (from, until, location) = (period.FirstInstant, period.LastInstant, period.Location.Id);
        var letters = await db.Deliveries.AsNoTracking()
            .Where(d => d.LocationId == location && d.RequestedAt >= from && d.RequestedAt < until && d.Problem != null)
            .Select(d => new { d.Way, d.State, Problem = d.Problem! }).ToListAsync(stopping);
        var notices = await db.NoticesInSight.AsNoTracking()
            .Where(n => n.LocationId == location && n.RequestedAt >= from && n.RequestedAt < until && n.Problem != null)
            .Select(n => new { n.State, Problem = n.Problem! }).ToListAsync(stopping);
        return
        [
            .. letters.Select(letter => (letter.State, letter.Problem, Column: letter.Way == DeliveryWay.Fax ? 1 : 0)).Concat(notices.Select(notice => (notice.State, notice.Problem, Column: 2)))
                .Select(one => (End: EndOf(one.State, one.Problem), one.Problem, one.Column))
                .Where(one => one.End is not null)
                .GroupBy(one => (End: one.End!.Value, one.Problem))
                .OrderBy(group => group.Key.End).ThenBy(group => group.Key.Problem, StringComparer.Ordinal)
                .Select(group => new Failures(group.Key.End, group.Key.Problem, group.Count(one => one.Column == 0), group.Count(one => one.Column == 1), group.Count(one => one.Column == 2))),
        ];
    }

    /// <returns>Null for what has arrived or was cancelled after all.</returns>
    private static FailureEnd? EndOf(string state, string problem) => state switch
    {
        DeliveryState.Unknown => FailureEnd.Unknown,
        DeliveryState.Failed => FailureEnd.GivenUp,
        DeliveryState.Pending or DeliveryState.Sending when TriedAgain.Contains(problem) => FailureEnd.TriedAgain,
        _ => null,
    };

    private static int OfLetter(string way) => way switch { DeliveryWay.Print => 0, DeliveryWay.Email => 1, DeliveryWay.Fax => 2, _ => -1 };

    private static int OfEntry(string channel, string direction) => (channel, direction) switch
    {
        (EntryChannel.Email, EntryDirection.In) => 4,
        (EntryChannel.Call, EntryDirection.In) => 6,
        (EntryChannel.Call, EntryDirection.Out) => 7,
        (EntryChannel.WalkIn, _) => 8,
        (EntryChannel.Link, EntryDirection.In) => 9,

        // A letter or a mail that is an entry too is counted where it left; notes go nowhere.
        _ => -1,
    };
}

internal enum FailureEnd
{
    /// <summary>It waits: the machine tries again.</summary>
    TriedAgain,

    /// <summary>Refused for good, given up, or come back.</summary>
    GivenUp,

    /// <summary>It may have arrived: a person says.</summary>
    Unknown,
}

/// <param name="Problem">A code of <see cref="DeliveryProblem"/>.</param>
internal sealed record Failures(FailureEnd End, string Problem, int Letters, int Faxes, int Notices)
{
    public int All => Letters + Faxes + Notices;

    public string EndInWords => End switch { FailureEnd.TriedAgain => "tried again by itself", FailureEnd.GivenUp => "given up", _ => "unknown whether it arrived" };

    /// <summary>Short, for a table; what to do about it stands with the letter.</summary>
    public string ProblemInWords => Problem switch
    {
        DeliveryProblem.ServerUnreachable => "The mail server does not answer",
        DeliveryProblem.ServerNotTrusted => "The mail server is not trusted",
        DeliveryProblem.SignInRefused => "The mail server refuses the sign-in",
        DeliveryProblem.PutOff => "Put off by the reader's server",
        DeliveryProblem.NotConfigured => "No mail server is set up",
        DeliveryProblem.MailboxUnknown => "No such mailbox or number",
        DeliveryProblem.MailboxFull => "The mailbox is full",
        DeliveryProblem.Refused => "Refused by the server",
        DeliveryProblem.TooLarge => "Too large",
        DeliveryProblem.GaveUp => "Put off for days",
        DeliveryProblem.Bounced => "Came back",
        DeliveryProblem.OutcomeUnknown => "The line broke while it was handed over",
        DeliveryProblem.PatientDeceased => "The patient has died",
        DeliveryProblem.PapersClosed => "A paper in it was closed",
        DeliveryProblem.NotMeant => "It was withdrawn",
        _ => Problem.Replace('_', ' '),
    };
}
