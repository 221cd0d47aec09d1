using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class ChangeVisit
{
    /// <summary>
    /// Gives a booked visit the rooms and devices that its type needs by now and it has not, where one of each is free; what it stands in and may stand in it keeps.
    /// Its time and its provider stay, so that it hinders no undo of an earlier step.
    /// </summary>
    public async Task<VisitChanged> GiveRooms(Guid visitId, CancellationToken stopping) =>
        await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is not { } seen
            ? new VisitChanged.Unknown()
            : await Change(
                visitId,
                Place.Of(seen),
                (visit, needs, effects) => Place.Of(visit) != Place.Of(seen) ? Overtaken(visit.Id, stopping)
                    : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                    : TakeRooms(visit, needs, effects, stopping),
                stopping);

    private async Task<VisitChanged> TakeRooms(Visit visit, Needs needs, Effects effects, CancellationToken stopping)
    {
        var before = visit.ResourceIds;
        return await TakeLanes(visit, Place.Of(visit), LengthOf(visit), needs, stopping) is { } refused ? refused
            : visit.ResourceIds.SequenceEqual(before) ? new VisitChanged.WasSo(visit)
            : Note(visit, Place.Of(visit), VisitChangeKind.RoomGiven, effects, stoodIn: before);
    }

    /// <summary>
    /// Puts a booked visit into this room or device instead of the one of its kind. Its time, its provider and what else it stands in stay.
    /// </summary>
    /// <param name="version">Of the visit as the user saw it.</param>
    public async Task<VisitChanged> ToRoom(Guid visitId, uint version, Guid roomId, CancellationToken stopping) =>
        await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is { } seen
            ? await Move(visitId, version, Place.Of(seen), minutes: null, roomId, stopping)
            : new VisitChanged.Unknown();

    private async Task<VisitChanged> PutInRoom(Visit visit, Resource room, Needs needs, Effects effects, CancellationToken stopping)
    {
        var before = visit.ResourceIds;
        var stoodInOne = await db.Resources.AnyAsync(known => before.Contains(known.Id) && known.KindId == room.KindId, stopping);
        return await TakeLanesIn(room, visit, Place.Of(visit), LengthOf(visit), needs, stopping) is { } refused ? refused
            : Note(visit, Place.Of(visit), stoodInOne ? VisitChangeKind.RoomChanged : VisitChangeKind.RoomGiven, effects, stoodIn: before) with { Room = room.Name };
    }

    /// <summary>Back into the room or device that the change took it out of.</summary>
    private async Task<VisitChanged> BackToRoom(VisitChange change, Visit visit, Needs needs, Effects effects, CancellationToken stopping)
    {
        Guid[] left = [.. (change.FromResourceIds ?? []).Except(change.ResourceIds ?? [])];
        return await db.Resources.AsNoTracking().FirstOrDefaultAsync(known => left.Contains(known.Id), stopping) is not { } room || visit.ResourceIds.Contains(room.Id) ? new VisitChanged.WasSo(visit)
            : visit.State != VisitStates.Booked ? new VisitChanged.NotBooked(visit.State)
            : await PutInRoom(visit, room, needs, effects, stopping);
    }

    /// <summary>As <see cref="TakeLanes"/>, into this room or device of its kind and no other.</summary>
    private async Task<VisitChanged?> TakeLanesIn(Resource room, Visit visit, Place to, TimeSpan length, Needs needs, CancellationToken stopping)
    {
        if (room.IsClosed || needs.Kinds.FirstOrDefault(kind => kind.Id == room.KindId) is not { } needed)
        {
            return new VisitChanged.NotThisRoom(room.Name, IsTaken: false);
        }

        var refused = await TakeLanes(visit, to, length, needs, stopping, room.Id);
        return refused is VisitChanged.NotFree { Why: Lanes.NoRoom missing } && missing.Kind == needed.Name ? new VisitChanged.NotThisRoom(room.Name, IsTaken: true) : refused;
    }
}
