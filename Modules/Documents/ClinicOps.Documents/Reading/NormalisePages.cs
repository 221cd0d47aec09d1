using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Reading;

/// <summary>Pages by number, from <paramref name="First"/> to <paramref name="Last"/>.</summary>
internal sealed record PagesToNormalise(Guid TransmissionId, int First, int Last);

/// <summary>Makes a chunk of pages into upright images with square pixels. A page that cannot be made fails alone.</summary>
internal sealed class NormalisePages(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    IBlobStore blobs,
    IPageReader reader,
    PageChunks chunks,
    History history,
    TimeProvider clock) : IJobHandler<PagesToNormalise>
{
    public async Task Run(PagesToNormalise arguments, JobMessage message, CancellationToken stopping)
    {
        var wanted = await Waiting(arguments).Select(p => p.Number).ToListAsync(stopping);
        if (wanted.Count == 0)
        {
            return;
        }

        await db.CountAttempt(arguments.TransmissionId, stopping);
        var hash = await db.Transmissions.Where(t => t.Id == arguments.TransmissionId).Select(t => t.BlobHash).SingleAsync(stopping);
        var answers = await reader.Normalise(await blobs.Get(hash, stopping), wanted, stopping);
        var images = new Dictionary<int, string>();
        foreach (var made in answers.OfType<PageNormalisation.Made>())
        {
            images[made.Page] = await blobs.Put(made.Image, stopping);
        }

        FaultPoint.At("documents.normalise-pages.images-stored");
        await transaction.Run(
            async effects =>
            {
                var transmission = await db.LockTransmission(arguments.TransmissionId, stopping);
                var pages = await Waiting(arguments).ToListAsync(stopping);
                if (pages.Count == 0)
                {
                    return;
                }

                foreach (var page in pages)
                {
                    Apply(page, answers.FirstOrDefault(a => a.Page == page.Number), images);
                }

                transmission.ProgressAt = clock.GetUtcNow();
                transmission.Attempts = 0;
                history.Add(transmission.Id, null, EventCode.PagesNormalised, $"{arguments.First}-{arguments.Last}");
                if (pages.Exists(p => p.State == PageState.Normalised))
                {
                    effects.Enqueue(new PagesToRead(transmission.Id, arguments.First, arguments.Last));
                }
                else
                {
                    await chunks.HandOn(transmission, arguments.First, effects, stopping);
                }
            },
            stopping);
    }

    /// <summary>Whoever comes first with a page wins; a second delivery finds nothing waiting.</summary>
    private IOrderedQueryable<ReceivedPage> Waiting(PagesToNormalise wanted) => db.Pages
        .Where(p => p.TransmissionId == wanted.TransmissionId && p.Number >= wanted.First && p.Number <= wanted.Last && p.State == PageState.Waiting)
        .OrderBy(p => p.Number);

    private void Apply(ReceivedPage page, PageNormalisation? answer, Dictionary<int, string> images)
    {
        if (answer is not PageNormalisation.Made made)
        {
            page.State = PageState.Failed;
            page.Problem = answer is PageNormalisation.Failed failed ? failed.Problem : PageProblem.MissingPage;
            history.Add(page.TransmissionId, null, EventCode.PageFailed, $"{page.Number}:{page.Problem}");
            return;
        }

        page.State = PageState.Normalised;
        page.ImageHash = images[page.Number];
        (page.Width, page.Height, page.Dpi, page.BadLines) = (made.Width, made.Height, made.Dpi, made.BadLines);

        // A born-digital page has said its words already; it goes through the next step unread.
        page.Text = made.TextLayer is { Count: > 0 } words
            ? new PageText(page.Number, made.Width, made.Height, made.Dpi, words, MeanConfidence: 100, UncoveredInk: 0, "text-layer")
            : null;
    }
}
