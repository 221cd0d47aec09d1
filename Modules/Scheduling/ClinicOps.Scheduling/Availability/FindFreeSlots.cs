using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Availability;

/// <summary>The next times in which a visit of some length fits into a provider's hours.</summary>
internal sealed class FindFreeSlots(SchedulingDb db, IOrganization organization, IOptions<SchedulingOptions> options)
{
    /// <summary>How far it looks ahead.</summary>
    private const int Days = 28;

    /// <param name="providerId">Null for whoever works at the location.</param>
    /// <returns>Earliest first, at most <paramref name="most"/>; those of one provider do not overlap each other.</returns>
    public async Task<IReadOnlyList<FreeSlot>> Run(Guid locationId, Guid? providerId, int minutes, DateTimeOffset from, int most, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Find(locationId) is not { } location || minutes <= 0)
        {
            return [];
        }

        var first = LocalTime.DayAt(location, from);
        var hours = await db.WorkingHours.AsNoTracking()
            .Where(usual => usual.LocationId == locationId && (providerId == null || usual.ProviderId == providerId)).ToListAsync(stopping);
        var exceptions = await db.WorkingExceptions.AsNoTracking()
            .Where(other => other.LocationId == locationId && (providerId == null || other.ProviderId == providerId) && other.Date >= first && other.Date <= first.AddDays(Days))
            .ToListAsync(stopping);
        var working = hours.Select(usual => usual.ProviderId).Concat(exceptions.Select(other => other.ProviderId)).ToHashSet();
        var until = LocalTimes.Day(first.AddDays(Days), location.TimeZone).Until;

        // Over all: the time of a visit that this user may not see is taken all the same.
        var taken = (await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(visit => working.Contains(visit.ProviderId) && visit.State != VisitStates.Cancelled && visit.StartsAt < until && visit.EndsAt > from)
            .Select(visit => new { visit.ProviderId, visit.StartsAt, visit.EndsAt })
            .ToListAsync(stopping)).ToLookup(visit => visit.ProviderId, visit => new Stretch(visit.StartsAt, visit.EndsAt));
        var found = new List<FreeSlot>();
        for (var day = first; day <= first.AddDays(Days) && found.Count < most; day = day.AddDays(1))
        {
            found.AddRange(working
                .SelectMany(provider => FreeIn(
                        WorkingDay.Without(
                            WorkingDay.Of(day, location.TimeZone, hours.Where(usual => usual.ProviderId == provider), exceptions.Where(other => other.ProviderId == provider)),
                            taken[provider]),
                        minutes,
                        from,
                        LocalTimes.Day(day, location.TimeZone).From)
                    .Take(most)
                    .Select(start => new FreeSlot(provider, start)))
                .OrderBy(slot => slot.StartsAt).ThenBy(slot => slot.ProviderId)
                .Take(most - found.Count));
        }

        return found;
    }

    /// <summary>A free time begins on one of the day view's lines.</summary>
    private IEnumerable<DateTimeOffset> FreeIn(IEnumerable<Stretch> free, int minutes, DateTimeOffset notBefore, DateTimeOffset midnight)
    {
        var (length, step) = (TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(options.Value.SlotMinutes));
        DateTimeOffset OnLine(DateTimeOffset earliest) => midnight + (step * Math.Ceiling((earliest - midnight) / step));
        foreach (var stretch in free)
        {
            for (var start = OnLine(stretch.From > notBefore ? stretch.From : notBefore); start + length <= stretch.Until; start = OnLine(start + length))
            {
                yield return start;
            }
        }
    }
}

internal sealed record FreeSlot(Guid ProviderId, DateTimeOffset StartsAt);
