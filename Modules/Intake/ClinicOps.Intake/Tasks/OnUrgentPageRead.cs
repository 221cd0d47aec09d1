using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// Urgent wording on what is still being read is somebody's task at once; when its document is known, the task becomes the document's. Told after the document, it says
/// nothing new.
/// </summary>
internal sealed class OnUrgentPageRead(ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<UrgentPageRead>
{
    public async Task Run(UrgentPageRead arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(
            message,
            effects => raise.WithoutDocument(
                arguments.CareThreadId,
                arguments.LocationId,
                arguments.Reason,
                arguments.Reason switch { "critical_result" => "Critical result in what is just coming in", "stat" => "STAT in what is just coming in", _ => "A deadline that has passed in what is just coming in" },
                "Not all of its pages are read yet. Look at it now, among what was received on its care thread, and tell the clinician on duty.",
                today,
                effects,
                stopping),
            stopping);
    }
}
