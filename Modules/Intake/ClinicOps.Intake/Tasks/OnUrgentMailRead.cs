using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Urgent wording in an e-mail of which nothing became a document is somebody's task at once: nothing else will say it.</summary>
internal sealed class OnUrgentMailRead(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<UrgentMailRead>
{
    public async Task Run(UrgentMailRead arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(message, effects => Raise(arguments, today, effects, stopping), stopping);
    }

    private async Task Raise(UrgentMailRead read, DateOnly today, Effects effects, CancellationToken stopping)
    {
        // The e-mail has no care thread of its own: what it is told of is the thread.
        await raise.WaitInLine(read.MailMessageId, stopping);
        if (await db.Tasks.AnyAsync(task => task.CareThreadId == read.MailMessageId && task.Reason == read.Reason, stopping))
        {
            return;
        }

        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Urgent,
                Title = read.Reason == "critical_result" ? "Critical result in an e-mail" : "STAT in an e-mail",
                Detail = "Nothing in it could be received as a document. It is named above the list of the document inbox: read it now, and tell the clinician on duty.",
                State = TaskState.Open,
                Reason = read.Reason,
                LocationId = read.LocationId,
                CareThreadId = read.MailMessageId,
                Urgency = "stat",
                Due = today,
                RaisedAt = raise.Now,
            },
            effects);
    }
}
