using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Reading.Native;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// A PDF: poppler draws its pages, PdfPig tells what they are made of (one fax picture, or letters). What PdfPig cannot parse poppler
/// often can, so PdfPig's failure costs the text layer only.
/// </summary>
internal sealed partial class PdfFile : ReceivedFile
{
    /// <summary>At which a drawn page is made into pixels; a scanned one keeps its own resolution.</summary>
    private const int DrawnDpi = 200;
    private const int PointsPerInch = 72;

    private readonly byte[] bytes;
    private readonly WorkerLimits limits;
    private readonly PdfDocument? document;

    private PdfFile(byte[] bytes, WorkerLimits limits, PdfDocument? document, int pages)
    {
        this.bytes = bytes;
        this.limits = limits;
        this.document = document;
        Inspection = pages > limits.MostPages
            ? new FileInspection.Refused(PageProblem.TooManyPages)
            : new FileInspection.Readable("pdf", pages);
    }

    public override FileInspection Inspection { get; }

    public static ReceivedFile OpenPdf(byte[] bytes, WorkerLimits limits)
    {
        // Poppler's count is the one that counts: it is poppler that will draw the pages.
        switch (NativeTool.Run("pdfinfo", [""], bytes, limits.ToolSeconds, 1 << 20))
        {
            case ToolResult.Output output when PageCount().Match(System.Text.Encoding.UTF8.GetString(output.Bytes)) is { Success: true } count
                && int.TryParse(count.Groups[1].Value, CultureInfo.InvariantCulture, out var pages) && pages > 0:
                return new PdfFile(bytes, limits, OpenDocument(bytes), pages);
            case ToolResult.Failed { Message: var message } when message.Contains("Incorrect password", StringComparison.Ordinal):
                return new RefusedFile(PageProblem.Encrypted);
            case ToolResult.TookTooLong:
                return new RefusedFile(PageProblem.TookTooLong);
            default:
                return new RefusedFile(PageProblem.Corrupt);
        }
    }

    public override void Dispose()
    {
        document?.Dispose();
        base.Dispose();
    }

    protected override PageNormalisation Make(int page)
    {
        var content = ReadContent(page);
        var (x, y) = content?.Scan?.Resolution ?? (DrawnDpi, DrawnDpi);
        if (content is not null && !limits.Allows((long)(content.Width * x / PointsPerInch), (long)(content.Height * y / PointsPerInch)))
        {
            return new PageNormalisation.Failed(page, PageProblem.TooLarge);
        }

        switch (Draw(page, x, y, mono: content?.Scan?.BlackAndWhite ?? false))
        {
            case ToolResult.Output { Bytes: var pnm }:
                return Straighten(page, pnm, (x, y), content);
            case ToolResult.TookTooLong:
                return new PageNormalisation.Failed(page, PageProblem.TookTooLong);
            case ToolResult.WroteTooMuch:
                return new PageNormalisation.Failed(page, PageProblem.TooLarge);
            default:
                return new PageNormalisation.Failed(page, PageProblem.Corrupt);
        }
    }

    private static PageNormalisation Straighten(int page, byte[] pnm, (int X, int Y) resolution, PdfPageContent? content)
    {
        using var image = Pix.ReadPnm(pnm);
        if (image is null)
        {
            return new PageNormalisation.Failed(page, PageProblem.Corrupt);
        }

        if (content is { Scan: null, Words.Count: > 0 })
        {
            using var drawn = new StraightPage(image.ToBinary(170), DrawnDpi);
            drawn.Image.SetResolution(DrawnDpi);
            var layer = PdfTextLayer.On(drawn, content);
            if (layer is not null)
            {
                return Made(page, drawn, layer);
            }
        }

        using var straight = StraightenPage.Run(image, resolution);
        return Made(page, straight);
    }

    /// <summary>The page as PBM or PGM.</summary>
    private ToolResult Draw(int page, int x, int y, bool mono)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-q", "-cropbox", "-f", number, "-l", number, "-rx", x.ToString(CultureInfo.InvariantCulture), "-ry", y.ToString(CultureInfo.InvariantCulture),
            mono ? "-mono" : "-gray", "",
        ];
        return NativeTool.Run("pdftoppm", arguments, bytes, limits.ToolSeconds, limits.MostPixels + 1000) switch
        {
            ToolResult.Output { Bytes.Length: 0 } => new ToolResult.Failed(""),
            var result => result,
        };
    }

    private PdfPageContent? ReadContent(int page)
    {
        try
        {
            return document is null || page > document.NumberOfPages ? null : PdfPageContent.Of(document.GetPage(page));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a strange file makes PdfPig throw: the page is drawn and read like a picture.
            return null;
        }
    }

    private static PdfDocument? OpenDocument(byte[] bytes)
    {
        try
        {
            return PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^Pages:\s+(\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex PageCount();
}
