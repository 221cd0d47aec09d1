using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class ChangeVisit
{
    /// <summary>Moves a visit to an earlier time that is held for it; the hold goes. Where it is refused, the hold stays.</summary>
    /// <param name="stands">Asked under the locks, before anything is written: false, and nothing is moved.</param>
    /// <param name="done">What else is written with the move.</param>
    public Task<VisitChanged> MoveOntoHold(Guid visitId, Place to, Guid holdId, Func<Task<bool>> stands, Action<Effects> done, CancellationToken stopping) =>
        Change(
            visitId,
            to,
            async (visit, needs, effects) =>
            {
                if (!await stands())
                {
                    return new VisitChanged.OfferEnded();
                }

                if (visit.State != VisitStates.Booked)
                {
                    return new VisitChanged.NotBooked(visit.State);
                }

                // Moved itself since the time was held.
                if (visit.StartsAt <= to.StartsAt)
                {
                    return new VisitChanged.NotEarlier();
                }

                // Gone before the time is looked at, and before the row of the visit: that time must be free when it comes.
                var hold = await db.Holds.AsNoTracking().SingleOrDefaultAsync(known => known.Id == holdId, stopping);
                await db.Holds.Where(known => known.Id == holdId).ExecuteDeleteAsync(stopping);
                var moved = await PutAt(visit, to, LengthOf(visit), needs, effects, stopping);
                if (moved is VisitChanged.Done)
                {
                    done(effects);
                }
                else if (hold is not null)
                {
                    db.Holds.Add(hold);
                }

                return moved;
            },
            stopping);
}
