using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>One provider's week at a location, from Sunday on, a column a day: those with hours, visits, or a reason why there are none. The caller audits what it shows.</summary>
internal sealed class LoadWeek(SchedulingDb db, LoadTimes times, IOptions<SchedulingOptions> options)
{
    private const int Days = 7;

    public static DateOnly FirstDay(DateOnly date) => date.AddDays(-(int)date.DayOfWeek);

    public static Stretch SpanOf(Location location, DateOnly date) =>
        new(LocalTimes.Day(FirstDay(date), location.TimeZone).From, LocalTimes.Day(FirstDay(date).AddDays(Days), location.TimeZone).From);

    /// <param name="date">Any day of the week.</param>
    public async Task<Day> Run(Location location, DateOnly date, Provider provider, CancellationToken stopping)
    {
        var (first, span) = (FirstDay(date), SpanOf(location, date));
        var last = first.AddDays(Days - 1);
        var taken = await times.Run(location, span, provider.Id, stopping);
        var elsewhere = await times.Elsewhere(location, span, [provider.Id], stopping);
        var holidays = await db.Holidays.AsNoTracking().Where(closed => closed.Date >= first && closed.Date <= last && (closed.LocationId == null || closed.LocationId == location.Id)).ToListAsync(stopping);
        var hours = await db.WorkingHours.AsNoTracking().Where(usual => usual.LocationId == location.Id && usual.ProviderId == provider.Id).ToListAsync(stopping);
        var exceptions = await db.WorkingExceptions.AsNoTracking()
            .Where(other => other.LocationId == location.Id && other.ProviderId == provider.Id && other.Date >= first && other.Date <= last).ToListAsync(stopping);
        var usualMost = await db.VisitTypes.Where(type => !type.IsRetired).MaxAsync(type => (int?)type.Capacity, stopping) ?? 1;
        var ownMost = await db.ProviderCapacities.Where(own => own.ProviderId == provider.Id).MaxAsync(own => (int?)own.Capacity, stopping) ?? 1;
        var blocks = taken.OfProvider(provider.Id).Concat(elsewhere.Select(time => time.Block)).ToList();
        var columns = Enumerable.Range(0, Days).Select(first.AddDays).Select(Column).Where(column => column.Working.Count > 0 || column.Blocks.Count > 0 || column.Away.Count > 0).ToList();
        return new Day(columns, DayGrid.Of(location.TimeZone, options.Value.SlotMinutes, columns), taken.Cancelled, taken.Stamp);

        DayColumn Column(DateOnly day)
        {
            var clock = new DayClock(day, location.TimeZone);
            var (from, until) = LocalTimes.Day(day, location.TimeZone);
            var holiday = holidays.Find(closed => closed.Date == day);
            return new DayColumn(
                provider.Id,
                day.ToString("ddd MM/dd", CultureInfo.InvariantCulture),
                holiday?.Name,
                WorkingDay.Of(clock, hours, exceptions, holiday is not null),
                [.. blocks.Where(block => block.Time.From < until && block.Time.Until > from)])
            {
                Date = day,
                MostAtOnce = Math.Max(usualMost, ownMost),
                Away = LoadDay.AwayOn(clock, exceptions.Where(other => other.Date == day), holiday),
            };
        }
    }
}
