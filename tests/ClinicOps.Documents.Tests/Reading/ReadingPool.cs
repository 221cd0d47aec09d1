using ClinicOps.Documents.Reading;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

/// <summary>Real workers for the tests of a class: processes of the host's executable, which lies beside the tests.</summary>
public sealed class ReadingPool : IDisposable
{
    private readonly OcrWorkers workers = Make(new ReadingOptions());

    internal IPageReader Reader => workers;

    internal static OcrWorkers Make(ReadingOptions options) => new(Options.Create(options), NullLogger<OcrWorkers>.Instance);

    internal async Task<FileInspection> Inspect(byte[] file) => await Reader.Inspect(file, TestContext.Current.CancellationToken);

    internal async Task<PageNormalisation> Normalise(byte[] file, int page = 1) =>
        Assert.Single(await Reader.Normalise(file, [page], TestContext.Current.CancellationToken));

    internal async Task<PageNormalisation.Made> Made(byte[] file) => Assert.IsType<PageNormalisation.Made>(await Normalise(file));

    internal async Task<PageReading.Done> Read(PageNormalisation.Made page) =>
        Assert.IsType<PageReading.Done>(await Reader.Read(page.Image, page.Page, TestContext.Current.CancellationToken));

    /// <summary>Share of the letter's words that stand in the text.</summary>
    internal static double Found(IEnumerable<Word> words)
    {
        var wanted = TestPages.Letter.SelectMany(line => line.Split(' ')).ToList();
        var read = words.Select(word => word.Text).ToHashSet();
        return wanted.Count(read.Contains) / (double)wanted.Count;
    }

    public void Dispose() => workers.Dispose();
}
