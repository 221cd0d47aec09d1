using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class ChangeVisit
{
    /// <summary>
    /// Gives a booked visit the rooms and devices that its type needs by now and it has not, where one of each is free; what it stands in and may stand in it keeps.
    /// Its time and its provider stay, so that it is no step of its history and hinders no undo of one.
    /// </summary>
    public async Task<VisitChanged> GiveRooms(Guid visitId, CancellationToken stopping) =>
        await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is not { } seen
            ? new VisitChanged.Unknown()
            : await Change(
                visitId,
                Place.Of(seen),
                (visit, needs, effects) => Place.Of(visit) != Place.Of(seen) ? Overtaken(visit, stopping)
                    : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                    : TakeRooms(visit, needs, effects, stopping),
                stopping);

    private async Task<VisitChanged> TakeRooms(Visit visit, Needs needs, Effects effects, CancellationToken stopping)
    {
        var before = visit.ResourceIds;
        if (await TakeLanes(visit, Place.Of(visit), LengthOf(visit), needs, stopping) is { } refused)
        {
            return refused;
        }

        if (visit.ResourceIds.SequenceEqual(before))
        {
            return new VisitChanged.WasSo(visit);
        }

        effects.Audit(new AuditEntry("visit.room-given", "visit", visit.Id, [visit.PatientId], LocationId: visit.LocationId));
        return new VisitChanged.HasRooms(visit);
    }

    /// <summary>
    /// Puts a booked visit into this room or device instead of the one of its kind. Its time, its provider and what else it stands in stay, so that this is no step of its
    /// history either; the undo puts it back where it was.
    /// </summary>
    /// <param name="version">Of the visit as the user saw it.</param>
    public async Task<VisitChanged> ToRoom(Guid visitId, uint version, Guid roomId, CancellationToken stopping) =>
        await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is not { } seen
            || await db.Resources.AsNoTracking().SingleOrDefaultAsync(known => known.Id == roomId && known.LocationId == seen.LocationId, stopping) is not { } room
            ? new VisitChanged.Unknown()
            : await Change(
                visitId,
                Place.Of(seen),
                (visit, needs, effects) => visit.ResourceIds.Contains(roomId) ? Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit))
                    : visit.Version != version || Place.Of(visit) != Place.Of(seen) ? Overtaken(visit, stopping)
                    : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                    : TakeRoom(visit, room, needs, effects, stopping),
                stopping);

    private async Task<VisitChanged> TakeRoom(Visit visit, Resource room, Needs needs, Effects effects, CancellationToken stopping)
    {
        if (room.IsClosed || needs.Kinds.FirstOrDefault(kind => kind.Id == room.KindId) is not { } needed)
        {
            return new VisitChanged.NotThisRoom(room.Name, IsTaken: false);
        }

        var before = visit.ResourceIds;
        var from = await db.Resources.AsNoTracking().Where(known => before.Contains(known.Id) && known.KindId == room.KindId).Select(known => (Guid?)known.Id).FirstOrDefaultAsync(stopping);
        if (await TakeLanes(visit, Place.Of(visit), LengthOf(visit), needs, stopping, room.Id) is { } refused)
        {
            return refused is VisitChanged.NotFree { Why: Lanes.NoRoom missing } && missing.Kind == needed.Name ? new VisitChanged.NotThisRoom(room.Name, IsTaken: true) : refused;
        }

        effects.Audit(new AuditEntry("visit.room-changed", "visit", visit.Id, [visit.PatientId], LocationId: visit.LocationId));
        return new VisitChanged.InRoom(visit, room.Name, from);
    }
}
