using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>
/// A free time for each open visit of a list with the same provider, once that is back, and one with a colleague, from the time on that the visit had. No two
/// visits are offered the same time. A time within what is authorized, covered and ordered goes first; where there is none, the next one says what it needs.
/// </summary>
internal sealed class ProposeSlots(SchedulingDb db, FindFreeSlots find, TimeProvider clock)
{
    /// <summary>For how many visits of a list times are looked for at once.</summary>
    public const int MostVisits = 30;

    /// <summary>How many times are looked at for one visit.</summary>
    private const int MostLookedAt = 60;

    /// <param name="rows">In the order in which they are offered something.</param>
    /// <returns>By visit; none where nothing is free.</returns>
    public async Task<ILookup<Guid, ProposedSlot>> Run(ProviderOutage outage, IEnumerable<OutageRow> rows, CancellationToken stopping)
    {
        var names = await Colleagues(outage, stopping);
        var back = Later(clock.GetUtcNow(), outage.EndsAt);
        var taken = new List<(Guid ProviderId, DateTimeOffset From, DateTimeOffset Until)>();
        var found = new List<(Guid VisitId, ProposedSlot Slot)>();
        var searched = new Dictionary<SearchedFor, IReadOnlyList<FreeSlot>>();
        foreach (var row in rows.Where(row => row is { Location: not null, Of.IsToCall: true, Visit.State: VisitStates.Booked, IsDead: false }).Take(MostVisits))
        {
            await Offer(row, back, [outage.ProviderId]);
            if (names.Count > 1)
            {
                await Offer(row, Later(clock.GetUtcNow(), row.Visit.StartsAt), [.. names.Keys.Where(id => id != outage.ProviderId)]);
            }
        }

        return found.ToLookup(one => one.VisitId, one => one.Slot);

        async Task Offer(OutageRow row, DateTimeOffset from, Guid[] providers)
        {
            var length = row.Visit.EndsAt - row.Visit.StartsAt;
            var wanted = new SearchedFor(row.Visit.LocationId, row.Visit.VisitTypeId, length, from, providers.Length == 1 ? providers[0] : null);
            if (!searched.TryGetValue(wanted, out var free))
            {
                free = searched[wanted] = await find.Run(new SlotWish([wanted.LocationId], wanted.VisitTypeId, (int)length.TotalMinutes, from, MostLookedAt) { ProviderIds = providers }, stopping);
            }

            var open = free.Where(slot => !taken.Exists(other => other.ProviderId == slot.ProviderId && other.From < slot.StartsAt + length && slot.StartsAt < other.Until)).ToList();
            if ((open.Find(slot => Needs(row, slot).Length == 0) ?? open.FirstOrDefault()) is { } chosen)
            {
                taken.Add((chosen.ProviderId, chosen.StartsAt, chosen.StartsAt + length));
                found.Add((row.Visit.Id, new ProposedSlot(chosen.ProviderId, names[chosen.ProviderId], LocalTime.At(row.Location, chosen.StartsAt), chosen.StartsAt == row.Visit.StartsAt, Needs(row, chosen))));
            }
        }
    }

    /// <summary>The provider and who may stand in: of the same specialty, where both are recorded.</summary>
    private async Task<Dictionary<Guid, string>> Colleagues(ProviderOutage outage, CancellationToken stopping)
    {
        var specialty = await db.Providers.Where(provider => provider.Id == outage.ProviderId).Select(provider => provider.Specialty).SingleAsync(stopping);
        return await db.Providers.AsNoTracking().Where(provider => provider.Id == outage.ProviderId || specialty == null || provider.Specialty == null || provider.Specialty == specialty)
            .ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
    }

    /// <summary>What has to be done first for the visit to be at that time; empty where nothing has.</summary>
    private static string Needs(OutageRow row, FreeSlot slot)
    {
        var day = LocalTime.DayAt(row.Location, slot.StartsAt);
        var first = row.Window?.Beyond(day).Select(limit => limit.Mend) ?? [];
        return string.Join("; ", row.Visit.Request is { Latest: { } latest } && latest < day ? first.Append($"the order wants it by {LocalTime.Us(latest)}") : first);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record SearchedFor(Guid LocationId, Guid? VisitTypeId, TimeSpan Length, DateTimeOffset From, Guid? ProviderId);
}

/// <param name="Start">On the location's wall clock.</param>
/// <param name="IsSameTime">The visit keeps its time.</param>
/// <param name="Needs">What has to be done first, in words; empty for nothing.</param>
internal sealed record ProposedSlot(Guid ProviderId, string Provider, DateTimeOffset Start, bool IsSameTime, string Needs);
