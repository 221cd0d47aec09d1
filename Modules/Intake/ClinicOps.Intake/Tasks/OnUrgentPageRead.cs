using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// Urgent wording on what is still being read is somebody's task at once; when its document is known, the task becomes the document's. Told after the document, it says
/// nothing new.
/// </summary>
internal sealed class OnUrgentPageRead(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<UrgentPageRead>
{
    public async Task Run(UrgentPageRead arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(message, effects => Raise(arguments, today, effects, stopping), stopping);
    }

    private async Task Raise(UrgentPageRead read, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(read.CareThreadId, stopping);
        if (await db.Tasks.AnyAsync(task => task.CareThreadId == read.CareThreadId && task.Kind == TaskKinds.Urgent && (task.Reason == read.Reason || task.Reason!.StartsWith(read.Reason + ":")), stopping))
        {
            return;
        }

        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Urgent,
                Title = read.Reason switch { "critical_result" => "Critical result in what is just coming in", "stat" => "STAT in what is just coming in", _ => "A deadline that has passed in what is just coming in" },
                Detail = "Not all of its pages are read yet. Look at it now, among what was received on its care thread, and tell the clinician on duty.",
                State = TaskState.Open,
                Reason = read.Reason,
                LocationId = read.LocationId,
                CareThreadId = read.CareThreadId,
                Urgency = "stat",
                Due = today,
                RaisedAt = raise.Now,
            },
            effects);
    }
}
