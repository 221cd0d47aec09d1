using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// A person gives a document an access class of its own (a substance-use programme's letter in a chart that everybody sees). It holds
/// beside the patient's class, and stays when the document is filed elsewhere.
/// </summary>
internal sealed class ClassifyAccess(ActOnDocument act, DocumentsDb db, History history, CurrentActor actor)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="accessClass">A code that there is.</param>
    /// <param name="reason">As the user wrote it; kept in the audit trail.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, string accessClass, string reason, CancellationToken stopping) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (!actor.SeesClass(document.AccessClass))
            {
                return new DocumentAct.NotCleared();
            }

            if (document.AccessClass == accessClass)
            {
                return null;
            }

            // What it had before it was destroyed comes back no more.
            (document.AccessClass, document.ClassBefore) = (accessClass, null);
            foreach (var order in await db.Orders.Where(o => o.DocumentId == documentId).ToListAsync(stopping))
            {
                order.AccessClass = accessClass;
            }

            history.Add(document, EventCode.AccessChanged);
            effects.Publish(new DocumentClassChanged(documentId, ByHand: true));
            effects.Audit(new AuditEntry("document.classified", "document", documentId, document.SubjectId is { } patient ? [patient] : [], reason, document.LocationId));
            return null;
        },
        stopping);
}

internal sealed class DocumentClasses(DocumentsDb db) : IDocumentClasses
{
    public async Task<string> Of(Guid documentId, CancellationToken stopping = default) =>
        await db.Documents.Where(d => d.Id == documentId).Select(d => d.AccessClass).SingleOrDefaultAsync(stopping) ?? AccessClass.Standard;
}
