using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage.Exchange;

internal sealed record CoverageQuestionToSend(Guid CheckId);

/// <summary>
/// Hands a question over, once. "Sending" is committed before, what came of it after: who finds "sending" was preceded by somebody who died,
/// and can only say that nobody knows. A question is never handed over a second time by itself. One that surely did not get there waits, and is tried again
/// until the day of its visit is over: that it waits for an hour is told once for all that do.
/// </summary>
internal sealed class SendQuestion(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, IClearinghouse clearinghouse, ClearinghouseOutage outage, CoverageTasks tasks, IOrganization organization, TimeProvider clock) : IJobHandler<CoverageQuestionToSend>
{
    /// <summary>As many as an hour has, every <see cref="Soon"/>.</summary>
    private const int AttemptsOfAnHour = 12;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    public async Task Run(CoverageQuestionToSend arguments, JobMessage message, CancellationToken stopping)
    {
        if (await Begin(arguments.CheckId, stopping) is not { } question)
        {
            return;
        }

        FaultPoint.At("intake.send-coverage-question.sending");
        var handover = await clearinghouse.Send(arguments.CheckId.ToString("N"), question, stopping);
        FaultPoint.At("intake.send-coverage-question.handed-over");

        // The host may be stopping: what is known now is written down all the same.
        await End(arguments.CheckId, handover, CancellationToken.None);
    }

    /// <returns>Null when there is nothing to hand over.</returns>
    private async Task<byte[]?> Begin(Guid checkId, CancellationToken stopping)
    {
        var began = await transaction.Run(
            async effects =>
            {
                var state = await db.EligibilityStates.SingleAsync(s => s.CheckId == checkId, stopping);
                if (state.State is not CheckState.Pending and not CheckState.Sending)
                {
                    return false;
                }

                var isFirst = state.State == CheckState.Pending;
                state.State = isFirst ? CheckState.Sending : CheckState.Unknown;
                state.Attempts += isFirst ? 1 : 0;
                state.ChangedAt = clock.GetUtcNow();
                if (!isFirst)
                {
                    state.Reason = "ClinicOps broke off while it was handed over: whether it reached the clearinghouse, nobody knows.";
                }

                return isFirst;
            },
            stopping);
        return began ? await db.EligibilityChecks.Where(check => check.Id == checkId).Select(check => check.Question).SingleAsync(stopping) : null;
    }

    private Task End(Guid checkId, Handover handover, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                db.ChangeTracker.Clear();
                var state = await db.EligibilityStates.SingleAsync(s => s.CheckId == checkId, stopping);
                if (state.State is not CheckState.Sending and not CheckState.Unknown)
                {
                    // The answer was faster.
                    return;
                }

                state.ChangedAt = clock.GetUtcNow();
                var check = await db.EligibilityChecks.AsNoTracking().SingleAsync(c => c.Id == checkId, stopping);
                switch (handover)
                {
                    case Handover.Done:
                        (state.State, state.Reason) = (CheckState.Sent, "");
                        await outage.IsOver(effects, stopping);
                        break;
                    case Handover.NotReached when await IsOver(check, stopping):
                        (state.State, state.Reason) = (CheckState.Failed, "The clearinghouse could not be reached until the day of the visit was over.");
                        break;
                    case Handover.NotReached notReached:
                        (state.State, state.Reason) = (CheckState.Pending, notReached.Why);
                        effects.Enqueue(new CoverageQuestionToSend(checkId), state.Attempts < AttemptsOfAnHour ? Soon : Later);
                        if (state.Attempts >= AttemptsOfAnHour)
                        {
                            await outage.Tell(check, notReached.Why, effects, stopping);
                        }

                        break;
                    case Handover.Refused refused:
                        (state.State, state.Reason) = (CheckState.Failed, refused.Why);
                        await tasks.Raise(check, "not-sent", "A coverage question did not reach the clearinghouse", refused.Why + " Verify by phone or portal, or ask again on the visit's coverage page.", effects, stopping);
                        break;
                    case Handover.Unknown:
                        (state.State, state.Reason) = (CheckState.Unknown, "The line broke while it was handed over: whether it reached the clearinghouse, nobody knows.");
                        break;
                }
            },
            stopping);

    private async Task<bool> IsOver(EligibilityCheck check, CancellationToken stopping) =>
        check.VisitOn < LocalTime.DayAt((await Apart.Ask(() => organization.Profile(stopping))).Find(check.LocationId), clock.GetUtcNow());
}
