using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Filing;

/// <summary>A person takes a document that waits upon themselves, or leaves it to whoever is free.</summary>
internal sealed class AssignOwner(ActOnDocument act, History history)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="owner">Null for whoever comes first.</param>
    /// <param name="batch">What is done together and undone together; null for what is not.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, Guid? owner, Guid? batch, CancellationToken stopping) => act.Run(
        documentId,
        version,
        (document, effects) =>
        {
            if (document.State != DocumentState.Review || document.OwnerId == owner)
            {
                return Task.FromResult<DocumentAct?>(new DocumentAct.NotNow(document.State));
            }

            // Whose it was before: for who takes it back.
            history.Add(document, EventCode.OwnerChanged, document.OwnerId?.ToString());
            (document.OwnerId, document.LastBatch) = (owner, batch);
            effects.Audit(new AuditEntry("document.owner-changed", "document", document.Id, LocationId: document.LocationId));
            return Task.FromResult<DocumentAct?>(null);
        },
        stopping);
}
