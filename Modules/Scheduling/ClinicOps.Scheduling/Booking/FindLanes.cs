using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

/// <summary>
/// Which lanes of the provider and of rooms and devices are free for a visit. Run under the locks of <see cref="ProviderCalendar"/>; what it
/// finds the database checks once more. It looks over all: the time of a visit that this user may not see is taken all the same.
/// </summary>
/// <remarks>
/// A visit takes the highest free lane that its capacity allows. So, of visits whose types allow k at once, never more than k stand at once,
/// and types without double-booking keep the first lane, whoever came first.
/// </remarks>
internal sealed class FindLanes(SchedulingDb db, TimeProvider clock)
{
    /// <summary>What a type needs with this provider; one that the clinic has no type for takes one lane and nothing else.</summary>
    public async Task<Needs> NeedsOf(Guid? visitTypeId, Guid providerId, CancellationToken stopping)
    {
        var found = await db.VisitTypes.AsNoTracking().Where(type => type.Id == visitTypeId)
            .Select(type => new
            {
                type.BufferBefore,
                type.BufferAfter,
                type.Capacity,
                Own = db.ProviderCapacities.Where(own => own.VisitTypeId == type.Id && own.ProviderId == providerId).Select(own => (int?)own.Capacity).FirstOrDefault(),
                NeedsNoRoom = db.Providers.Any(provider => provider.Id == providerId && provider.NeedsNoRoom),
                Kinds = type.Needs.Select(need => new { need.KindId, need.Kind!.Name, need.Kind.IsDevice }).ToList(),
            })
            .SingleOrDefaultAsync(stopping);
        return found is null ? Needs.Nothing : new Needs(
            found.BufferBefore,
            found.BufferAfter,
            found.Own ?? found.Capacity,
            [.. found.Kinds.Where(kind => kind.IsDevice || !found.NeedsNoRoom).OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => new NeededKind(kind.KindId, kind.Name))]);
    }

    public async Task<Lanes> Run(WantedTime wanted, Needs needs, CancellationToken stopping)
    {
        var (from, until) = (wanted.StartsAt.AddMinutes(-wanted.BufferBefore), wanted.EndsAt.AddMinutes(wanted.BufferAfter));
        var kinds = needs.Kinds.Select(kind => kind.Id).ToList();
        var rooms = kinds.Count == 0 ? [] : await db.Resources.AsNoTracking()
            .Where(room => kinds.Contains(room.KindId) && room.LocationId == wanted.LocationId && !room.IsClosed)
            .OrderBy(room => room.Name).ThenBy(room => room.Id).ToListAsync(stopping);
        var ids = rooms.Select(room => room.Id).Append(wanted.ProviderId).ToList();
        var blocks = await db.Blocks.AsNoTracking()
            .Where(block => block.EndsAt > from && block.StartsAt < until
                && (block.LocationId == wanted.LocationId || ids.Contains(block.ProviderId!.Value) || ids.Contains(block.ResourceId!.Value))

                // Where a visit stood when its provider fell out it may come back to, by an undo: it is on that list again.
                && !db.OutageVisits.Any(listed => listed.OutageId == block.Id && wanted.Except.Contains(listed.VisitId) && listed.StartsAt == wanted.StartsAt))
            .OrderBy(block => block.StartsAt).ToListAsync(stopping);
        if (blocks.Find(block => block.ResourceId is null) is { } block)
        {
            return new Lanes.Blocked(block.Reason, block.StartsAt, block.EndsAt);
        }

        var taken = await Taken(ids, wanted, from, until, stopping);
        var lanesOf = taken.ToLookup(one => one.ResourceId, one => one.Lane);
        var lane = HighestFree(needs.Capacity, lanesOf[wanted.ProviderId]);
        if (lane == 0)
        {
            return await WhoHas([.. taken.Where(one => one.ResourceId == wanted.ProviderId)], stopping);
        }

        var only = rooms.Find(room => room.Id == wanted.RoomId);
        rooms.RemoveAll(room => blocks.Exists(block => block.ResourceId == room.Id));
        var (roomIds, roomLanes) = (new List<Guid>(), new List<int>());
        foreach (var kind in needs.Kinds)
        {
            // The room it stood in before it was moved or cancelled, if it may.
            var chosen = rooms.Where(room => room.KindId == kind.Id && (only is null || only.KindId != kind.Id || room == only))
                .OrderByDescending(room => wanted.Before.Contains(room.Id))
                .Select(room => (room.Id, Lane: LowestFree(room.Capacity, lanesOf[room.Id])))
                .FirstOrDefault(room => room.Lane > 0);
            if (chosen.Lane == 0)
            {
                return new Lanes.NoRoom(kind.Name);
            }

            roomIds.Add(chosen.Id);
            roomLanes.Add(chosen.Lane);
        }

        return new Lanes.Free(lane, [.. roomIds], [.. roomLanes]);
    }

    /// <summary>What is taken, without what has lapsed: that is removed, unless somebody else is just removing it.</summary>
    private async Task<List<TakenLane>> Taken(List<Guid> ids, WantedTime wanted, DateTimeOffset from, DateTimeOffset until, CancellationToken stopping)
    {
        var taken = await db.TakenLanes.AsNoTracking()
            .Where(lane => ids.Contains(lane.ResourceId) && lane.TakenFrom < until && lane.TakenUntil > from && !wanted.Except.Contains(lane.TakerId))
            .ToListAsync(stopping);
        var holds = taken.Where(lane => lane.IsHold).Select(lane => lane.TakerId).Distinct().ToArray();
        if (holds.Length == 0)
        {
            return taken;
        }

        var now = clock.GetUtcNow();
        var standing = await db.Holds.AsNoTracking().Where(hold => holds.Contains(hold.Id) && hold.Until > now).Select(hold => hold.Id).ToListAsync(stopping);
        var lapsed = holds.Except(standing).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM holds WHERE id IN (SELECT id FROM holds WHERE id = ANY({lapsed}) AND until <= {now} ORDER BY id FOR UPDATE SKIP LOCKED)", stopping);
        return taken.FindAll(lane => !lapsed.Contains(lane.TakerId));
    }

    private async Task<Lanes> WhoHas(List<TakenLane> taken, CancellationToken stopping)
    {
        var takers = taken.Select(lane => lane.TakerId).ToList();
        if (await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking().Where(visit => takers.Contains(visit.Id)).OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id)
                .Select(visit => new TakenTime(visit.Id, visit.LocationId, visit.StartsAt, visit.EndsAt)).FirstOrDefaultAsync(stopping) is { } visit)
        {
            return new Lanes.Taken(visit);
        }

        var hold = await db.Holds.AsNoTracking().Where(hold => takers.Contains(hold.Id)).OrderBy(hold => hold.StartsAt).FirstOrDefaultAsync(stopping);
        return hold is null ? new Lanes.Taken(null) : new Lanes.Held(hold.HeldBy, hold.Until);
    }

    private static int HighestFree(int capacity, IEnumerable<int> taken) => Enumerable.Range(1, capacity).Except(taken).LastOrDefault();

    private static int LowestFree(int capacity, IEnumerable<int> taken) => Enumerable.Range(1, capacity).Except(taken).FirstOrDefault();
}

