using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>What became of a reminder's mail, at once or when it came back later. A patient whom it did not reach, or may not have reached, is called, if the visit still stands unconfirmed.</summary>
internal sealed class OnNoticeEnded(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, AskPatient ask, TimeProvider clock) : IJobHandler<NoticeEnded>
{
    public Task Run(NoticeEnded arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                var now = clock.GetUtcNow();
                if (await db.Reminders.SingleOrDefaultAsync(known => known.Id == arguments.NoticeId, stopping) is not { } reminder)
                {
                    return;
                }

                // That it came back may be heard before that it left: it has not arrived all the same.
                if (reminder.Outcome != NoticeEnded.Failed)
                {
                    (reminder.Outcome, reminder.EndedAt) = (arguments.Outcome, now);
                }

                if (arguments.Outcome != NoticeEnded.Sent
                    && await db.Unconfirmed(db.Visits).AsNoTracking().SingleOrDefaultAsync(
                        visit => visit.Id == reminder.VisitId && visit.StartsAt == reminder.StartsAt && visit.LocationId == reminder.LocationId && visit.StartsAt > now, stopping) is { } visit)
                {
                    await ask.Ask(visit, ReminderWay.Call, VisitToCall.NotReached, effects, stopping);
                }
            },
            stopping);
}
