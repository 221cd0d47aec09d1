using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

/// <summary>What a person does with a batch: stop it, let it go on, approve what is drafted, try the broken ones again, withdraw what has not left. The pages ask for the rights.</summary>
internal sealed class SteerBatch(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, CurrentActor actor, TimeProvider clock)
{
    /// <summary>The letter at hand is finished, and no other is begun.</summary>
    public Task<BatchSteered> Stop(Guid batchId, CancellationToken stopping) => Change(
        batchId, batch => BatchState.Working.Contains(batch.State), "letter-batch.stopped", (batch, _) => Halt(batch, BatchStop.ByAPerson), stopping);

    /// <summary>From now on in the name of who says so.</summary>
    public Task<BatchSteered> GoOn(Guid batchId, CancellationToken stopping) => Change(
        batchId, batch => batch.State == BatchState.Stopped, "letter-batch.resumed", (batch, effects) => Begin(batch, batch.StoppedIn!, effects), stopping);

    /// <param name="shownAt">When the page was made on which the letters were looked at.</param>
    public Task<BatchSteered> Approve(Guid batchId, DateTimeOffset shownAt, CancellationToken stopping) => Change(
        batchId,
        batch => batch.State == BatchState.Drafted,
        "letter-batch.approved",
        (batch, effects) =>
        {
            (batch.ApprovedBy, batch.ShownAt) = (actor.UserId, shownAt);
            return Begin(batch, BatchState.Approving, effects);
        },
        stopping);

    /// <summary>Those that are broken are looked at again; whoever mended one has saved its letter before.</summary>
    public Task<BatchSteered> TryAgain(Guid batchId, CancellationToken stopping) => Change(
        batchId,
        batch => batch.State is BatchState.Drafted or BatchState.Done || (batch.State == BatchState.Stopped && batch.StoppedIn != BatchState.Withdrawing),
        "letter-batch.tried-again",
        async (batch, effects) =>
        {
            var now = clock.GetUtcNow();
            await db.BatchLetters.Where(row => row.BatchId == batch.Id && row.State == BatchLetterState.Broken).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, BatchLetterState.Waiting).SetProperty(row => row.Reason, (string?)null).SetProperty(row => row.Detail, (string?)null).SetProperty(row => row.ChangedAt, now),
                stopping);
            await Begin(batch, BatchState.Drafting, effects);
        },
        stopping);

    /// <summary>All that have not left are withdrawn, one after the other.</summary>
    public Task<BatchSteered> Withdraw(Guid batchId, CancellationToken stopping) => Change(
        batchId, batch => batch.State is not (BatchState.Withdrawing or BatchState.Withdrawn), "letter-batch.withdrawn-by", (batch, effects) => Begin(batch, BatchState.Withdrawing, effects), stopping);

    /// <summary>Its jobs found that they must not or cannot go on: a person decides.</summary>
    /// <param name="reason">One of <see cref="BatchStop"/>.</param>
    public Task StopByItself(LetterBatch seen, string reason, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await db.LockBatch(seen.Id, stopping) is { } batch && batch.RunId == seen.RunId && BatchState.Working.Contains(batch.State))
            {
                await Halt(batch, reason);
                effects.Audit(new AuditEntry("letter-batch.stopped", "letter-batch", batch.Id, Reason: reason, LocationId: batch.LocationId));
            }
        },
        stopping);

    private static Task Halt(LetterBatch batch, string reason)
    {
        (batch.StoppedIn, batch.StopReason, batch.State) = (batch.State, reason, BatchState.Stopped);
        return Task.CompletedTask;
    }

    /// <summary>
    /// A new chain of jobs: whatever is left of an earlier one begins no letter any more, and holds none. A withdrawal alone waits for the letter that is being worked on:
    /// drafted after its row was withdrawn, it would stay.
    /// </summary>
    private async Task Begin(LetterBatch batch, string state, Effects effects)
    {
        (batch.State, batch.StoppedIn, batch.StopReason, batch.WorksAs) = (state, null, null, actor.UserId);
        (batch.RunId, batch.StepAt, batch.Worked, batch.Seconds, batch.Failing) = (Guid.CreateVersion7(), clock.GetUtcNow(), 0, 0, 0);
        if (state != BatchState.Withdrawing)
        {
            await db.BatchLetters.Where(row => row.BatchId == batch.Id && row.ClaimedBy != null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ClaimedBy, (Guid?)null).SetProperty(row => row.ClaimedAt, (DateTimeOffset?)null));
        }

        effects.Enqueue(new BatchToRun(batch.Id, batch.RunId));
    }

    private async Task<BatchSteered> Change(Guid batchId, Func<LetterBatch, bool> fits, string action, Func<LetterBatch, Effects, Task> change, CancellationToken stopping) =>
        await transaction.Run(
            async effects =>
            {
                if (await db.LockBatch(batchId, stopping) is not { } batch || !actor.SeesLocation(batch.LocationId))
                {
                    return BatchSteered.Unknown;
                }

                if (!fits(batch))
                {
                    return BatchSteered.Elsewhere;
                }

                await change(batch, effects);
                effects.Audit(new AuditEntry(action, "letter-batch", batch.Id, LocationId: batch.LocationId));
                return BatchSteered.Done;
            },
            stopping);
}

internal enum BatchSteered
{
    Done,

    /// <summary>There is no such batch at the acting user's locations.</summary>
    Unknown,

    /// <summary>It has gone on meanwhile, or somebody else was earlier: the page says how it stands.</summary>
    Elsewhere,
}
