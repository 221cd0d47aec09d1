using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Recall;

/// <summary>A patient was written to together with many: the recall that is due first says so, as of a letter that was asked for here.</summary>
internal sealed class NoteRecallLetter(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock) : IJobHandler<RecallLetterSent>
{
    public Task Run(RecallLetterSent arguments, JobMessage message, CancellationToken stopping) => transaction.RunOnce(
        message,
        async effects =>
        {
            var due = await db.Recalls.AsNoTracking()
                .Where(open => open.PatientId == arguments.PatientId && open.LocationId == arguments.LocationId && RecallState.Open.Contains(open.State))
                .OrderBy(open => open.Due).ThenBy(open => open.Id).Select(open => (Guid?)open.Id).FirstOrDefaultAsync(stopping);
            if (due is not { } id || await db.LockRecall(id, stopping) is not { } recall || !RecallState.Open.Contains(recall.State)
                || await db.RecallLetters.AnyAsync(letter => letter.Id == arguments.LetterId || (letter.RecallId == id && letter.BatchId == arguments.BatchId), stopping))
            {
                return;
            }

            db.RecallLetters.Add(new RecallLetter { Id = arguments.LetterId, RecallId = id, BatchId = arguments.BatchId, At = clock.GetUtcNow() });
            (recall.State, recall.ChangedBy, recall.ChangedAt) = (RecallState.Contacted, null, clock.GetUtcNow());
            effects.Audit(new AuditEntry("recall.written-to", "recall", id, [recall.PatientId], LocationId: recall.LocationId));
        },
        stopping);
}
