using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Correspondence.Batches;

/// <param name="RunId">The chain of jobs that this one belongs to: see <see cref="LetterBatch.RunId"/>.</param>
internal sealed record BatchToRun(Guid BatchId, Guid RunId);

/// <summary>
/// A few letters of a batch, then the next job: faxes that come in meanwhile are not kept waiting, and a stop holds at once. Each letter is claimed by
/// compare and swap before it is worked on, and what became of it is written after: killed in between, it is worked on once more, which changes nothing.
/// </summary>
internal sealed partial class RunBatch(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, WorkOnLetter work, SteerBatch steer, IOrganization organization, CurrentActor actor, TimeProvider clock, ILogger<RunBatch> log)
    : IJobHandler<BatchToRun>
{
    public const int MostLetters = 20;

    /// <summary>So many broken in a row are no matter of these letters.</summary>
    public const int MostFailing = 8;
    private const int LongestDetail = 500;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(2);

    public async Task Run(BatchToRun arguments, JobMessage message, CancellationToken stopping)
    {
        if (await db.LetterBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == arguments.BatchId, stopping) is not { } batch
            || batch.RunId != arguments.RunId || !BatchState.Working.Contains(batch.State))
        {
            return;
        }

        if (!await ActAs(batch, message, stopping))
        {
            await steer.StopByItself(batch, BatchStop.MayNot, stopping);
            return;
        }

        var begun = clock.GetTimestamp();
        var (worked, failing) = (0, batch.Failing);
        while (worked < MostLetters && failing < MostFailing && clock.GetElapsedTime(begun) < MostTime && await Claim(batch, message, stopping) is { } row)
        {
            var became = await Work(batch, row, stopping);
            FaultPoint.At("correspondence.run-batch.worked");
            await Mark(batch, row, became, stopping);
            failing = became.Reason is BatchReason.Failed or BatchReason.NotDrawn ? failing + 1 : 0;
            worked++;
        }

        await GoOn(batch, message, worked, failing, clock.GetElapsedTime(begun).TotalSeconds, stopping);
        if (failing >= MostFailing)
        {
            await steer.StopByItself(batch, BatchStop.Failing, stopping);
        }
    }

    /// <summary>In the name of whoever began, approved or withdrew it, and with no more in sight than they have now.</summary>
    /// <returns>False when they may not do it any more.</returns>
    private async Task<bool> ActAs(LetterBatch batch, JobMessage message, CancellationToken stopping)
    {
        if (batch.WorksAs is not { } user)
        {
            return true;
        }

        string[] rights = batch.State == BatchState.Approving ? [CorrespondenceRights.ApproveLetters, CorrespondenceRights.SendLetters] : [CorrespondenceRights.DraftLetters];
        if ((await organization.Colleagues(stopping)).FirstOrDefault(colleague => colleague.Id == user) is not { } person
            || !person.WorksAt(batch.LocationId) || !rights.All(person.Rights.Contains))
        {
            return false;
        }

        actor.ActAsUser(user, person.LocationIds);
        actor.See(person.Classes, []);
        actor.ActAsJob(message.Handler);
        return true;
    }

    /// <summary>A batch is withdrawn whole, whoever may see its letters.</summary>
    private IQueryable<BatchLetter> Rows(LetterBatch batch) => batch.State == BatchState.Withdrawing ? db.BatchLetters.IgnoreQueryFilters([ModuleDb.AccessFilter]) : db.BatchLetters;

    private IQueryable<BatchLetter> ToDo(LetterBatch batch)
    {
        var states = BatchLetterState.ToDo(batch.State);
        return Rows(batch).Where(row => row.BatchId == batch.Id && states.Contains(row.State));
    }

    /// <summary>The next one that no other job works on; null when there is none, or the batch was stopped.</summary>
    private async Task<BatchLetter?> Claim(LetterBatch batch, JobMessage message, CancellationToken stopping)
    {
        while (true)
        {
            var (now, lapsed) = (clock.GetUtcNow(), clock.GetUtcNow() - ClaimLasts);
            var free = ToDo(batch).Where(row => (row.ClaimedBy == null || row.ClaimedBy == message.Id || row.ClaimedAt < lapsed)
                && db.LetterBatches.Any(b => b.Id == batch.Id && b.RunId == batch.RunId && b.State == batch.State));
            if (await free.OrderBy(row => row.Ordinal).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(stopping) is not { } id)
            {
                return null;
            }

            if (await free.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ClaimedBy, message.Id).SetProperty(row => row.ClaimedAt, now), stopping) == 1)
            {
                return await Rows(batch).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stopping);
            }
        }
    }

    private async Task<LetterWorked> Work(LetterBatch batch, BatchLetter row, CancellationToken stopping)
    {
        try
        {
            return await work.Run(batch, row, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            // One letter's: the rest go on. Its text may say whose it is, so that the kind alone is logged. Of an outage the next statement fails too, and the job is run again.
            LogFailed(failure.GetType().Name, row.Id);
            return new LetterWorked(BatchLetterState.Broken, BatchReason.Failed);
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private Task Mark(LetterBatch batch, BatchLetter row, LetterWorked became, CancellationToken stopping) => transaction.Run(
        async _ =>
        {
            var (now, detail) = (clock.GetUtcNow(), became.Detail is { Length: > LongestDetail } longer ? longer[..LongestDetail] : became.Detail);
            await Rows(batch).Where(of => of.Id == row.Id && of.State == row.State).ExecuteUpdateAsync(
                set => set.SetProperty(of => of.State, became.State).SetProperty(of => of.Reason, became.Reason).SetProperty(of => of.Detail, detail)
                    .SetProperty(of => of.ClaimedBy, (Guid?)null).SetProperty(of => of.ClaimedAt, (DateTimeOffset?)null).SetProperty(of => of.ChangedAt, now),
                stopping);
        },
        stopping);

    /// <summary>The next job, or the end of this part; once, however often this one is delivered.</summary>
    private Task<bool> GoOn(LetterBatch batch, JobMessage message, int worked, int failing, double seconds, CancellationToken stopping) => transaction.RunOnce(
        message,
        async effects =>
        {
            if (await db.LockBatch(batch.Id, stopping) is not { } now || now.RunId != batch.RunId)
            {
                return;
            }

            (now.Worked, now.Seconds, now.Failing, now.StepAt) = (now.Worked + worked, now.Seconds + seconds, failing, clock.GetUtcNow());
            if (now.State != batch.State)
            {
                return;
            }

            if (await ToDo(batch).AnyAsync(stopping))
            {
                // With nothing to claim, what is left is another's, or of one that has died.
                effects.Enqueue(new BatchToRun(batch.Id, batch.RunId), worked == 0 ? TimeSpan.FromSeconds(15) : null);
                return;
            }

            now.State = BatchState.After(batch.State);
            effects.Audit(new AuditEntry("letter-batch." + now.State, "letter-batch", batch.Id, LocationId: batch.LocationId));
        },
        stopping);

    [LoggerMessage(Level = LogLevel.Error, Message = "A letter of a batch failed: {Failure}; its id is {LetterId}")]
    private partial void LogFailed(string failure, Guid letterId);
}
