using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Reading;

/// <summary>Pages by number, from <paramref name="First"/> to <paramref name="Last"/>.</summary>
internal sealed record PagesToRead(Guid TransmissionId, int First, int Last);

/// <summary>Reads a chunk of normalised pages into words with boxes. A page that cannot be read fails alone.</summary>
internal sealed class ReadPages(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    IBlobStore blobs,
    IPageReader reader,
    PageChunks chunks,
    RaiseEarly early,
    History history,
    TimeProvider clock) : IJobHandler<PagesToRead>
{
    public async Task Run(PagesToRead arguments, JobMessage message, CancellationToken stopping)
    {
        var wanted = await Normalised(arguments).AsNoTracking().ToListAsync(stopping);
        if (wanted.Count == 0)
        {
            return;
        }

        await db.CountAttempt(arguments.TransmissionId, stopping);
        var today = await early.Today(arguments.TransmissionId, stopping);
        var readings = new Dictionary<int, Answer>();
        foreach (var page in wanted)
        {
            var answer = page.Text is { } words ? new Answer(words, null, null) : await Read(page, stopping);
            readings[page.Number] = answer;
            if (answer.Text is { } read && page != wanted[^1])
            {
                await TellUrgent(arguments.TransmissionId, read, today, stopping);
            }
        }

        FaultPoint.At("documents.read-pages.read");
        await transaction.Run(
            async effects =>
            {
                var transmission = await db.LockTransmission(arguments.TransmissionId, stopping);
                var pages = await Normalised(arguments).ToListAsync(stopping);
                if (pages.Count == 0)
                {
                    return;
                }

                pages.ForEach(page => Apply(page, readings[page.Number]));
                transmission.ProgressAt = clock.GetUtcNow();
                transmission.Attempts = 0;
                history.Add(transmission.Id, null, EventCode.PagesRead, $"{arguments.First}-{arguments.Last}");
                await chunks.HandOn(transmission, arguments.First, effects, stopping);
                if (transmission.State == TransmissionState.Reading)
                {
                    // The last pages are sorted at once; whoever has more to come must not wait for it with what is urgent.
                    await early.Run(transmission, RaiseEarly.In([.. pages.Select(page => page.Text).OfType<PageText>()], today), effects, stopping);
                }
            },
            stopping);
        ClinicTelemetry.Count("page-read", readings.Values.Count(answer => answer.Text is not null));
        ClinicTelemetry.Count("page-failed", readings.Values.Count(answer => answer.Text is null));
    }

    /// <summary>Told before the next page is read, of a page whose reading is kept only with the others of its chunk: begun again after a crash, it is not told again.</summary>
    private async Task TellUrgent(Guid transmissionId, PageText page, DateOnly today, CancellationToken stopping)
    {
        var reasons = RaiseEarly.In([page], today);
        if (reasons.Count == 0)
        {
            return;
        }

        await transaction.Run(
            async effects =>
            {
                var transmission = await db.LockTransmission(transmissionId, stopping);
                if (transmission.State == TransmissionState.Reading)
                {
                    await early.Run(transmission, reasons, effects, stopping);
                }
            },
            stopping);

        // The other chunk in work changes the transmission before this one holds its row again.
        db.ChangeTracker.Clear();
    }

    /// <summary>Whoever comes first with a page wins; a second delivery finds nothing left to read.</summary>
    private IOrderedQueryable<ReceivedPage> Normalised(PagesToRead wanted) => db.Pages
        .Where(p => p.TransmissionId == wanted.TransmissionId && p.Number >= wanted.First && p.Number <= wanted.Last && p.State == PageState.Normalised)
        .OrderBy(p => p.Number);

    private async Task<Answer> Read(ReceivedPage page, CancellationToken stopping) =>
        await reader.Read(await blobs.Get(page.ImageHash!, stopping), page.Number, stopping) switch
        {
            PageReading.Done { TurnedImage: { } turned } done => new Answer(done.Text, null, await blobs.Put(turned, stopping)),
            PageReading.Done done => new Answer(done.Text, null, null),
            PageReading.Failed failed => new Answer(null, failed.Problem, null),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer."),
        };

    private void Apply(ReceivedPage page, Answer answer)
    {
        if (answer.Text is not { } text)
        {
            page.State = PageState.Failed;
            page.Problem = answer.Problem;
            history.Add(page.TransmissionId, null, EventCode.PageFailed, $"{page.Number}:{page.Problem}");
            return;
        }

        page.State = PageState.Read;
        page.Text = text;
        page.MeanConfidence = text.MeanConfidence;
        page.UncoveredInk = text.UncoveredInk;
        if (answer.TurnedImage is { } turned)
        {
            page.ImageHash = turned;
            (page.Width, page.Height, page.Dpi) = (text.Width, text.Height, text.Dpi);
        }
    }

    /// <param name="TurnedImage">Blob of the image the boxes refer to, when it had to be turned.</param>
    private sealed record Answer(PageText? Text, PageProblem? Problem, string? TurnedImage);
}
