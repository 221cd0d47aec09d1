using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>A letter has the access class of the task it was drafted from, and so have its pages in the chart.</summary>
internal sealed class OnTaskClassChanged(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, ITasks tasks, ISentLetters chart, PapersMayLeave mayLeave) : IJobHandler<TaskClassChanged>
{
    public async Task Run(TaskClassChanged arguments, JobMessage message, CancellationToken stopping)
    {
        if (await tasks.Find(arguments.TaskId, stopping) is not { } task)
        {
            return;
        }

        await transaction.Run(
            async effects =>
            {
                foreach (var letter in await db.Letters.Where(l => l.TaskId == task.Id && !l.ClassifiedByHand && l.AccessClass != task.AccessClass).ToListAsync(stopping))
                {
                    letter.AccessClass = task.AccessClass;
                    effects.Publish(new LetterClassChanged(letter.Id));
                }
            },
            stopping);

        // A fax that never reached the other machine has not left, and may be filed: it left our hands for the queue.
        var left = await (from letter in db.Letters
                          join delivery in db.Deliveries on letter.Id equals delivery.LetterId
                          where (delivery.LeftAt != null || delivery.FaxEndedAt != null) && letter.TaskId == task.Id && !letter.ClassifiedByHand
                          select new { delivery.ApprovalId, Letter = letter }).AsNoTracking().ToListAsync(stopping);
        foreach (var sent in left.DistinctBy(one => one.ApprovalId))
        {
            await chart.Classify(sent.ApprovalId, await mayLeave.ClassOfCopy(sent.Letter, stopping), stopping);
        }
    }
}
