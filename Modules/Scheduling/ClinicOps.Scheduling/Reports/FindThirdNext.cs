using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Reports;

/// <summary>
/// How far away the third next free time is, of each provider who works at a location, for a kind of visit. The third, since a first and a second
/// may be what somebody has just cancelled. It asks as who books asks, and names nobody.
/// </summary>
internal sealed class FindThirdNext(SchedulingDb db, FindFreeSlots slots, TimeProvider clock)
{
    private const int Which = 3;

    /// <param name="visitTypeId">Null for each kind that is booked.</param>
    public async Task<IReadOnlyList<ThirdNextTime>> Run(Location location, Guid? visitTypeId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var today = LocalTime.DayAt(location, now);
        var types = await db.VisitTypes.AsNoTracking().Where(type => type.Id == visitTypeId || (visitTypeId == null && !type.IsRetired)).Select(type => type.Id).ToListAsync(stopping);
        var calendars = await LoadCalendars.Run(db, location.Id, new SlotWish([location.Id], null, null, now, 0), today, today.AddDays(FindFreeSlots.Days), stopping);
        var found = new List<ThirdNextTime>();
        foreach (var (type, provider) in types.SelectMany(type => calendars.Providers.Select(provider => (type, provider.Id))))
        {
            var free = await slots.Run(new SlotWish([location.Id], type, null, now, Which) { ProviderIds = [provider] }, stopping);
            found.Add(new ThirdNextTime(provider, type, free.Count == Which ? free[^1].StartsAt : null, free.Count == Which ? LocalTime.DayAt(location, free[^1].StartsAt).DayNumber - today.DayNumber : null));
        }

        return found;
    }
}

/// <param name="StartsAt">Null where there are fewer than three within <see cref="FindFreeSlots.Days"/> days.</param>
/// <param name="Days">Calendar days from today.</param>
internal sealed record ThirdNextTime(Guid ProviderId, Guid VisitTypeId, DateTimeOffset? StartsAt, int? Days);
