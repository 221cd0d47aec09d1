using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Filing;

/// <summary>A person opens a document to work on it, or lets go of it. What is held lapses by itself: nobody waits for who went to lunch.</summary>
internal sealed class HoldDocument(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    VisibleToActor visible,
    ActOnDocument act,
    History history,
    CurrentActor actor,
    IOptions<DocumentsOptions> options,
    TimeProvider clock)
{
    /// <returns>Done with the version to act on; or who has it.</returns>
    public async Task<DocumentAct> Take(Guid documentId, CancellationToken stopping)
    {
        Document? taken = null;
        var refused = await transaction.Run<DocumentAct?>(
            async _ =>
            {
                if (await db.LockDocument(documentId, stopping) is not { } document || !visible.Location(document.LocationId))
                {
                    return new DocumentAct.DocumentUnknown();
                }

                if (document.OpenedBy is { } other && other != actor.UserId && document.OpenedUntil > clock.GetUtcNow())
                {
                    return new DocumentAct.OpenedByAnother(other, document.OpenedUntil.Value);
                }

                if (document.OpenedBy != actor.UserId)
                {
                    history.Add(document, EventCode.WorkBegun);
                }

                Hold(document);
                document.TouchedByPerson = true;
                taken = document;
                return null;
            },
            stopping);
        return refused ?? new DocumentAct.Done(taken!.Version);
    }

    /// <summary>For a page that is open already. One that shows an older state keeps nothing, and never gets a version that it does not show.</summary>
    /// <param name="version">The document's version as the page showed it.</param>
    /// <returns>Done with the version to act on; or why the page is none to act on.</returns>
    public Task<DocumentAct> Keep(Guid documentId, uint version, CancellationToken stopping) => act.Run(
        documentId,
        version,
        (document, _) =>
        {
            Hold(document);
            return Task.FromResult<DocumentAct?>(null);
        },
        stopping);

    /// <param name="version">As the page that lets go has it: a page loaded since has taken the document anew, and keeps it.</param>
    public Task LetGo(Guid documentId, uint version, CancellationToken stopping) => transaction.Run(
        async _ =>
        {
            if (await db.LockDocument(documentId, stopping) is { } document && document.OpenedBy == actor.UserId && document.Version == version)
            {
                (document.OpenedBy, document.OpenedUntil) = (null, null);
            }
        },
        stopping);

    private void Hold(Document document) =>
        (document.OpenedBy, document.OpenedUntil) = (actor.UserId, clock.GetUtcNow().AddMinutes(options.Value.LockMinutes));
}
