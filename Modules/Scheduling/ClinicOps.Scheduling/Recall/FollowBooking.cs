using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Recall;

/// <summary>A recall ends with a visit of its kind that was booked after it was said, and is open again where that visit does not take place. What counts is how the visit stands, not which event came.</summary>
internal sealed class FollowBooking(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock)
    : IJobHandler<AppointmentBooked>, IJobHandler<AppointmentCancelled>, IJobHandler<AppointmentMissed>
{
    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, message, stopping);

    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, message, stopping);

    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, message, stopping);

    private Task<bool> Follow(Guid visitId, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                if (await db.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == visitId, stopping) is not { } visit)
                {
                    return;
                }

                var stands = visit.State is VisitStates.Booked or VisitStates.Done;
                var concerned = await db.Recalls.AsNoTracking()
                    .Where(recall => stands
                        ? RecallState.Open.Contains(recall.State) && recall.PatientId == visit.PatientId && recall.VisitTypeId == visit.VisitTypeId && recall.RaisedAt <= visit.EnteredAt && recall.FromVisitId != visitId
                        : recall.State == RecallState.Booked && recall.BookedVisitId == visitId)
                    .OrderBy(recall => recall.Id).Select(recall => recall.Id).ToListAsync(stopping);
                foreach (var id in concerned)
                {
                    if (await db.LockRecall(id, stopping) is not { } recall || (recall.State == RecallState.Booked) == stands)
                    {
                        continue;
                    }

                    recall.BookedVisitId = stands ? visitId : null;
                    recall.State = stands ? RecallState.Booked : await StepRecall.StateOf(db, id, stopping);
                    (recall.ChangedBy, recall.ChangedAt) = (null, clock.GetUtcNow());
                    effects.Audit(new AuditEntry(stands ? "recall.booked" : "recall.reopened", "recall", id, [recall.PatientId], LocationId: recall.LocationId));
                }
            },
            stopping);
}
