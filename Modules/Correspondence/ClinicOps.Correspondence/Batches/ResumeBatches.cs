using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

internal sealed record BatchesToResume;

/// <summary>Every few minutes: a batch whose chain of jobs was lost, with a job store or by a job given up, gets a new one. Where the old one only waits in a long queue, it ends there.</summary>
internal sealed class ResumeBatches(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, TimeProvider clock) : IJobHandler<BatchesToResume>
{
    public static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(10);

    public async Task Run(BatchesToResume arguments, JobMessage message, CancellationToken stopping)
    {
        var late = clock.GetUtcNow() - LostAfter;
        var lost = await db.LetterBatches.Where(batch => BatchState.Working.Contains(batch.State) && batch.StepAt < late).OrderBy(batch => batch.StepAt).Select(batch => batch.Id).Take(20).ToListAsync(stopping);
        foreach (var id in lost)
        {
            await transaction.Run(
                async effects =>
                {
                    if (await db.LockBatch(id, stopping) is { } batch && BatchState.Working.Contains(batch.State) && batch.StepAt < late)
                    {
                        (batch.RunId, batch.StepAt) = (Guid.CreateVersion7(), clock.GetUtcNow());
                        effects.Enqueue(new BatchToRun(batch.Id, batch.RunId));
                    }
                },
                stopping);
        }
    }
}
