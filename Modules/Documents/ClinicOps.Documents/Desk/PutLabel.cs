using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>
/// Puts a label on documents, or takes it off. It decides nothing, so it needs neither the version that a page showed nor that nobody else
/// has the document open, and whoever works on it is not disturbed.
/// </summary>
internal sealed class PutLabel(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, VisibleToActor visible, History history, CurrentActor actor, TimeProvider clock)
{
    private Guid By => actor.UserId ?? throw new InvalidOperationException("Labels are put by persons.");

    /// <returns>On how many it was put that did not have it.</returns>
    public Task<int> On(IReadOnlyCollection<Guid> documentIds, Guid labelId, Guid batch, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            var put = 0;
            if (await db.Labels.AnyAsync(label => label.Id == labelId && !label.Retired, stopping))
            {
                foreach (var document in await InSight(documentIds, stopping))
                {
                    put += await Put(document, labelId, batch, effects, stopping) ? 1 : 0;
                }
            }

            return put;
        },
        stopping);

    /// <summary>On where it is not, off where it is.</summary>
    /// <returns>Whether it is there now; null where the document is out of sight, or the label is offered no more.</returns>
    public Task<bool?> Toggle(Guid documentId, Guid labelId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await InSight([documentId], stopping) is not [var document])
            {
                return (bool?)null;
            }

            if (await TakeOff(document, labelId, effects, stopping))
            {
                return false;
            }

            return await db.Labels.AnyAsync(label => label.Id == labelId && !label.Retired, stopping) && await Put(document, labelId, Guid.CreateVersion7(), effects, stopping) ? true : null;
        },
        stopping);

    /// <summary>Takes off what this user put on together.</summary>
    /// <returns>Off how many.</returns>
    public Task<int> Undo(Guid batch, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            var put = await db.DocumentLabels.AsNoTracking().Where(l => l.Batch == batch && l.By == actor.UserId).Select(l => new { l.DocumentId, l.LabelId }).ToListAsync(stopping);
            var off = 0;
            foreach (var document in await InSight([.. put.Select(l => l.DocumentId)], stopping))
            {
                off += await TakeOff(document, put.First(l => l.DocumentId == document.Id).LabelId, effects, stopping) ? 1 : 0;
            }

            return off;
        },
        stopping);

    private Task<List<Labelled>> InSight(IReadOnlyCollection<Guid> ids, CancellationToken stopping) =>
        visible.Documents.Where(d => ids.Contains(d.Id)).OrderBy(d => d.Id).Select(d => new Labelled(d.Id, d.TransmissionId, d.LocationId)).ToListAsync(stopping);

    /// <summary>Two people may put it at once: one of them does.</summary>
    private async Task<bool> Put(Labelled document, Guid labelId, Guid batch, Effects effects, CancellationToken stopping)
    {
        var put = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO document_labels (document_id, label_id, at, by, batch) VALUES ({document.Id}, {labelId}, {clock.GetUtcNow()}, {By}, {batch}) ON CONFLICT DO NOTHING
            """,
            stopping);
        Record(put, document, EventCode.LabelPut, labelId, effects);
        return put == 1;
    }

    private async Task<bool> TakeOff(Labelled document, Guid labelId, Effects effects, CancellationToken stopping)
    {
        var taken = await db.DocumentLabels.Where(l => l.DocumentId == document.Id && l.LabelId == labelId).ExecuteDeleteAsync(stopping);
        Record(taken, document, EventCode.LabelTakenOff, labelId, effects);
        return taken == 1;
    }

    private void Record(int rows, Labelled document, string code, Guid labelId, Effects effects)
    {
        if (rows == 1)
        {
            history.Add(document.TransmissionId, document.Id, code, labelId.ToString());
            effects.Audit(new AuditEntry("document.labelled", "document", document.Id, [labelId], code, document.LocationId));
        }
    }

    private sealed record Labelled(Guid Id, Guid TransmissionId, Guid LocationId);
}
