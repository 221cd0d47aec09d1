using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>One location's day, a column for everybody who works there then, or has visits there. The caller audits what it shows.</summary>
internal sealed class LoadDay(SchedulingDb db, VisibleToActor visible, IPatients patients, IOrganization organization, IOptions<SchedulingOptions> options, TimeProvider clock)
{
    public async Task<Day> Run(Location location, DateOnly date, CancellationToken stopping)
    {
        var (from, until) = LocalTimes.Day(date, location.TimeZone);
        var all = await At(location.Id, from, until).OrderBy(visit => visit.StartsAt).ToListAsync(stopping);
        var inSight = await visible.Visits.Where(visit => visit.LocationId == location.Id && visit.StartsAt < until && visit.EndsAt > from).Select(visit => visit.Id).ToListAsync(stopping);
        var visits = all.FindAll(visit => inSight.Contains(visit.Id));
        var closed = all.FindAll(visit => !inSight.Contains(visit.Id) && visit.State != VisitStates.Cancelled);
        var holiday = await db.Holidays.AsNoTracking().FirstOrDefaultAsync(closed => closed.Date == date && (closed.LocationId == null || closed.LocationId == location.Id), stopping);
        var hours = (await db.WorkingHours.AsNoTracking().Where(usual => usual.LocationId == location.Id && usual.Weekday == date.DayOfWeek).ToListAsync(stopping)).FindAll(usual => usual.HoldsOn(date));
        var exceptions = await db.WorkingExceptions.AsNoTracking().Where(other => other.LocationId == location.Id && other.Date == date).ToListAsync(stopping);
        var ids = all.Where(visit => visit.State != VisitStates.Cancelled).Select(visit => visit.ProviderId)
            .Concat(hours.Select(usual => usual.ProviderId)).Concat(exceptions.Select(other => other.ProviderId)).Distinct().ToList();
        var providers = await db.Providers.AsNoTracking().Where(provider => ids.Contains(provider.Id)).OrderBy(provider => provider.Name).ToListAsync(stopping);
        var elsewhere = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(visit => ids.Contains(visit.ProviderId) && visit.LocationId != location.Id && visit.State != VisitStates.Cancelled && visit.StartsAt < until && visit.EndsAt > from)
            .ToListAsync(stopping);
        var other = await WhatIsNoVisit(location, from, until, stopping);
        var names = (await patients.Find([.. visits.Select(visit => visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var places = (await organization.Profile(stopping)).Locations.ToDictionary(place => place.Id, place => place.Name);
        var usualMost = await db.VisitTypes.Where(type => !type.IsRetired).MaxAsync(type => (int?)type.Capacity, stopping) ?? 1;
        var most = await db.ProviderCapacities.Where(own => ids.Contains(own.ProviderId)).GroupBy(own => own.ProviderId)
            .ToDictionaryAsync(own => own.Key, own => Math.Max(usualMost, own.Max(one => one.Capacity)), stopping);
        DayVisit Shown(Visit visit) => new(
            visit, LocalTimes.InZone(visit.StartsAt, location.TimeZone), LocalTimes.InZone(visit.EndsAt, location.TimeZone), names.GetValueOrDefault(visit.PatientId));
        var columns = providers.ConvertAll(provider => new DayColumn(
            provider.Id,
            provider.DisplayName,
            provider.Specialty,
            WorkingDay.Of(date, location.TimeZone, hours.Where(usual => usual.ProviderId == provider.Id), exceptions.Where(other => other.ProviderId == provider.Id), holiday is not null),
            [
                .. visits.Where(visit => visit.ProviderId == provider.Id && visit.State != VisitStates.Cancelled)
                    .Select(visit => new DayBlock(new Stretch(visit.StartsAt, visit.EndsAt), Shown(visit))),
                .. closed.Where(visit => visit.ProviderId == provider.Id).Select(visit => new DayBlock(new Stretch(visit.StartsAt, visit.EndsAt), null)),
                .. elsewhere.Where(visit => visit.ProviderId == provider.Id)
                    .Select(visit => new DayBlock(new Stretch(visit.StartsAt, visit.EndsAt), null, places.GetValueOrDefault(visit.LocationId, "elsewhere"))),
                .. other.Where(taken => taken.ProviderId is null || taken.ProviderId == provider.Id).Select(taken => new DayBlock(taken.Time, null) { Words = taken.Words }),
            ])
        {
            MostAtOnce = most.GetValueOrDefault(provider.Id, usualMost),
        });
        return new Day(
            columns,
            DayGrid.Of(date, location.TimeZone, options.Value.SlotMinutes, columns),
            [.. visits.Where(visit => visit.State == VisitStates.Cancelled).Select(Shown)],
            Stamp(all.Select(visit => (visit.Id, visit.Version)).Concat(other.Select(taken => (taken.Id, 0u)))))
        {
            Holiday = holiday?.Name,
        };
    }

    /// <summary>Another one as soon as anything of the day has changed. Names nothing and shows nothing.</summary>
    public async Task<string> Stamp(Location location, DateOnly date, CancellationToken stopping)
    {
        var (from, until) = LocalTimes.Day(date, location.TimeZone);
        var rows = await At(location.Id, from, until).Select(visit => new { visit.Id, visit.Version }).ToListAsync(stopping);
        var other = await WhatIsNoVisit(location, from, until, stopping);
        return Stamp(rows.Select(row => (row.Id, row.Version)).Concat(other.Select(taken => (taken.Id, 0u))));
    }

    /// <summary>Holds that have not lapsed, and blocks of the location and of all providers.</summary>
    private async Task<List<OtherTime>> WhatIsNoVisit(Location location, DateTimeOffset from, DateTimeOffset until, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var blocks = await db.Blocks.AsNoTracking()
            .Where(block => block.StartsAt < until && block.EndsAt > from && (block.LocationId == location.Id || block.ProviderId != null)).ToListAsync(stopping);
        var other = blocks.ConvertAll(block => new OtherTime(block.Id, block.ProviderId, new Stretch(block.StartsAt, block.EndsAt), $"blocked: {block.Reason}"));
        foreach (var hold in await db.Holds.AsNoTracking().Where(hold => hold.LocationId == location.Id && hold.StartsAt < until && hold.EndsAt > from && hold.Until > now).ToListAsync(stopping))
        {
            var who = hold.HeldBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            other.Add(new OtherTime(hold.Id, hold.ProviderId, new Stretch(hold.StartsAt, hold.EndsAt), $"held by {who} until {LocalTime.At(location, hold.Until).ToString("h:mm tt", CultureInfo.InvariantCulture)}"));
        }

        return other;
    }

    /// <summary>Over all: of a visit that this user may not see, the day shows that the time is taken and nothing else.</summary>
    private IQueryable<Visit> At(Guid locationId, DateTimeOffset from, DateTimeOffset until) =>
        db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking().Where(visit => visit.LocationId == locationId && visit.StartsAt < until && visit.EndsAt > from);

    private static string Stamp(IEnumerable<(Guid Id, uint Version)> visits)
    {
        var sum = 17;
        foreach (var visit in visits.OrderBy(visit => visit.Id))
        {
            sum = unchecked((((sum * 31) + StableHash(visit.Id)) * 31) + (int)visit.Version);
        }

        return sum.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static int StableHash(Guid id) => BitConverter.ToInt32(id.ToByteArray(), 12);
}

/// <param name="Cancelled">Visits of the day that do not take place.</param>
/// <param name="Stamp">See <see cref="LoadDay.Stamp(Location, DateOnly, CancellationToken)"/>.</param>
internal sealed record Day(IReadOnlyList<DayColumn> Columns, DayGrid Grid, IReadOnlyList<DayVisit> Cancelled, string Stamp)
{
    /// <summary>Its name where nobody has the usual hours on the day; else null.</summary>
    public string? Holiday { get; init; }
}

/// <param name="ProviderId">Null for the whole location.</param>
internal sealed record OtherTime(Guid Id, Guid? ProviderId, Stretch Time, string Words);

/// <summary>A visit of the day on the location's wall clock.</summary>
/// <param name="Patient">Null when the patient is no longer registered.</param>
internal sealed record DayVisit(Visit Visit, DateTimeOffset Start, DateTimeOffset End, PatientSummary? Patient)
{
    public string Times => $"{Start.ToString("h:mm", CultureInfo.InvariantCulture)} – {End.ToString("h:mm tt", CultureInfo.InvariantCulture)}";
}