/// <param name="Capacity">How many may stand at once with the provider.</param>
/// <param name="Kinds">One room or device of each.</param>
internal sealed record Needs(int BufferBefore, int BufferAfter, int Capacity, IReadOnlyList<NeededKind> Kinds)
{
    public static readonly Needs Nothing = new(0, 0, 1, []);
}

internal sealed record NeededKind(Guid Id, string Name);

/// <param name="Except">What does not count: the visit being moved, the hold being booked from.</param>
/// <param name="Before">The rooms it stood in, taken again where they are free.</param>
/// <param name="RoomId">This room or device of its kind and no other; null for any.</param>
internal sealed record WantedTime(
    Guid ProviderId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int BufferBefore, int BufferAfter, Guid[] Except, Guid[] Before, Guid? RoomId = null);

internal abstract record Lanes
{
    private Lanes()
    {
    }

    public sealed record Free(int Lane, Guid[] ResourceIds, int[] ResourceLanes) : Lanes;

    /// <param name="Other">The first visit in the way; null when it was gone again before it could be named.</param>
    public sealed record Taken(TakenTime? Other) : Lanes;

    /// <summary>Somebody keeps it while on the phone.</summary>
    public sealed record Held(Guid? By, DateTimeOffset Until) : Lanes;

    /// <summary>No room or device of this kind is free there then.</summary>
    public sealed record NoRoom(string Kind) : Lanes;

    /// <summary>The provider or the location is taken for a reason that is no visit.</summary>
    public sealed record Blocked(string Reason, DateTimeOffset StartsAt, DateTimeOffset EndsAt) : Lanes;
}

/// <summary>A visit that has a time somebody else wanted.</summary>
internal sealed record TakenTime(Guid VisitId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);
