using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>
/// What takes time at a location between two instants, for every view of the calendar. Of a visit that the user may not see it says that the time is taken,
/// and nothing else. The caller audits what it shows.
/// </summary>
internal sealed class LoadTimes(SchedulingDb db, VisibleToActor visible, IPatients patients, IOrganization organization, TimeProvider clock)
{
    /// <param name="providerId">Null for everybody's.</param>
    public async Task<TimesTaken> Run(Location location, Stretch span, Guid? providerId, CancellationToken stopping)
    {
        var (from, until) = (span.From, span.Until);
        var all = await At(location.Id, span, providerId).OrderBy(visit => visit.StartsAt).ToListAsync(stopping);
        var inSight = await visible.Visits.Where(visit => visit.LocationId == location.Id && visit.StartsAt < until && visit.EndsAt > from && (providerId == null || visit.ProviderId == providerId))
            .Select(visit => visit.Id).ToHashSetAsync(stopping);
        var visits = all.FindAll(visit => inSight.Contains(visit.Id));
        var names = (await patients.Find([.. visits.Select(visit => visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var other = await WhatIsNoVisit(location, span, providerId, stopping);
        DayVisit Shown(Visit visit) => new(
            visit, LocalTimes.InZone(visit.StartsAt, location.TimeZone), LocalTimes.InZone(visit.EndsAt, location.TimeZone), names.GetValueOrDefault(visit.PatientId));
        return new TimesTaken(
            [
                .. all.Where(visit => visit.State != VisitStates.Cancelled).Select(visit => new OwnedTime(
                    visit.Id, visit.ProviderId, visit.ResourceIds, new DayBlock(new Stretch(visit.StartsAt, visit.EndsAt), inSight.Contains(visit.Id) ? Shown(visit) : null)) { IsVisit = true }),
                .. other,
            ],
            [.. visits.Where(visit => visit.State == VisitStates.Cancelled).Select(Shown)],
            StampOf(all.Select(visit => (visit.Id, visit.Version)).Concat(other.Select(taken => (taken.Id, 0u)))));
    }

    /// <summary>What these providers have at other locations then.</summary>
    public async Task<IReadOnlyList<OwnedTime>> Elsewhere(Location location, Stretch span, IReadOnlyCollection<Guid> providerIds, CancellationToken stopping)
    {
        var (from, until) = (span.From, span.Until);
        var places = (await organization.Profile(stopping)).Locations.ToDictionary(place => place.Id, place => place.Name);
        return (await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
                .Where(visit => providerIds.Contains(visit.ProviderId) && visit.LocationId != location.Id && visit.State != VisitStates.Cancelled && visit.StartsAt < until && visit.EndsAt > from)
                .ToListAsync(stopping))
            .ConvertAll(visit => new OwnedTime(
                visit.Id, visit.ProviderId, [], new DayBlock(new Stretch(visit.StartsAt, visit.EndsAt), null, places.GetValueOrDefault(visit.LocationId, "elsewhere"))));
    }

    /// <summary>Another one as soon as anything of that time has changed. Names nothing and shows nothing.</summary>
    public async Task<string> Stamp(Location location, Stretch span, Guid? providerId, CancellationToken stopping)
    {
        var rows = await At(location.Id, span, providerId).Select(visit => new { visit.Id, visit.Version }).ToListAsync(stopping);
        var other = await WhatIsNoVisit(location, span, providerId, stopping);
        return StampOf(rows.Select(row => (row.Id, row.Version)).Concat(other.Select(taken => (taken.Id, 0u))));
    }

    /// <summary>Holds that have not lapsed, and blocks of the location, of its rooms and of providers.</summary>
    private async Task<List<OwnedTime>> WhatIsNoVisit(Location location, Stretch span, Guid? providerId, CancellationToken stopping)
    {
        var (from, until, now) = (span.From, span.Until, clock.GetUtcNow());
        var blocks = await db.Blocks.AsNoTracking()
            .Where(block => block.StartsAt < until && block.EndsAt > from
                && (block.LocationId == location.Id || (block.ProviderId != null && (providerId == null || block.ProviderId == providerId))
                    || db.Resources.Any(room => room.Id == block.ResourceId && room.LocationId == location.Id)))
            .ToListAsync(stopping);
        var other = blocks.ConvertAll(block => new OwnedTime(
            block.Id, block.ProviderId, block.ResourceId is { } room ? [room] : [], new DayBlock(new Stretch(block.StartsAt, block.EndsAt), null) { Words = $"blocked: {block.Reason}" })
        {
            IsOfAll = block.LocationId is not null,
        });
        foreach (var hold in await db.Holds.AsNoTracking()
                     .Where(hold => hold.LocationId == location.Id && (providerId == null || hold.ProviderId == providerId) && hold.StartsAt < until && hold.EndsAt > from && hold.Until > now).ToListAsync(stopping))
        {
            var who = hold.HeldBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            other.Add(new OwnedTime(hold.Id, hold.ProviderId, hold.ResourceIds, new DayBlock(new Stretch(hold.StartsAt, hold.EndsAt), null)
            {
                Words = $"held by {who} until {LocalTime.At(location, hold.Until).ToString("h:mm tt", CultureInfo.InvariantCulture)}",
            }));
        }

        return other;
    }

    /// <summary>Over all: that the time of a visit which this user may not see is taken, is shown.</summary>
    private IQueryable<Visit> At(Guid locationId, Stretch span, Guid? providerId)
    {
        var (from, until) = (span.From, span.Until);
        return db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(visit => visit.LocationId == locationId && visit.StartsAt < until && visit.EndsAt > from && (providerId == null || visit.ProviderId == providerId));
    }

    private static string StampOf(IEnumerable<(Guid Id, uint Version)> visits)
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

/// <param name="Times">Of visits that stand, holds and blocks.</param>
/// <param name="Cancelled">Visits in sight that do not take place.</param>
/// <param name="Stamp">See <see cref="LoadTimes.Stamp"/>.</param>
internal sealed record TimesTaken(IReadOnlyList<OwnedTime> Times, IReadOnlyList<DayVisit> Cancelled, string Stamp)
{
    public IEnumerable<DayBlock> OfProvider(Guid providerId) => Times.Where(time => time.IsOfAll || time.ProviderId == providerId).Select(time => time.Block);

    public IEnumerable<DayBlock> OfRoom(Guid roomId) => Times.Where(time => time.IsOfAll || time.RoomIds.Contains(roomId)).Select(time => time.Block);
}

/// <summary>A time that is taken, and of whom.</summary>
/// <param name="ProviderId">Null for what is of a room or the whole location.</param>
/// <param name="RoomIds">Of rooms and devices.</param>
internal sealed record OwnedTime(Guid Id, Guid? ProviderId, Guid[] RoomIds, DayBlock Block)
{
    public bool IsOfAll { get; init; }

    public bool IsVisit { get; init; }
}
