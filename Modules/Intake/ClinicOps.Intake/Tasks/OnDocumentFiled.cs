using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// Keeps whom a document's own tasks are about in step with its filing. Events may arrive late and in any order, so the last
/// one told wins: message ids are ordered by the time they were made. Tasks of orders and of payers' decisions
/// follow those instead, and what takes another task back stays with the patient for whom that was done.
/// </summary>
internal sealed class FollowFiling(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise)
{
    /// <param name="patientId">Null when the document was taken out of the record again.</param>
    public Task Run(Guid documentId, Guid? patientId, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                await raise.WaitInLine(documentId, stopping);
                var known = await db.DocumentPatients.SingleOrDefaultAsync(document => document.DocumentId == documentId, stopping);
                if (known is not null && known.MessageId.CompareTo(message.Id) > 0)
                {
                    return;
                }

                if (known is null)
                {
                    known = new DocumentPatient { DocumentId = documentId, MessageId = message.Id };
                    db.DocumentPatients.Add(known);
                }

                (known.PatientId, known.MessageId) = (patientId, message.Id);
                var own = db.Tasks.Where(task => task.DocumentId == documentId && task.OrderId == null && task.Kind != TaskKinds.Decision && task.FollowsTaskId == null);
                foreach (var task in await own.Where(task => task.PatientId != patientId).ToListAsync(stopping))
                {
                    task.PatientId = patientId;
                    raise.Note(task, patientId is null ? "patient-unknown" : "patient-known");
                    effects.Audit(new AuditEntry("task.patient-changed", "task", task.Id, patientId is { } patient ? [patient] : [], LocationId: task.LocationId));
                }
            },
            stopping);
}

internal sealed class OnDocumentFiled(FollowFiling follow) : IJobHandler<DocumentFiled>
{
    public Task Run(DocumentFiled arguments, JobMessage message, CancellationToken stopping) =>
        follow.Run(arguments.DocumentId, arguments.PatientId, message, stopping);
}

internal sealed class OnDocumentUnfiled(FollowFiling follow) : IJobHandler<DocumentUnfiled>
{
    public Task Run(DocumentUnfiled arguments, JobMessage message, CancellationToken stopping) =>
        follow.Run(arguments.DocumentId, patientId: null, message, stopping);
}
