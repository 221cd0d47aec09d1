using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Documents.Filing;

internal sealed record DocumentToFile(Guid DocumentId);

/// <summary>Files a matched document, if the gate says the same again inside the transaction that files.</summary>
internal sealed class FileByMachine(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, JudgeDocument judge, FilingActs acts) : IJobHandler<DocumentToFile>
{
    public Task Run(DocumentToFile arguments, JobMessage message, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            await db.HoldFilings(stopping);
            if (await db.LockDocument(arguments.DocumentId, stopping) is not { State: DocumentState.Matched } document)
            {
                return;
            }

            var before = (document.Decision as FilingDecision.Auto)?.PatientId;
            document.Decision = await judge.Of(document, stopping);
            switch (document.Decision)
            {
                case FilingDecision.Auto auto when auto.PatientId == before:
                    acts.File(document, auto.PatientId, "gate", auto.Reasons, effects);
                    break;
                case FilingDecision.Review review:
                    acts.ToReview(document, review.Reason, review.Words, effects);
                    break;
                default:
                    acts.ToReview(document, ReviewReason.NoLongerOnlyFit, "The register changed while it was being filed.", effects);
                    break;
            }
        },
        stopping);
}
