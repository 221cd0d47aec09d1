using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>What people put on a document: its labels, and how many notes stand on it.</summary>
internal sealed record Marks(IReadOnlyList<Label> Labels, int Notes)
{
    public static readonly Marks None = new([], 0);
}

/// <summary>Reads what people put on the documents of a list.</summary>
internal sealed class DocumentMarks(DocumentsDb db)
{
    /// <summary>Those that are offered, by name.</summary>
    public Task<List<Label>> Offered(CancellationToken stopping) => db.Labels.AsNoTracking().Where(label => !label.Retired).OrderBy(label => label.Name).ToListAsync(stopping);

    /// <summary>Of documents in sight; one without any is not in the answer.</summary>
    public async Task<IReadOnlyDictionary<Guid, Marks>> Of(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var labels = (await db.DocumentLabels.AsNoTracking().Where(l => documentIds.Contains(l.DocumentId)).OrderBy(l => l.Label!.Name).Select(l => new { l.DocumentId, l.Label }).ToListAsync(stopping))
            .ToLookup(l => l.DocumentId, l => l.Label!);
        var notes = await db.DocumentNotes
            .Where(n => documentIds.Contains(n.DocumentId) && n.Removes == null && !db.DocumentNotes.Any(r => r.Removes == n.Id))
            .GroupBy(n => n.DocumentId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, stopping);
        return labels.Select(group => group.Key).Union(notes.Keys).ToDictionary(id => id, id => new Marks([.. labels[id]], notes.GetValueOrDefault(id)));
    }
}
