using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Documents.Reading;

/// <summary>
/// For campaigns that kill hosts by the hundred: what was read on a page is kept in a folder under the hash of the page's image, and the
/// same image is not read again, so that such a campaign takes minutes. All else (opening, normalising, turning) is done by the workers.
/// The folder holds the pages' words in the clear: never set it where real faxes come in.
/// </summary>
internal sealed partial class CachedReadings : IPageReader, IDisposable
{
    private readonly OcrWorkers workers;
    private readonly string folder;
    private readonly ILogger<CachedReadings> log;

    public CachedReadings(OcrWorkers workers, string folder, ILogger<CachedReadings> log)
    {
        (this.workers, this.folder, this.log) = (workers, folder, log);
        Directory.CreateDirectory(folder);
        LogCached();
    }

    public Task<FileInspection> Inspect(ReadOnlyMemory<byte> file, CancellationToken stopping) => workers.Inspect(file, stopping);

    public Task<IReadOnlyList<PageNormalisation>> Normalise(ReadOnlyMemory<byte> file, IReadOnlyList<int> pages, CancellationToken stopping) =>
        workers.Normalise(file, pages, stopping);

    public async Task<PageReading> Read(ReadOnlyMemory<byte> image, int number, CancellationToken stopping)
    {
        var kept = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(image.Span)));
        if (File.Exists(kept) && WorkerMessages.DecodeReading(await File.ReadAllBytesAsync(kept, stopping)) is PageReading.Done known)
        {
            return known with { Text = known.Text with { Number = number } };
        }

        var reading = await workers.Read(image, number, stopping);
        if (reading is PageReading.Done)
        {
            // Renamed when whole: this process may be killed at any moment.
            var passing = $"{kept}.{Guid.NewGuid():N}";
            await File.WriteAllBytesAsync(passing, WorkerMessages.Encode(reading), stopping);
            File.Move(passing, kept, overwrite: true);
        }

        return reading;
    }

    public Task<PageReading> Turn(ReadOnlyMemory<byte> image, int number, int quarters, CancellationToken stopping) => workers.Turn(image, number, quarters, stopping);

    public Task<byte[]?> Thumbnail(ReadOnlyMemory<byte> image, int width, CancellationToken stopping) => workers.Thumbnail(image, width, stopping);

    public void Dispose() => workers.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readings of pages are kept in the clear and used again (Documents:Reading:CachedReadings): this is for campaigns only")]
    private partial void LogCached();
}
