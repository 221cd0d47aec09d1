using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Filing;

/// <summary>A person takes a document that waits upon themselves, or leaves it to whoever is free.</summary>
internal sealed class AssignOwner(ActOnDocument act, WriteNote notes, History history)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="owner">Null for whoever comes first.</param>
    /// <param name="batch">What is done together and undone together; null for what is not.</param>
    /// <param name="undoes">The giving that is taken back, with the word that went with it; null for any other act.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, Guid? owner, Guid? batch, CancellationToken stopping, Guid? undoes = null) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (document.State != DocumentState.Review || document.OwnerId == owner)
            {
                return new DocumentAct.NotNow(document.State);
            }

            if (undoes is { } given)
            {
                await notes.StrikeBatch(document, given, effects, stopping);
            }

            // Whose it was before: for who takes it back.
            history.Add(document, EventCode.OwnerChanged, document.OwnerId?.ToString());
            (document.OwnerId, document.LastBatch) = (owner, batch);
            effects.Audit(new AuditEntry("document.owner-changed", "document", document.Id, LocationId: document.LocationId));
            return null;
        },
        stopping);
}
