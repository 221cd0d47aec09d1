using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>A letter has the access class of the task it was drafted from, and so have its pages in the chart.</summary>
internal sealed class OnTaskClassChanged(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, ITasks tasks, ISentLetters chart) : IJobHandler<TaskClassChanged>
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
        foreach (var sent in await db.Deliveries
            .Where(delivery => delivery.LeftAt != null && db.Letters.Any(letter => letter.Id == delivery.LetterId && letter.TaskId == task.Id && !letter.ClassifiedByHand))
            .Select(delivery => delivery.ApprovalId).Distinct().ToListAsync(stopping))
        {
            await chart.Classify(sent, task.AccessClass, stopping);
        }
    }
}
