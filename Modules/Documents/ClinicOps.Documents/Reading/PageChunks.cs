using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Reading;

/// <summary>
/// Takes a transmission through its pages a chunk at a time, with few chunks in work at once: one 300-page fax takes turns with
/// everybody else's. Called inside the transaction that holds the transmission's row, so the last chunk is one and knows it.
/// </summary>
internal sealed class PageChunks(DocumentsDb db, IOptions<DocumentsOptions> options)
{
    private int Size => options.Value.PagesPerChunk;

    /// <summary>Enqueues the first chunks.</summary>
    public void Start(Transmission transmission, Effects effects)
    {
        for (var chunk = 0; chunk < options.Value.ChunksAtOnce; chunk++)
        {
            Enqueue(transmission, 1 + (chunk * Size), effects);
        }
    }

    /// <summary>One chunk is read: enqueues the next that nobody has begun, or after the last one the sorting.</summary>
    /// <param name="first">Number of the first page of the chunk that is done.</param>
    public async Task HandOn(Transmission transmission, int first, Effects effects, CancellationToken stopping)
    {
        Enqueue(transmission, first + (options.Value.ChunksAtOnce * Size), effects);
        await db.SaveChangesAsync(stopping);
        if (transmission.State == TransmissionState.Reading
            && !await db.Pages.AnyAsync(p => p.TransmissionId == transmission.Id && (p.State == PageState.Waiting || p.State == PageState.Normalised), stopping))
        {
            transmission.State = TransmissionState.Sorting;
            effects.Enqueue(new TransmissionToSort(transmission.Id));
            FaultPoint.At("documents.read-pages.last-chunk");
        }
    }

    /// <summary>Enqueues again what is not done, a chunk at a time from the first such page on.</summary>
    public async Task Resume(Transmission transmission, Effects effects, CancellationToken stopping)
    {
        var open = await db.Pages
            .Where(p => p.TransmissionId == transmission.Id && (p.State == PageState.Waiting || p.State == PageState.Normalised))
            .OrderBy(p => p.Number)
            .Select(p => new { p.Number, p.State })
            .ToListAsync(stopping);
        foreach (var chunk in open.GroupBy(p => (p.Number - 1) / Size).Take(options.Value.ChunksAtOnce))
        {
            var (first, last) = Range(transmission, 1 + (chunk.Key * Size));
            if (chunk.Any(p => p.State == PageState.Waiting))
            {
                effects.Enqueue(new PagesToNormalise(transmission.Id, first, last));
            }
            else
            {
                effects.Enqueue(new PagesToRead(transmission.Id, first, last));
            }
        }

        if (open.Count == 0)
        {
            transmission.State = TransmissionState.Sorting;
            effects.Enqueue(new TransmissionToSort(transmission.Id));
        }
    }

    private void Enqueue(Transmission transmission, int first, Effects effects)
    {
        if (first <= transmission.PageCount)
        {
            var (from, until) = Range(transmission, first);
            effects.Enqueue(new PagesToNormalise(transmission.Id, from, until));
        }
    }

    private (int First, int Last) Range(Transmission transmission, int first) => (first, Math.Min(first + Size - 1, transmission.PageCount));
}
