using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Intake.Tasks;

/// <summary>Urgent wording in an e-mail of which nothing became a document is somebody's task at once: nothing else will say it.</summary>
internal sealed class OnUrgentMailRead(ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<UrgentMailRead>
{
    public async Task Run(UrgentMailRead arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);

        // The e-mail has no care thread of its own: what it is told of is the thread.
        await transaction.RunOnce(
            message,
            effects => raise.WithoutDocument(
                arguments.MailMessageId,
                arguments.LocationId,
                arguments.Reason,
                arguments.Reason == "critical_result" ? "Critical result in an e-mail" : "STAT in an e-mail",
                "Nothing in it could be received as a document. It is named above the list of the document inbox: read it now, and tell the clinician on duty.",
                today,
                effects,
                stopping),
            stopping);
    }
}
