using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>
/// One location's day by what visits stand in: a column for each room and device that is open, or taken all the same. A visit is shown in each of its
/// rooms. The caller audits what it shows.
/// </summary>
internal sealed class LoadRooms(SchedulingDb db, LoadTimes times, IOptions<SchedulingOptions> options)
{
    public async Task<Day> Run(Location location, DateOnly date, CancellationToken stopping)
    {
        var taken = await times.Run(location, LoadDay.SpanOf(location, date), providerId: null, stopping);
        var used = taken.Times.SelectMany(time => time.RoomIds).Distinct().ToList();
        var rooms = await db.Resources.AsNoTracking().Include(room => room.Kind).Where(room => room.LocationId == location.Id && (!room.IsClosed || used.Contains(room.Id)))
            .OrderBy(room => room.Kind!.IsDevice).ThenBy(room => room.Kind!.Name).ThenBy(room => room.Name).ToListAsync(stopping);
        var providers = await db.Providers.AsNoTracking().ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        var holiday = await db.Holidays.AsNoTracking().FirstOrDefaultAsync(closed => closed.Date == date && (closed.LocationId == null || closed.LocationId == location.Id), stopping);
        var hours = await db.WorkingHours.AsNoTracking().Where(usual => usual.LocationId == location.Id && usual.Weekday == date.DayOfWeek).ToListAsync(stopping);
        var exceptions = await db.WorkingExceptions.AsNoTracking().Where(other => other.LocationId == location.Id && other.Date == date).ToListAsync(stopping);

        // A room is open while anybody works there: each works by hours of their own.
        var clock = new DayClock(date, location.TimeZone);
        var works = hours.Select(usual => usual.ProviderId).Concat(exceptions.Select(other => other.ProviderId)).Distinct()
            .SelectMany(id => WorkingDay.Of(clock, hours.Where(usual => usual.ProviderId == id), exceptions.Where(other => other.ProviderId == id), holiday is not null)).ToList();
        var columns = rooms.ConvertAll(room => new DayColumn(
            room.Id,
            room.Name,
            $"{room.Kind!.Name}{(room.Capacity > 1 ? $", takes {room.Capacity} at once" : "")}{(room.IsClosed ? ", closed" : "")}",
            works,
            [.. taken.OfRoom(room.Id).Select(block => block.Visit is { } visit ? block with { Visit = visit with { With = providers.GetValueOrDefault(visit.Visit.ProviderId, "") } } : block)]));
        return new Day(columns, DayGrid.Of(date, location.TimeZone, options.Value.SlotMinutes, columns), taken.Cancelled, taken.Stamp)
        {
            Holiday = holiday?.Name,
            WithoutRoom = taken.Times.Count(time => time.IsVisit && time.RoomIds.Length == 0),
        };
    }
}
