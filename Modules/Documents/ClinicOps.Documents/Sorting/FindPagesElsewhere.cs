using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

/// <summary>A document of another transmission that a person may join to one.</summary>
/// <param name="Numbers">By the count that its own pages print; empty where they do not say.</param>
/// <param name="IsProposed">It has pages that never came of the other, as far as both say.</param>
internal sealed record PagesElsewhere(Guid DocumentId, DocumentType Type, int Pages, int[] Numbers, DateTimeOffset ReceivedAt, string Channel, string? From, bool IsProposed);

/// <summary>
/// Looks for the rest of a document in other calls of its sender, around the same days. It proposes and does nothing: the pages are joined by a person.
/// </summary>
internal sealed class FindPagesElsewhere(DocumentsDb db, VisibleToActor visible, IOptions<DocumentsOptions> options)
{
    /// <summary>More than these nobody looks through; another is joined by its address.</summary>
    private const int Most = 8;

    /// <summary>The proposed ones first, then those that came closest in time.</summary>
    public async Task<IReadOnlyList<PagesElsewhere>> For(Document document, CancellationToken stopping)
    {
        if (await SenderOf(document, stopping) is not { } sender)
        {
            return [];
        }

        var near = await Around(document, sender)
            .Where(d => d.State == DocumentState.Review || d.State == DocumentState.Filed)
            .Where(d => document.PatientId == null || d.PatientId == null || d.PatientId == document.PatientId)
            .Select(d => new { d.Id, d.Type, Pages = d.Pages.Count, d.PagesSaid, d.MissingPages, d.MatchKeys, d.ReceivedAt, d.Transmission!.Channel })
            .ToListAsync(stopping);
        return
        [
            .. near.Select(d => new PagesElsewhere(
                    d.Id, d.Type, d.Pages, Came(d.PagesSaid, d.MissingPages), d.ReceivedAt, d.Channel, sender, Completes(document, d.PagesSaid, d.MissingPages, d.MatchKeys)))
                .OrderByDescending(d => d.IsProposed).ThenBy(d => (d.ReceivedAt - document.ReceivedAt).Duration()).ThenBy(d => d.DocumentId)
                .Take(Most),
        ];
    }

    /// <summary>Whether there is one that it seems to be the rest of, wherever that is by now.</summary>
    public async Task<bool> IsRestOfAnother(Document document, CancellationToken stopping)
    {
        if (document.MissingPages.Length == 0 || await SenderOf(document, stopping) is not { } sender)
        {
            return false;
        }

        string[] states = [.. DocumentState.InProgress, DocumentState.Review, DocumentState.Filed];
        var near = await Around(document, sender)
            .Where(d => states.Contains(d.State) && d.PagesSaid == document.PagesSaid)
            .Select(d => new { d.PagesSaid, d.MissingPages, d.MatchKeys })
            .ToListAsync(stopping);
        return near.Exists(d => Completes(document, d.PagesSaid, d.MissingPages, d.MatchKeys));
    }

    /// <summary>
    /// Both count as many pages in all, each lacks some, none came in both; and the two do not each speak of somebody without having anybody in common.
    /// </summary>
    internal static bool Completes(Document document, int? said, int[] missing, int[] keys) =>
        document.PagesSaid is { } all && said == all && document.MissingPages.Length > 0 && missing.Length > 0
        && !Came(all, document.MissingPages).Intersect(Came(said, missing)).Any()
        && (document.MatchKeys.Length == 0 || keys.Length == 0 || document.MatchKeys.Intersect(keys).Any());

    private static int[] Came(int? said, int[] missing) => said is { } all ? [.. Enumerable.Range(1, all).Except(missing)] : [];

    private Task<string?> SenderOf(Document document, CancellationToken stopping) =>
        db.Transmissions.Where(t => t.Id == document.TransmissionId && t.ReceivedFrom != "" && t.Source != TransmissionSource.Letter).Select(t => t.ReceivedFrom).SingleOrDefaultAsync(stopping);

    private IQueryable<Document> Around(Document document, string sender)
    {
        var (from, until) = (document.ReceivedAt.AddDays(-options.Value.JoinDays), document.ReceivedAt.AddDays(options.Value.JoinDays));
        return visible.Documents.AsNoTracking().Where(d => d.TransmissionId != document.TransmissionId && d.LocationId == document.LocationId
            && d.Transmission!.ReceivedFrom == sender && d.Transmission.ReceivedAt >= from && d.Transmission.ReceivedAt <= until && d.Transmission.Source != TransmissionSource.Letter);
    }
}
