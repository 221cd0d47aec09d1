using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>Whom a free time suits, and in which order they are asked: the urgent first, then who waits longest; whoever was called in vain comes last. Pure.</summary>
internal static class RankEntries
{
    private static readonly string[] Urgencies = ["stat", "urgent", "routine"];

    /// <param name="startsAt">When the visit would begin.</param>
    /// <param name="visit">The one that they want earlier; null where they have none, or it is out of sight.</param>
    public static bool Suits(WaitlistEntry entry, FreedSlot slot, DateTimeOffset startsAt, Visit? visit, Location location, DateTimeOffset now)
    {
        var local = LocalTime.At(location, startsAt);
        var day = DateOnly.FromDateTime(local.DateTime);
        return entry.State == WaitlistState.Waiting
            && entry.LocationId == slot.LocationId
            && (entry.ProviderIds.Length == 0 || entry.ProviderIds.Contains(slot.ProviderId))
            && day >= entry.Earliest && !(day > entry.Latest)
            && (entry.Weekdays.Length == 0 || entry.Weekdays.Contains((int)day.DayOfWeek))
            && (entry.Part == PartOfDay.Any || entry.Part == (local.Hour < 12 ? PartOfDay.Morning : PartOfDay.Afternoon))
            && startsAt - now >= TimeSpan.FromHours(entry.NoticeHours)
            && (entry.VisitId is null || (visit is { State: VisitStates.Booked } && visit.StartsAt > startsAt));
    }

    public static IReadOnlyList<Candidate> InOrder(IEnumerable<Candidate> candidates) =>
    [
        .. candidates
            .OrderBy(one => !one.IsReady)
            .ThenBy(one => one.CalledAt is not null)
            .ThenBy(one => Array.IndexOf(Urgencies, one.Entry.Urgency))
            .ThenBy(one => one.Entry.EnteredAt)
            .ThenBy(one => one.Entry.Id),
    ];

    /// <summary>Why this one, in words: "waits 12 days, urgent, ...".</summary>
    public static IReadOnlyList<string> Reasons(WaitlistEntry entry, Visit? visit, DateTimeOffset? calledAt, DateTimeOffset? wantedAt, PatientReadiness readiness, Location location, DateTimeOffset now)
    {
        var days = LocalTime.DayAt(location, now).DayNumber - LocalTime.DayAt(location, entry.EnteredAt).DayNumber;
        List<string> reasons = [days switch { 0 => "waits since today", 1 => "waits 1 day", _ => string.Create(CultureInfo.InvariantCulture, $"waits {days} days") }];
        if (entry.Urgency != "routine")
        {
            reasons.Add(entry.Urgency);
        }

        if (visit is not null)
        {
            reasons.Add($"has {LocalTime.At(location, visit.StartsAt).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture)}");
        }

        if (entry.Latest is { } latest)
        {
            reasons.Add($"by {LocalTime.Us(latest)}");
        }

        if (calledAt is { } called)
        {
            reasons.Add($"not reached at {LocalTime.At(location, called).ToString("h:mm tt", CultureInfo.InvariantCulture)}");
        }

        if (wantedAt is { } wanted)
        {
            reasons.Add($"said yes by the link at {LocalTime.At(location, wanted).ToString("h:mm tt", CultureInfo.InvariantCulture)}, too late");
        }

        return [.. reasons, .. readiness.For, .. readiness.ToSeeTo.Select(what => $"to see to: {what}")];
    }
}

/// <summary>Somebody whom a free time suits.</summary>
/// <param name="StartsAt">When the visit would begin; the rest of the freed time stays free.</param>
/// <param name="CalledAt">When this time was offered to them in vain; null when not.</param>
/// <param name="Reasons">Why they are where they are, in words.</param>
/// <param name="Against">Why they are not ready; empty where they are.</param>
internal sealed record Candidate(WaitlistEntry Entry, PatientSummary Patient, DateTimeOffset StartsAt, int Minutes, string VisitType, DateTimeOffset? CalledAt, IReadOnlyList<string> Reasons, IReadOnlyList<string> Against)
{
    public bool IsReady => Against.Count == 0;
}
