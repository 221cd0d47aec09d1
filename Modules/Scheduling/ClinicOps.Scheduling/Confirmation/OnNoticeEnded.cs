using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>What became of a reminder's mail. A patient whom it did not reach, or may not have reached, is called, if the visit still stands unconfirmed.</summary>
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

                (reminder.Outcome, reminder.EndedAt) = (arguments.Outcome, now);
                if (arguments.Outcome != NoticeEnded.Sent
                    && await db.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == reminder.VisitId && visit.StartsAt == reminder.StartsAt && visit.State == VisitStates.Booked && visit.StartsAt > now, stopping) is { } visit
                    && !await db.StandingAttempts.AnyAsync(attempt => attempt.VisitId == visit.Id && attempt.StartsAt == visit.StartsAt && attempt.Outcome == ContactOutcome.Confirmed, stopping))
                {
                    await ask.Ask(visit, ReminderWay.Call, VisitToCall.NotReached, effects, stopping);
                }
            },
            stopping);
}
