using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

internal sealed record DocumentToFile(Guid DocumentId);

/// <summary>Files a matched document, if the gate says the same again inside the transaction that files.</summary>
internal sealed class FileByMachine(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, JudgeDocument judge, FilingActs acts) : IJobHandler<DocumentToFile>
{
    public async Task Run(DocumentToFile arguments, JobMessage message, CancellationToken stopping)
    {
        if (await db.Documents.AnyAsync(d => d.Id == arguments.DocumentId && d.State == DocumentState.Matched, stopping))
        {
            await db.CountDocumentAttempt(arguments.DocumentId, stopping);
            await transaction.Run(effects => File(arguments.DocumentId, effects, stopping), stopping);
        }
    }

    private async Task File(Guid documentId, Effects effects, CancellationToken stopping)
    {
        await db.HoldFilings(stopping);
        if (await db.LockDocument(documentId, stopping) is not { State: DocumentState.Matched } document)
        {
            return;
        }

        var before = (document.Decision as FilingDecision.Auto)?.PatientId;
        FaultPoint.At("documents.file.before-uniqueness");
        document.Decision = await judge.Of(document, stopping);
        FaultPoint.At("documents.file.after-uniqueness");
        switch (document.Decision)
        {
            case FilingDecision.Auto when document.TouchedByPerson:
                acts.ToReview(document, ReviewReason.SentBack, "A person has it in hand.", effects);
                break;
            case FilingDecision.Auto auto when auto.PatientId == before:
                acts.File(document, auto.PatientId, FilingWhy.Gate, auto.Reasons, effects);
                break;
            case FilingDecision.Review review:
                acts.ToReview(document, review.Reason, review.Words, effects);
                break;
            default:
                acts.ToReview(document, ReviewReason.NoLongerOnlyFit, "The register changed while it was being filed.", effects);
                break;
        }
    }
}
