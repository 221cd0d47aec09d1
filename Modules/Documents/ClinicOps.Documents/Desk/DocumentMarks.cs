using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>What people put on a document: its labels, and how many notes stand on it.</summary>
internal sealed record Marks(IReadOnlyList<Label> Labels, int Notes)
{
    public static readonly Marks None = new([], 0);
}

/// <summary>A document whose pages lie in another one now.</summary>
internal sealed record MergedPart(Guid Id, Guid? OwnerId);

/// <summary>Reads what people put on the documents of a list.</summary>
internal sealed class DocumentMarks(DocumentsDb db)
{
    /// <summary>Those that are offered, by name.</summary>
    public Task<List<Label>> Offered(CancellationToken stopping) => db.Labels.AsNoTracking().Where(label => !label.Retired).OrderBy(label => label.Name).ToListAsync(stopping);

    /// <summary>Of documents in sight, with those put on documents whose pages lie in them now; one without any is not in the answer.</summary>
    public async Task<IReadOnlyDictionary<Guid, Marks>> Of(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var parts = await Parts(documentIds, stopping);
        var liesIn = parts.SelectMany(group => group.Select(part => (part.Id, group.Key))).Concat(documentIds.Distinct().Select(id => (Id: id, Key: id))).ToDictionary(one => one.Id, one => one.Key);
        Guid[] all = [.. liesIn.Keys];
        var labels = (await db.DocumentLabels.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking().Where(l => all.Contains(l.DocumentId)).OrderBy(l => l.Label!.Name).Select(l => new { l.DocumentId, l.Label }).ToListAsync(stopping))
            .ToLookup(l => liesIn[l.DocumentId], l => l.Label!);
        var written = NotesOf(all);
        var notes = (await written
            .Where(n => n.Removes == null && !written.Any(r => r.Removes == n.Id))
            .GroupBy(n => n.DocumentId).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(stopping)).ToLookup(group => liesIn[group.Key], group => group.Count);
        return labels.Select(group => group.Key).Union(notes.Select(group => group.Key)).ToDictionary(id => id, id => new Marks([.. labels[id].DistinctBy(label => label.Id)], notes[id].Sum()));
    }

    /// <summary>Of documents in sight, and of those in <see cref="Parts"/>.</summary>
    public IQueryable<DocumentNote> NotesOf(Guid[] documentIds) => db.DocumentNotes.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking().Where(n => documentIds.Contains(n.DocumentId));

    /// <summary>For each of these the documents in sight that a person merged into it, or joined to it, directly or by way of another.</summary>
    public async Task<ILookup<Guid, MergedPart>> Parts(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var came = await db.StoredPages.Where(page => page.DocumentId != null && documentIds.Contains(page.DocumentId.Value)).Select(page => page.TransmissionId).Distinct().ToListAsync(stopping);
        var merged = (await db.Documents.IgnoreQueryFilters([DocumentsDb.MergedFilter]).Where(d => d.State == DocumentState.Merged && came.Contains(d.TransmissionId))
            .Select(d => new { d.Id, d.OwnerId, Into = db.Events.Where(e => e.DocumentId == d.Id && e.Code == EventCode.MergedInto).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Select(e => e.Detail).FirstOrDefault() })
            .ToListAsync(stopping)).ToDictionary(d => d.Id, d => (d.OwnerId, Into: Guid.TryParse(d.Into, out var into) ? into : (Guid?)null));
        Guid? End(Guid id)
        {
            // Each led to one that was there: there is no way around, but as many steps as there are documents.
            var at = merged[id].Into;
            for (var step = 0; at is { } next && merged.TryGetValue(next, out var further) && step < merged.Count; step++)
            {
                at = further.Into;
            }

            return at;
        }

        return merged.Select(d => (Part: new MergedPart(d.Key, d.Value.OwnerId), Into: End(d.Key))).Where(d => d.Into is { } into && documentIds.Contains(into)).ToLookup(d => d.Into!.Value, d => d.Part);
    }
}
