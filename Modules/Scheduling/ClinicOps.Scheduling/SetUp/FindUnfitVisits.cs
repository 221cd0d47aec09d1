using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.SetUp;

/// <summary>
/// Which booked visits to come no longer fit the set-up as it is now, and why: out of the hours, on a holiday, in a block, above a capacity, in
/// a room that is closed, without a room that its type came to need. They stand where they are; a person moves them, or gives them a room. Those in the
/// user's sight; the caller audits what it shows.
/// </summary>
internal sealed class FindUnfitVisits(SchedulingDb db, VisibleToActor visible, IOrganization organization, TimeProvider clock)
{
    /// <param name="providerId">Null for all.</param>
    public async Task<IReadOnlyList<UnfitVisit>> Run(Guid? providerId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var visits = await visible.Visits.AsNoTracking()
            .Where(visit => visit.State == VisitStates.Booked && visit.StartsAt > now && (providerId == null || visit.ProviderId == providerId))
            .OrderBy(visit => visit.StartsAt).ToListAsync(stopping);
        if (visits.Count == 0)
        {
            return [];
        }

        var until = visits.Max(visit => visit.EndsAt);
        var providers = visits.Select(visit => visit.ProviderId).Distinct().ToList();
        var types = visits.Select(visit => visit.VisitTypeId).OfType<Guid>().Distinct().ToList();
        var rooms = visits.SelectMany(visit => visit.ResourceIds).Distinct().ToList();
        var set = new Set(
            await db.WorkingHours.AsNoTracking().Where(usual => providers.Contains(usual.ProviderId)).ToListAsync(stopping),
            await db.WorkingExceptions.AsNoTracking().Where(other => providers.Contains(other.ProviderId)).ToListAsync(stopping),
            await db.Holidays.AsNoTracking().ToListAsync(stopping),
            await db.Blocks.AsNoTracking().Where(block => block.EndsAt > now && block.StartsAt < until).ToListAsync(stopping),
            await db.Resources.AsNoTracking().Where(room => rooms.Contains(room.Id)).ToDictionaryAsync(room => room.Id, stopping),
            await db.VisitTypes.AsNoTracking().Include(type => type.Needs).ThenInclude(need => need.Kind).Where(type => types.Contains(type.Id)).ToDictionaryAsync(type => type.Id, stopping),
            await db.Providers.Where(provider => providers.Contains(provider.Id) && provider.NeedsNoRoom).Select(provider => provider.Id).ToListAsync(stopping),
            await db.ProviderCapacities.AsNoTracking().Where(own => providers.Contains(own.ProviderId)).ToDictionaryAsync(own => (own.ProviderId, own.VisitTypeId), own => own.Capacity, stopping));
        var profile = await organization.Profile(stopping);
        return [.. visits.Select(visit => Look(visit, profile.Find(visit.LocationId), set)).OfType<UnfitVisit>()];
    }

    /// <summary>A room is given only to what fits otherwise: what is to be moved gets one where it goes.</summary>
    private static UnfitVisit? Look(Visit visit, Location? location, Set set) =>
        OutOfTime(visit, location, set) is { } why ? new UnfitVisit(visit, why, WantsRoom: false)
        : WithoutRoom(visit, set) is { } room ? new UnfitVisit(visit, room, WantsRoom: true)
        : null;

    /// <summary>The first reason; null when it fits.</summary>
    private static string? OutOfTime(Visit visit, Location? location, Set set)
    {
        var day = new DayClock(LocalTime.DayAt(location, visit.StartsAt), location?.TimeZone ?? "Etc/UTC");
        var holiday = set.Holidays.Find(closed => closed.Closes(visit.LocationId, day.Date));
        var works = WorkingDay.Of(
            day,
            set.Hours.Where(usual => usual.ProviderId == visit.ProviderId && usual.LocationId == visit.LocationId),
            set.Exceptions.Where(other => other.ProviderId == visit.ProviderId && other.LocationId == visit.LocationId),
            holiday is not null);
        if (!works.Any(stretch => stretch.From <= visit.StartsAt && visit.EndsAt <= stretch.Until))
        {
            return holiday is not null ? $"on a holiday: {holiday.Name}" : "outside the hours";
        }

        if (set.Blocks.Find(block => block.StartsAt < visit.EndsAt && block.EndsAt > visit.StartsAt
                && (block.ProviderId == visit.ProviderId || block.LocationId == visit.LocationId || visit.ResourceIds.Contains(block.ResourceId ?? Guid.Empty))) is { } blocked)
        {
            return $"blocked: {blocked.Reason}";
        }

        var capacity = visit.VisitTypeId is not { } type ? 1 : set.Own.TryGetValue((visit.ProviderId, type), out var own) ? own : set.Types.GetValueOrDefault(type)?.Capacity ?? 1;
        return visit.Lane > capacity ? $"one too many at once: {capacity} may stand" : null;
    }

    private static string? WithoutRoom(Visit visit, Set set)
    {
        var rooms = visit.ResourceIds.Select((id, at) => (Room: set.Rooms.GetValueOrDefault(id), Lane: visit.ResourceLanes[at])).ToList();
        if (rooms.Find(one => one.Room is null or { IsClosed: true } || one.Lane > one.Room.Capacity) is { Lane: > 0 } over)
        {
            return $"no place in {over.Room?.Name ?? "its room"}";
        }

        var needs = visit.VisitTypeId is { } type ? set.Types.GetValueOrDefault(type)?.Needs ?? [] : [];
        var lacks = needs.Where(need => (need.Kind!.IsDevice || !set.WithoutRoom.Contains(visit.ProviderId)) && !rooms.Exists(one => one.Room!.KindId == need.KindId))
            .Select(need => need.Kind!.Name).Order(StringComparer.Ordinal).ToList();
        return lacks.Count == 0 ? null : $"has no {string.Join(", no ", lacks)}, which its type needs";
    }

    private sealed record Set(
        List<WorkingHours> Hours,
        List<WorkingException> Exceptions,
        List<Holiday> Holidays,
        List<Block> Blocks,
        Dictionary<Guid, Resource> Rooms,
        Dictionary<Guid, VisitType> Types,
        List<Guid> WithoutRoom,
        Dictionary<(Guid ProviderId, Guid VisitTypeId), int> Own);
}

/// <param name="Why">In a few words; nothing about the patient.</param>
/// <param name="WantsRoom">All that it lacks is a room or device: it is mended where it stands, if one is free.</param>
internal sealed record UnfitVisit(Visit Visit, string Why, bool WantsRoom);
