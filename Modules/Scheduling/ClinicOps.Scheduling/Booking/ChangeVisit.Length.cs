using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class ChangeVisit
{
    /// <summary>Puts a visit at another time, with another provider or into another room, gives it another length, or all of it in one change.</summary>
    /// <param name="version">Of the visit as the user saw it.</param>
    /// <param name="minutes">5 to 720; null leaves the length.</param>
    /// <param name="roomId">This room or device of its kind and no other; null for the one it stands in or another that is free.</param>
    public async Task<VisitChanged> Move(Guid visitId, uint version, Place to, int? minutes, Guid? roomId, CancellationToken stopping)
    {
        if (minutes is < BookVisit.LeastMinutes or > BookVisit.MostMinutes)
        {
            return new VisitChanged.NotALength();
        }

        var room = await db.Resources.AsNoTracking().SingleOrDefaultAsync(known => known.Id == roomId && known.LocationId == to.LocationId, stopping);
        if (!visible.Location(to.LocationId) || (roomId is not null && room is null) || !await db.Providers.AnyAsync(provider => provider.Id == to.ProviderId, stopping))
        {
            return new VisitChanged.Unknown();
        }

        return await Change(
            visitId,
            to,
            (visit, needs, effects) =>
            {
                var stays = Place.Of(visit) == to && LengthOf(visit) == Wanted(visit, minutes);
                return stays && (room is null || visit.ResourceIds.Contains(room.Id)) ? Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit))
                    : visit.Version != version ? Overtaken(visit.Id, stopping)
                    : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                    : stays ? PutInRoom(visit, room!, needs, effects, stopping)
                    : PutAt(visit, to, Wanted(visit, minutes), needs, effects, stopping, room);
            },
            stopping);
    }

    /// <summary>The visit ends earlier or later; it begins when it did. Who moved it meanwhile is named.</summary>
    /// <param name="version">Of the visit as the user saw it.</param>
    /// <param name="minutes">5 to 720, from its start.</param>
    public async Task<VisitChanged> Resize(Guid visitId, uint version, int minutes, CancellationToken stopping) =>
        await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is { } seen
            ? await Move(visitId, version, Place.Of(seen), minutes, roomId: null, stopping)
            : new VisitChanged.Unknown();

    private static TimeSpan Wanted(Visit visit, int? minutes) => minutes is { } wanted ? TimeSpan.FromMinutes(wanted) : LengthOf(visit);

    private static TimeSpan LengthOf(Visit visit) => visit.EndsAt - visit.StartsAt;

    /// <summary>Null where the change kept none: the length was not changed by it.</summary>
    private static TimeSpan? LengthBefore(VisitChange change) => change.FromEndsAt - change.FromStartsAt;
}
