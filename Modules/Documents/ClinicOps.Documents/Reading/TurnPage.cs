using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Reading;

internal sealed record PageToTurn(Guid PageId);

/// <summary>Turns a page as a person asked and reads it again; its document is then described and matched anew.</summary>
internal sealed class TurnPage(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, IBlobStore blobs, IPageReader reader, DescribeAnew describe, History history) : IJobHandler<PageToTurn>
{
    public async Task Run(PageToTurn arguments, JobMessage message, CancellationToken stopping)
    {
        var stored = await db.Pages.AsNoTracking().SingleAsync(p => p.Id == arguments.PageId, stopping);
        if (stored is not { TurnBy: var quarters and not 0, DocumentId: { } documentId, ImageHash: { } image })
        {
            return;
        }

        await db.CountDocumentAttempt(documentId, stopping);
        var reading = await reader.Turn(await blobs.Get(image, stopping), stored.Leaf, quarters, stopping);
        var turned = reading is PageReading.Done { TurnedImage: { } made } ? await blobs.Put(made, stopping) : null;
        await transaction.Run(
            async effects =>
            {
                await db.LockTransmission(stored.LiesIn, stopping);
                var page = await db.Pages.SingleAsync(p => p.Id == arguments.PageId, stopping);
                if (page.TurnBy != quarters || page.ImageHash != image || await db.LockDocument(documentId, stopping) is not { State: DocumentState.Sorted } document)
                {
                    return;
                }

                page.TurnBy = 0;
                if (reading is PageReading.Done(var text, _) && turned is not null)
                {
                    (page.ImageHash, page.Text, page.State, page.Problem) = (turned, text, PageState.Read, null);
                    (page.Width, page.Height, page.Dpi) = (text.Width, text.Height, text.Dpi);
                    (page.MeanConfidence, page.UncoveredInk) = (text.MeanConfidence, text.UncoveredInk);
                }
                else
                {
                    history.Add(document, EventCode.PageNotTurned, page.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                await db.SaveChangesAsync(stopping);
                await describe.Run([document], [], effects, stopping);
            },
            stopping);
    }
}
