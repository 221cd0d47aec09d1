using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Exporting;

/// <summary>
/// A document as a searchable PDF: its pages as they were straightened, under them the words that were read, or those of a born-digital
/// page's own text. A letter of ours goes as it left.
/// </summary>
internal sealed class DrawDocument(DocumentsDb db, IBlobStore blobs)
{
    /// <param name="documentId">Of a document in sight of whoever acts.</param>
    /// <exception cref="InvalidDataException">A stored file is damaged or gone.</exception>
    public async Task Run(Guid documentId, Stream to, CancellationToken stopping)
    {
        var (type, source, original) = await db.Documents.AsNoTracking().Where(d => d.Id == documentId)
            .Select(d => new ValueTuple<DocumentType, string, string>(d.Type, d.Transmission!.Source, d.Transmission.BlobHash)).SingleAsync(stopping);
        if (source == TransmissionSource.Letter)
        {
            await to.WriteAsync(await Stored(original, stopping), stopping);
            return;
        }

        var pdf = new SearchablePdf(to, Wording.Of(type));
        pdf.Begin();
        await AddPages(pdf, documentId, damagedIsSaid: false, stopping);
        pdf.End();
    }

    /// <summary>The words and images of a long document are large: a page at a time.</summary>
    /// <param name="damagedIsSaid">The page says that its file is damaged or gone, and the others go on; otherwise that is an exception.</param>
    /// <returns>How many pages were added.</returns>
    public async Task<int> AddPages(SearchablePdf pdf, Guid documentId, bool damagedIsSaid, CancellationToken stopping)
    {
        var number = 0;
        foreach (var pageId in await db.PagesOf(documentId).Select(p => p.Id).ToListAsync(stopping))
        {
            var page = await db.Pages.AsNoTracking().SingleAsync(p => p.Id == pageId, stopping);
            pdf.AddPage(await ImageOf(page, damagedIsSaid, stopping), page.Dpi, page.Text?.Words ?? [], ++number);
        }

        return number;
    }

    private async Task<byte[]?> ImageOf(ReceivedPage page, bool damagedIsSaid, CancellationToken stopping)
    {
        try
        {
            return page.ImageHash is { } hash ? await Stored(hash, stopping) : null;
        }
        catch (InvalidDataException) when (damagedIsSaid)
        {
            return null;
        }
    }

    private async Task<byte[]> Stored(string hash, CancellationToken stopping)
    {
        try
        {
            return await blobs.Get(hash, stopping);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"The blob {hash} is gone.", gone);
        }
    }
}
