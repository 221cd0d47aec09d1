using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// A cover sheet belongs to each document of the call it came with; a document to which pages of another call were joined has the covers of both.
/// </summary>
internal static class CoverSheets
{
    /// <param name="pages">Of all that is in sight of whoever asks.</param>
    public static IQueryable<ReceivedPage> Of(IQueryable<ReceivedPage> pages, Guid documentId, Guid transmissionId) =>
        pages.Where(p => p.IsCover && (p.TransmissionId == transmissionId || pages.Any(own => own.DocumentId == documentId && own.TransmissionId == p.TransmissionId)));

    /// <summary>The document's own pages, and those.</summary>
    public static IQueryable<ReceivedPage> WithOwn(IQueryable<ReceivedPage> pages, Guid documentId, Guid transmissionId) =>
        pages.Where(p => p.DocumentId == documentId || (p.IsCover && (p.TransmissionId == transmissionId || pages.Any(own => own.DocumentId == documentId && own.TransmissionId == p.TransmissionId))));

    /// <summary>Those whose urgent words are the document's: of each call that it begins. Pages that were joined to another document begin their call there, and what is left of it here.</summary>
    public static IQueryable<ReceivedPage> LedBy(IQueryable<ReceivedPage> pages, Guid documentId, Guid transmissionId) =>
        Of(pages, documentId, transmissionId).Where(cover => documentId == pages
            .Where(p => p.TransmissionId == cover.TransmissionId && !p.IsCover && p.DocumentId != null && (p.JoinedTo == null || p.DocumentId == documentId))
            .OrderBy(p => p.Number).Select(p => p.DocumentId).FirstOrDefault());

    /// <summary>What was read on them, those of the document's own call first.</summary>
    public static async Task<IReadOnlyList<PageText>> Texts(IQueryable<ReceivedPage> covers, Guid transmissionId, CancellationToken stopping)
    {
        var stored = await covers.AsNoTracking().Select(p => new { p.TransmissionId, p.Number, p.Text }).ToListAsync(stopping);
        var numbers = Numbers(stored.Select(p => (p.TransmissionId, p.Number)), transmissionId);
        return
        [
            .. from page in stored
               let number = numbers[(page.TransmissionId, page.Number)]
               where page.Text is not null
               orderby number <= 0, Math.Abs(number)
               select page.Text with { Number = number },
        ];
    }

    /// <summary>What places on them refer to: the number of one from another call is taken by a page of the document's own, so those are counted down from 0.</summary>
    public static IReadOnlyDictionary<(Guid TransmissionId, int Number), int> Numbers(IEnumerable<(Guid TransmissionId, int Number)> covers, Guid transmissionId) =>
        covers.Distinct().GroupBy(cover => cover.TransmissionId == transmissionId)
            .SelectMany(of => of.Order().Select((cover, at) => (Cover: cover, Number: of.Key ? cover.Number : -at)))
            .ToDictionary(numbered => numbered.Cover, numbered => numbered.Number);
}
