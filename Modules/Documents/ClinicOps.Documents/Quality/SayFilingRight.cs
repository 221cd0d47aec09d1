using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Quality;

/// <summary>
/// A person says of an automatic filing that counts as wrong that it was not: the sender sent it twice, the chart was the right one. The figures
/// leave it out from then on, and say how many they leave out; whatever becomes of the document afterwards is judged anew.
/// </summary>
internal sealed class SayFilingRight(ActOnDocument act, QualityFigures figures, History history)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="reason">As the user wrote it; kept in the audit trail.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, string reason, CancellationToken stopping) => Say(documentId, version, isRight: true, reason, stopping);

    /// <summary>It counts as wrong after all.</summary>
    public Task<DocumentAct> Undo(Guid documentId, uint version, CancellationToken stopping) => Say(documentId, version, isRight: false, null, stopping);

    private Task<DocumentAct> Say(Guid documentId, uint version, bool isRight, string? reason, CancellationToken stopping) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (await figures.CountedWrong(documentId, stopping) is not { } counted || counted.IsSaidRight == isRight)
            {
                return new DocumentAct.NotNow(document.State);
            }

            history.Add(document, isRight ? EventCode.FilingSaidRight : EventCode.FilingSaidRightUndone);
            effects.Audit(new AuditEntry(isRight ? "document.filing-said-right" : "document.filing-said-right-undone", "document", documentId, Reason: reason, LocationId: document.LocationId));
            return null;
        },
        stopping);
}
