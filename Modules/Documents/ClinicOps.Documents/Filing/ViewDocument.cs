using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>Somebody looks at a document: into the audit trail each time, and into its own history, where colleagues see it.</summary>
internal sealed class ViewDocument(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, History history, CurrentActor actor, TimeProvider clock)
{
    /// <summary>A page that is loaded again within this time is still the same look.</summary>
    private static readonly TimeSpan SameLook = TimeSpan.FromMinutes(15);

    /// <param name="entry">For the audit trail.</param>
    public async Task Record(Document document, AuditEntry entry, CancellationToken stopping)
    {
        var lately = clock.GetUtcNow() - SameLook;
        var isSame = await db.Events.AnyAsync(e => e.DocumentId == document.Id && e.Code == EventCode.Viewed && e.By == actor.UserId && e.At > lately, stopping);
        await transaction.Run(
            effects =>
            {
                if (!isSame)
                {
                    history.Add(document, EventCode.Viewed);
                }

                effects.Audit(entry);
                return Task.CompletedTask;
            },
            stopping);
    }
}
