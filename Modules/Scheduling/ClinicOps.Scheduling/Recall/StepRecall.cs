using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Recall;

/// <summary>Notes what came of trying to reach a patient about a recall, how it ended, and takes either back. The same form sent twice counts once.</summary>
internal sealed class StepRecall(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, VisibleToActor visible, CurrentActor actor, TimeProvider clock)
{
    /// <param name="attemptId">Made by the form.</param>
    /// <param name="outcome">One of <see cref="RecallOutcome.OfStaff"/>.</param>
    public Task<RecallStepped> Run(Guid attemptId, Guid recallId, string outcome, CancellationToken stopping) =>
        Step(
            recallId,
            async (recall, effects) =>
            {
                if (RecallOutcome.OfStaff.All(known => known.Code != outcome))
                {
                    return new RecallStepped.Unknown();
                }

                if (await db.RecallAttempts.AnyAsync(known => known.Id == attemptId, stopping))
                {
                    return new RecallStepped.WasSo();
                }

                return !RecallState.Open.Contains(recall.State) ? new RecallStepped.Ended(recall.State) : await Add(recall, attemptId, outcome, takesBack: null, effects, stopping);
            },
            stopping);

    public async Task<RecallStepped> TakeBack(Guid attemptId, CancellationToken stopping) =>
        await db.RecallAttempts.AsNoTracking().SingleOrDefaultAsync(known => known.Id == attemptId && known.TakesBackId == null, stopping) is not { } attempt
            ? new RecallStepped.Unknown()
            : await Step(
                attempt.RecallId,
                async (recall, effects) => await db.RecallAttempts.AnyAsync(back => back.TakesBackId == attemptId, stopping)
                    ? new RecallStepped.WasSo()
                    : await Add(recall, Guid.CreateVersion7(), RecallOutcome.TakenBack, attemptId, effects, stopping),
                stopping);

    /// <summary>What was booked was another matter: the patient is still to come.</summary>
    public Task<RecallStepped> Reopen(Guid recallId, CancellationToken stopping) =>
        Step(
            recallId,
            async (recall, effects) =>
            {
                if (recall.State != RecallState.Booked)
                {
                    return new RecallStepped.WasSo();
                }

                recall.BookedVisitId = null;
                await Bring(recall, "reopened", effects, stopping);
                return new RecallStepped.Done(recall.Id);
            },
            stopping);

    private async Task<RecallStepped> Add(RecallEntry recall, Guid id, string outcome, Guid? takesBack, Effects effects, CancellationToken stopping)
    {
        db.RecallAttempts.Add(new RecallAttempt { Id = id, RecallId = recall.Id, At = clock.GetUtcNow(), By = actor.UserId, Outcome = outcome, TakesBackId = takesBack });
        await db.SaveChangesAsync(stopping);
        if (recall.State != RecallState.Booked)
        {
            await Bring(recall, "contact-noted", effects, stopping);
        }

        return new RecallStepped.Done(id);
    }

    /// <summary>The state follows from what stands.</summary>
    private async Task Bring(RecallEntry recall, string what, Effects effects, CancellationToken stopping)
    {
        recall.State = await StateOf(db, recall.Id, stopping);
        (recall.ChangedBy, recall.ChangedAt) = (actor.UserId, clock.GetUtcNow());
        effects.Audit(new AuditEntry($"recall.{what}", "recall", recall.Id, [recall.PatientId], LocationId: recall.LocationId));
    }

    /// <summary>Of a recall for which nothing is booked: what attempts and letters say.</summary>
    public static async Task<string> StateOf(SchedulingDb db, Guid recallId, CancellationToken stopping)
    {
        var said = await db.StandingRecallAttempts.AsNoTracking().Where(attempt => attempt.RecallId == recallId).Select(attempt => attempt.Outcome).ToListAsync(stopping);
        return said.Contains(RecallOutcome.Declined) ? RecallState.Declined
            : said.Contains(RecallOutcome.GivenUp) ? RecallState.GivenUp
            : said.Count > 0 || await db.RecallLetters.AnyAsync(letter => letter.RecallId == recallId, stopping) ? RecallState.Contacted
            : RecallState.Due;
    }

    private Task<RecallStepped> Step(Guid recallId, Func<RecallEntry, Effects, Task<RecallStepped>> step, CancellationToken stopping) =>
        transaction.Run(
            async effects => await db.LockRecall(recallId, stopping) is { } recall && visible.Location(recall.LocationId) ? await step(recall, effects) : new RecallStepped.Unknown(),
            stopping);
}

internal abstract record RecallStepped
{
    private RecallStepped()
    {
    }

    /// <param name="Id">What is taken back by it.</param>
    public sealed record Done(Guid Id) : RecallStepped;

    /// <summary>The form was sent twice.</summary>
    public sealed record WasSo : RecallStepped;

    /// <summary>Somebody has brought it to an end meanwhile.</summary>
    /// <param name="State">One of <see cref="RecallState"/>.</param>
    public sealed record Ended(string State) : RecallStepped;

    public sealed record Unknown : RecallStepped;
}
