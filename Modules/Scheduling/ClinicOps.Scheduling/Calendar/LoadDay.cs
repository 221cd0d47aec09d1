using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>One location's day, a column for everybody who works there then, or has visits there. The caller audits what it shows.</summary>
internal sealed class LoadDay(SchedulingDb db, LoadTimes times, IOptions<SchedulingOptions> options)
{
    public async Task<Day> Run(Location location, DateOnly date, CancellationToken stopping)
    {
        var span = SpanOf(location, date);
        var taken = await times.Run(location, span, providerId: null, stopping);
        var holiday = await db.Holidays.AsNoTracking().FirstOrDefaultAsync(closed => closed.Date == date && (closed.LocationId == null || closed.LocationId == location.Id), stopping);
        var hours = (await db.WorkingHours.AsNoTracking().Where(usual => usual.LocationId == location.Id && usual.Weekday == date.DayOfWeek).ToListAsync(stopping)).FindAll(usual => usual.HoldsOn(date));
        var exceptions = await db.WorkingExceptions.AsNoTracking().Where(other => other.LocationId == location.Id && other.Date == date).ToListAsync(stopping);
        var ids = taken.Times.Where(time => time.IsVisit).Select(time => time.ProviderId!.Value)
            .Concat(hours.Select(usual => usual.ProviderId)).Concat(exceptions.Select(other => other.ProviderId)).Distinct().ToList();
        var providers = await db.Providers.AsNoTracking().Where(provider => ids.Contains(provider.Id)).OrderBy(provider => provider.Name).ToListAsync(stopping);
        var elsewhere = await times.Elsewhere(location, span, ids, stopping);
        var usualMost = await db.VisitTypes.Where(type => !type.IsRetired).MaxAsync(type => (int?)type.Capacity, stopping) ?? 1;
        var most = await db.ProviderCapacities.Where(own => ids.Contains(own.ProviderId)).GroupBy(own => own.ProviderId)
            .ToDictionaryAsync(own => own.Key, own => Math.Max(usualMost, own.Max(one => one.Capacity)), stopping);
        var clock = new DayClock(date, location.TimeZone);
        var columns = providers.ConvertAll(provider => new DayColumn(
            provider.Id,
            provider.DisplayName,
            provider.Specialty,
            WorkingDay.Of(clock, hours.Where(usual => usual.ProviderId == provider.Id), exceptions.Where(other => other.ProviderId == provider.Id), holiday is not null),
            [.. taken.OfProvider(provider.Id), .. elsewhere.Where(time => time.ProviderId == provider.Id).Select(time => time.Block)])
        {
            MostAtOnce = most.GetValueOrDefault(provider.Id, usualMost),
            Away = AwayOn(clock, exceptions.Where(other => other.ProviderId == provider.Id), holiday),
        });
        return new Day(columns, DayGrid.Of(date, location.TimeZone, options.Value.SlotMinutes, columns), taken.Cancelled, taken.Stamp)
        {
            Holiday = holiday?.Name,
            BlockedRooms = await BlockedRooms(location, taken, stopping),
        };
    }

    public static Stretch SpanOf(Location location, DateOnly date)
    {
        var (from, until) = LocalTimes.Day(date, location.TimeZone);
        return new Stretch(from, until);
    }

    /// <summary>The times that were taken out of a day, with the reasons given.</summary>
    /// <param name="exceptions">Of one provider at one location, on the day.</param>
    public static IReadOnlyList<(Stretch Time, string Reason)> AwayOn(DayClock clock, IEnumerable<WorkingException> exceptions, Holiday? holiday) =>
    [
        .. exceptions.Where(other => !other.Works && other.Reason is { Length: > 0 }).Select(other => (clock.Between(other.FromMinute, other.UntilMinute), other.Reason!)),
        .. holiday is null ? [] : (IEnumerable<(Stretch, string)>)[(clock.Between(0, 24 * 60), holiday.Name)],
    ];

    /// <summary>They have no column of their own beside those of providers.</summary>
    private async Task<IReadOnlyList<string>> BlockedRooms(Location location, TimesTaken taken, CancellationToken stopping)
    {
        var blocked = taken.Times.Where(time => time is { IsVisit: false, ProviderId: null, IsOfAll: false }).ToList();
        var ids = blocked.SelectMany(time => time.RoomIds).Distinct().ToList();
        var names = ids.Count == 0 ? [] : await db.Resources.AsNoTracking().Where(room => ids.Contains(room.Id)).ToDictionaryAsync(room => room.Id, room => room.Name, stopping);
        string Clock(DateTimeOffset instant) => LocalTime.At(location, instant).ToString("h:mm tt", CultureInfo.InvariantCulture);
        return [.. blocked.OrderBy(time => time.Block.Time.From).Select(time => $"{names.GetValueOrDefault(time.RoomIds[0], "a room")}, {Clock(time.Block.Time.From)} to {Clock(time.Block.Time.Until)}, is {time.Block.Words}")];
    }
}

/// <summary>What a view of the calendar shows.</summary>
/// <param name="Cancelled">Visits of the time shown that do not take place.</param>
/// <param name="Stamp">See <see cref="LoadTimes.Stamp"/>.</param>
internal sealed record Day(IReadOnlyList<DayColumn> Columns, DayGrid Grid, IReadOnlyList<DayVisit> Cancelled, string Stamp)
{
    /// <summary>Its name where nobody has the usual hours on the day; else null.</summary>
    public string? Holiday { get; init; }

    /// <summary>Rooms and devices that are blocked, a sentence each without its full stop.</summary>
    public IReadOnlyList<string> BlockedRooms { get; init; } = [];

    /// <summary>In the view of rooms: the visits that stand in none.</summary>
    public int WithoutRoom { get; init; }
}

/// <summary>A visit of the day on the location's wall clock.</summary>
/// <param name="Patient">Null when the patient is no longer registered.</param>
internal sealed record DayVisit(Visit Visit, DateTimeOffset Start, DateTimeOffset End, PatientSummary? Patient)
{
    public string Times => $"{Start.ToString("h:mm", CultureInfo.InvariantCulture)} – {End.ToString("h:mm tt", CultureInfo.InvariantCulture)}";

    /// <summary>Its provider, where the column is not of one; else empty.</summary>
    public string With { get; init; } = "";
}
