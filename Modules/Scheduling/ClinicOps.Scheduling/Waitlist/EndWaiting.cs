using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>
/// Who has what they waited for waits no more: the task's appointment is booked, or without one a visit of that kind, entered after they came on the list. Staff
/// put them back where that was another matter. Who has a visit and wants it earlier goes on waiting for that.
/// </summary>
internal sealed class EndWaiting(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock) : IJobHandler<AppointmentBooked>
{
    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                if (await db.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == arguments.AppointmentId && known.State == VisitStates.Booked, stopping) is not { } visit)
                {
                    return;
                }

                var ended = await db.WaitlistEntries.AsNoTracking()
                    .Where(entry => entry.State == WaitlistState.Waiting && entry.VisitId == null
                        && ((entry.TaskId != null && entry.TaskId == arguments.TaskId)
                            || (entry.TaskId == null && entry.PatientId == visit.PatientId && entry.VisitTypeId == visit.VisitTypeId && entry.EnteredAt <= visit.EnteredAt)))
                    .OrderBy(entry => entry.Id).Select(entry => entry.Id).ToListAsync(stopping);
                foreach (var id in ended)
                {
                    if (await db.LockEntry(id, stopping) is { State: WaitlistState.Waiting } entry)
                    {
                        (entry.State, entry.BookedVisitId, entry.ChangedBy, entry.ChangedAt) = (WaitlistState.Booked, visit.Id, null, clock.GetUtcNow());
                        effects.Audit(new AuditEntry("waitlist-entry.booked", "waitlist-entry", id, [entry.PatientId], LocationId: entry.LocationId));
                    }
                }
            },
            stopping);
}
