using System.Text;
using Microsoft.Extensions.Logging;
using QuestPDF;
using QuestPDF.Drawing.Exceptions;
using QuestPDF.Fluent;

namespace ClinicOps.Correspondence.Rendering.QuestPdf;

/// <summary>
/// Draws letters with QuestPDF, in this process: no browser. Compiled only with -p:QuestPdf=true and made for 2022.12.15, the last version under the MIT licence.
/// That version writes neither tags nor the language into a PDF: its letters cannot be read aloud in order, so Chromium stays the default. It lays out no text that
/// runs from right to left: Hebrew and Arabic letters are refused by name. It draws with the fonts named here alone, and puts them into the PDF whole (850 KB a letter). Copied from it,
/// some Chinese characters come out as their look-alikes.
/// </summary>
internal sealed partial class QuestPdfRenderer : ILetterRenderer, IDisposable
{
    private static readonly string[] Serif = ["Liberation Serif", "DejaVu Serif", "DejaVu Sans", "Noto Serif CJK SC"];
    private static readonly string[] Sans = ["Liberation Sans", "DejaVu Sans", "Noto Sans CJK SC"];

    /// <summary>A character of the letterhead is drawn by the sans fonts and any other by the serif ones, either may be bold: it counts where all four have it.</summary>
    private readonly FontCoverage fonts = new([Plain(Serif), Bold(Serif), Plain(Sans), Bold(Sans)]);

    private readonly Lazy<Task<(IReadOnlyList<string> Serif, IReadOnlyList<string> Sans)>> installed = new(async () => (await FontCoverage.Installed(Serif), await FontCoverage.Installed(Sans)));

    /// <summary>The library shares its shaped fonts among documents.</summary>
    private readonly SemaphoreSlim turn = new(1);

    private readonly ILogger<QuestPdfRenderer> log;

    static QuestPdfRenderer()
    {
        // Fail rather than draw a box, should a font have less than fontconfig says.
        Settings.CheckIfAllTextGlyphsAreAvailable = true;
        Settings.EnableDebugging = false;
    }

    public QuestPdfRenderer(ILogger<QuestPdfRenderer> log) => this.log = log;

    public bool WritesTags => false;

    public async Task<RenderedLetter> Render(LetterContent letter, CancellationToken stopping)
    {
        var texts = letter.Blocks.SelectMany(block => block.Texts).ToList();
        string[] missing =
        [
            .. await fonts.Missing(texts.Append(letter.Title)),
            .. texts.SelectMany(text => text.EnumerateRunes()).Where(RunsFromRightToLeft).Select(rune => rune.ToString()),
        ];
        if (missing.Length > 0)
        {
            return new RenderedLetter.CannotDraw([.. missing.Distinct()]);
        }

        var (serif, sans) = await installed.Value;
        await turn.WaitAsync(stopping);
        try
        {
            return new RenderedLetter.Drawn(await Task.Run(() => new LetterDocument(letter, serif, sans).GeneratePdf(), stopping));
        }
        catch (Exception failure) when (failure is DocumentLayoutException or DocumentDrawingException or DocumentComposeException or InitializationException or TypeInitializationException or ArgumentException)
        {
            // Its messages quote the text: only the kind is told.
            LogFailed(failure.GetType().Name);
            return new RenderedLetter.Unavailable();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private static List<string> Plain(IEnumerable<string> families) => [.. families.Select(family => family + ":scalable=true:weight=80:slant=0")];

    private static List<string> Bold(IEnumerable<string> families) => [.. families.Select(family => family + ":scalable=true:weight=200:slant=0")];

    private static bool RunsFromRightToLeft(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A letter could not be drawn: {Reason}")]
    private partial void LogFailed(string reason);
}
