using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Filing;

/// <summary>Leaves a document to colleagues who see more: it goes on waiting in their queues, and no more in this user's.</summary>
internal sealed class HandOver(ActOnDocument act, History history, CurrentActor actor)
{
    /// <param name="version">The document's version as the page showed it.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, CancellationToken stopping) => act.Run(
        documentId,
        version,
        (document, effects) =>
        {
            if (document.State != DocumentState.Review || actor.UserId is not { } user)
            {
                return Task.FromResult<DocumentAct?>(new DocumentAct.NotNow(document.State));
            }

            document.HandedOverBy = [.. document.HandedOverBy.Append(user).Distinct()];
            (document.OpenedBy, document.OpenedUntil) = (null, null);
            history.Add(document, EventCode.HandedOver);
            effects.Audit(new AuditEntry("document.handed-over", "document", document.Id, LocationId: document.LocationId));
            return Task.FromResult<DocumentAct?>(null);
        },
        stopping);
}
