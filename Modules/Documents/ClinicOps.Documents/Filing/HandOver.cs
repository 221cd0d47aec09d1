using ClinicOps.Documents.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// Leaves a document to colleagues who see more: it goes on waiting in their queues, and no more in this user's. Only where somebody out of
/// the user's sight may be meant, so that nobody hands work to no one.
/// </summary>
internal sealed class HandOver(ActOnDocument act, History history, IClosedRecords closed, CurrentActor actor)
{
    /// <param name="version">The document's version as the page showed it.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, CancellationToken stopping) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (document.State != DocumentState.Review || actor.UserId is not { } user || !await IsSomebodyClosed(document, stopping))
            {
                return new DocumentAct.NotNow(document.State);
            }

            document.HandedOverBy = [.. document.HandedOverBy.Append(user).Distinct()];
            (document.OpenedBy, document.OpenedUntil) = (null, null);
            history.Add(document, EventCode.HandedOver);
            effects.Audit(new AuditEntry("document.handed-over", "document", document.Id, LocationId: document.LocationId));
            return null;
        },
        stopping);

    private async Task<bool> IsSomebodyClosed(Document document, CancellationToken stopping) =>
        (await Apart.Ask(() => closed.Among([.. FileDocument.Suggestions(document).Select(r => r.PatientId)], stopping))).Count > 0;
}
