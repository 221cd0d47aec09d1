using System.Text;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Tests.Matching;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>
/// Reads text files: pages are parted by form feeds. "!file PROBLEM" refuses the file, "!page PROBLEM" a page when it is normalised,
/// "!words PROBLEM" when it is read, "!outage" throws.
/// </summary>
/// <param name="lay">Makes words of a page's text; without one, lines as <see cref="PageTextBuilder"/> lays them.</param>
internal sealed class CannedReader(Func<int, string, PageText>? lay = null) : IPageReader
{
    public int PagesRead { get; private set; }

    public Task<FileInspection> Inspect(ReadOnlyMemory<byte> file, CancellationToken stopping)
    {
        var text = Text(file);
        return Task.FromResult<FileInspection>(Problem(text, "!file ") is { } problem
            ? new FileInspection.Refused(problem)
            : new FileInspection.Readable("tiff", text.Split('\f').Length, Call));
    }

    public Task<IReadOnlyList<PageNormalisation>> Normalise(ReadOnlyMemory<byte> file, IReadOnlyList<int> pages, CancellationToken stopping)
    {
        var all = Text(file).Split('\f');
        return Task.FromResult<IReadOnlyList<PageNormalisation>>(
        [
            .. pages.Select(number => Problem(all[number - 1], "!page ") is { } problem
                ? (PageNormalisation)new PageNormalisation.Failed(number, problem)
                : new PageNormalisation.Made(number, Encoding.UTF8.GetBytes(all[number - 1]), 1700, 2200, 200, TextLayer: null, BadLines: null)),
        ]);
    }

    /// <summary>What a modem wrote into every file.</summary>
    public FaxCall? Call { get; set; }

    /// <summary>Called before each page is read.</summary>
    public Func<Task>? BeforeRead { get; set; }

    public async Task<PageReading> Read(ReadOnlyMemory<byte> image, int number, CancellationToken stopping)
    {
        await (BeforeRead?.Invoke() ?? Task.CompletedTask);
        var text = Text(image);
        if (text == "!outage")
        {
            throw new TimeoutException("The reader does not answer.");
        }

        PagesRead++;
        return Problem(text, "!words ") is { } problem
            ? new PageReading.Failed(problem)
            : new PageReading.Done(lay?.Invoke(number, text) ?? PageTextBuilder.Page(number, text.Split('\n')), TurnedImage: null);
    }

    /// <summary>A page that begins with "!sideways" reads as what follows once it is turned to the right.</summary>
    public Task<PageReading> Turn(ReadOnlyMemory<byte> image, int number, int quarters, CancellationToken stopping)
    {
        const string mark = "!sideways\n";
        var text = Text(image);
        var turned = quarters == 1 && text.StartsWith(mark, StringComparison.Ordinal) ? text[mark.Length..] : quarters == 3 ? mark + text : "!words Corrupt";
        return Task.FromResult(Problem(turned, "!words ") is { } problem
            ? (PageReading)new PageReading.Failed(problem)
            : new PageReading.Done(PageTextBuilder.Page(number, turned.Split('\n')), Encoding.UTF8.GetBytes(turned)));
    }

    public Task<byte[]?> Thumbnail(ReadOnlyMemory<byte> image, int width, CancellationToken stopping) => Task.FromResult<byte[]?>(null);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static PageProblem? Problem(string text, string mark) => text.StartsWith(mark, StringComparison.Ordinal) ? Enum.Parse<PageProblem>(text[mark.Length..]) : null;
}
