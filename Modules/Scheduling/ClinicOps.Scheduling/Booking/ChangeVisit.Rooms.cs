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
}
