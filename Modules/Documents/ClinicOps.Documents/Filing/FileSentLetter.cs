using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// Puts a letter of ours into the chart: a transmission, its pages and one filed document at once, so that the page ledger balances at
/// every moment. Its pages are drawn like any other's, for the viewer, and keep the words of their text layer.
/// </summary>
internal sealed class FileSentLetter(
    DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, IBlobStore blobs, IPageReader reader, FilingActs acts, KeepTexts keep, History history, TimeProvider clock) : ISentLetters
{
    private const string Key = "letter:";

    private static readonly PatientEvidence NothingRead = new([], [], [], [], [], [], [], [], [], LeastPageConfidence: 100, MostUncoveredInk: 0);

    public Task<Guid?> Find(Guid letterId, CancellationToken stopping = default)
    {
        var key = KeyOf(letterId);
        return db.Documents.Where(d => d.Transmission!.SourceKey == key).Select(d => (Guid?)d.Id).SingleOrDefaultAsync(stopping);
    }

    public async Task<Guid?> LetterOf(Guid documentId, CancellationToken stopping = default) =>
        await db.Documents.Where(d => d.Id == documentId && d.Transmission!.Source == TransmissionSource.Letter).Select(d => d.Transmission!.SourceKey).SingleOrDefaultAsync(stopping) is { } key
            ? Guid.Parse(key[Key.Length..])
            : null;

    public async Task<Guid> File(SentLetter letter, ReadOnlyMemory<byte> pdf, CancellationToken stopping = default)
    {
        if (await Find(letter.Id, stopping) is { } before)
        {
            return before;
        }

        var hash = await blobs.Put(pdf, stopping);
        var transmissionId = Guid.CreateVersion7();
        var pages = await Pages(transmissionId, pdf, stopping);
        return await transaction.Run(
            async effects =>
            {
                await db.HoldBytes(hash, stopping);
                return await Find(letter.Id, stopping) ?? await Store(transmissionId, letter, hash, pdf.Length, pages, effects, stopping);
            },
            stopping);
    }

    public Task Classify(Guid letterId, string accessClass, CancellationToken stopping = default) =>
        transaction.Run(
            async effects =>
            {
                if (await Find(letterId, stopping) is not { } id || await db.LockDocument(id, stopping) is not { } document || document.AccessClass == accessClass
                    || await db.Events.AnyAsync(e => e.DocumentId == id && e.Code == EventCode.AccessChanged && e.By != null, stopping))
                {
                    // A class that a person gave it stays.
                    return;
                }

                document.AccessClass = accessClass;
                await db.Transmissions.Where(t => t.Id == document.TransmissionId).ExecuteUpdateAsync(set => set.SetProperty(t => t.AccessClass, accessClass), stopping);
                history.Add(document, EventCode.AccessChanged);
                effects.Publish(new DocumentClassChanged(id, ByHand: false));
                effects.Audit(new AuditEntry("document.classified", "document", id, document.PatientId is { } patient ? [patient] : [], "letter", document.LocationId));
            },
            stopping);

    private static string KeyOf(Guid letterId) => Key + letterId;

    /// <exception cref="InvalidOperationException">What was sent is no PDF that can be opened.</exception>
    private async Task<IReadOnlyList<ReceivedPage>> Pages(Guid transmissionId, ReadOnlyMemory<byte> pdf, CancellationToken stopping)
    {
        if (await reader.Inspect(pdf, stopping) is not FileInspection.Readable { PageCount: var count })
        {
            throw new InvalidOperationException("A sent letter cannot be opened, so it cannot be filed.");
        }

        var pages = new List<ReceivedPage>();
        foreach (var answer in await reader.Normalise(pdf, [.. Enumerable.Range(1, count)], stopping))
        {
            var page = new ReceivedPage { Id = Guid.CreateVersion7(), TransmissionId = transmissionId, Number = answer.Page, Position = answer.Page, State = PageState.Failed };
            switch (answer)
            {
                case PageNormalisation.Made made:
                    page.State = PageState.Read;
                    page.ImageHash = await blobs.Put(made.Image, stopping);
                    (page.Width, page.Height, page.Dpi) = (made.Width, made.Height, made.Dpi);
                    page.Text = made.TextLayer is { Count: > 0 } words
                        ? new PageText(made.Page, made.Width, made.Height, made.Dpi, words, MeanConfidence: 100, UncoveredInk: 0, "text-layer")
                        : null;
                    break;
                case PageNormalisation.Failed failed:
                    page.Problem = failed.Problem;
                    break;
            }

            pages.Add(page);
        }

        return pages;
    }

    private async Task<Guid> Store(
        Guid transmissionId, SentLetter letter, string hash, int byteCount, IReadOnlyList<ReceivedPage> pages, Effects effects, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var transmission = new Transmission
        {
            Id = transmissionId,
            Source = TransmissionSource.Letter,
            Channel = TransmissionChannel.Letter,
            FileName = "Letter sent.pdf",
            BlobHash = hash,
            ByteCount = byteCount,
            SourceKey = KeyOf(letter.Id),
            LocationId = letter.LocationId,
            CareThreadId = letter.CareThreadId,
            ReceivedAt = letter.SentAt,
            ReceivedBy = letter.SentBy,
            PageCount = pages.Count,
            State = TransmissionState.Sorted,
            ProgressAt = now,
            RepeatOf = await db.Transmissions.Where(t => t.BlobHash == hash).OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id).Select(t => (Guid?)t.Id).FirstOrDefaultAsync(stopping),
            AccessClass = letter.AccessClass,
        };
        var document = new Document
        {
            Id = Guid.CreateVersion7(),
            TransmissionId = transmission.Id,
            Ordinal = 1,
            Type = DocumentType.LetterSent,
            TypeConfidence = 1,
            PatientEvidence = NothingRead,
            MatchKeys = [],
            LocationId = letter.LocationId,
            CareThreadId = letter.CareThreadId,
            ReceivedAt = letter.SentAt,
            ProgressAt = now,
            TranscribedAt = now,
            AccessClass = letter.AccessClass,
        };
        db.Transmissions.Add(transmission);
        db.Documents.Add(document);
        foreach (var page in pages)
        {
            page.DocumentId = document.Id;
            db.Pages.Add(page);
        }

        await db.SaveChangesAsync(stopping);
        await keep.Of([(document, [.. pages.Select(page => page.Text).OfType<PageText>()])], stopping);
        acts.File(document, letter.PatientId, FilingWhy.SentLetter, [], effects);
        document.FiledBy = letter.SentBy;
        return document.Id;
    }
}
