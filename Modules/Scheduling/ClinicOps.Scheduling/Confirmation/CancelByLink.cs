using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <param name="AttemptId">What the patient answered.</param>
internal sealed record VisitToCancel(Guid AttemptId);

/// <summary>Cancels the visit whose patient said so by the link; one that staff have changed since (another room is no such change), or whose patient is here, is left as it is.</summary>
internal sealed class CancelByLink(SchedulingDb db, ChangeVisit change, IVisitProgress progress) : IJobHandler<VisitToCancel>
{
    public async Task Run(VisitToCancel arguments, JobMessage message, CancellationToken stopping)
    {
        var answer = await db.ContactAttempts.AsNoTracking().SingleAsync(attempt => attempt.Id == arguments.AttemptId, stopping);
        while (await db.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == answer.VisitId && known.StartsAt == answer.StartsAt && known.LocationId == answer.LocationId && known.State == VisitStates.Booked, stopping) is { } visit)
        {
            if (await db.VisitChanges.AnyAsync(changed => changed.VisitId == visit.Id && changed.At > answer.At && changed.What != VisitChangeKind.RoomChanged && changed.What != VisitChangeKind.RoomGiven, stopping) || await progress.Of([visit.Id], stopping) is [{ Reached: not null }])
            {
                return;
            }

            // Changed in between: looked at again.
            if (await change.Cancel(visit.Id, visit.Version, stopping) is not VisitChanged.Overtaken)
            {
                return;
            }

            db.ChangeTracker.Clear();
        }
    }
}
