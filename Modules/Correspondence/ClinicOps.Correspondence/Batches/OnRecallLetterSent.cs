using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

/// <summary>A recall counts as written to when the letter of its batch has left, and not while that can still be withdrawn.</summary>
internal sealed class OnRecallLetterSent(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction) : IJobHandler<LetterSent>
{
    public Task Run(LetterSent arguments, JobMessage message, CancellationToken stopping) => transaction.RunOnce(
        message,
        async effects =>
        {
            if (await db.BatchLetters.AsNoTracking()
                .Where(row => row.Id == arguments.LetterId && db.LetterBatches.Any(batch => batch.Id == row.BatchId && batch.TemplateCode == PatientLetterTemplates.Recall))
                .SingleOrDefaultAsync(stopping) is { } row)
            {
                effects.Publish(new RecallLetterSent(row.Id, row.BatchId, arguments.PatientId, arguments.LocationId));
            }
        },
        stopping);
}
