using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;

namespace ClinicOps.Documents.Reading.Worker;

/// <param name="Resolution">Dots an inch as the picture lies on the page.</param>
internal sealed record ScannedPicture((int X, int Y) Resolution, bool BlackAndWhite);

/// <summary>A word of a text layer, or a sign of a form (<see cref="PdfSigns"/>) by itself.</summary>
internal sealed record PdfWord(string Text, PdfRectangle Bounds);

/// <summary>What a page of a PDF is made of.</summary>
/// <param name="Width">Points, as displayed.</param>
/// <param name="Scan">The picture that makes up the page; null where the page is drawn.</param>
/// <param name="Words">Of the text layer; empty over a scan, where they are somebody else's reading.</param>
internal sealed record PdfPageContent(double Width, double Height, ScannedPicture? Scan, IReadOnlyList<PdfWord> Words)
{
    public static PdfPageContent Of(Page page)
    {
        var scan = FindScan(page);
        return new PdfPageContent(page.Width, page.Height, scan, scan is null ? WordsOf(page) : []);
    }

    /// <summary>A box is no part of the word that follows it without a gap.</summary>
    private static List<PdfWord> WordsOf(Page page)
    {
        var letters = page.Letters.ToLookup(letter => PdfSigns.Of(letter) is null);
        return
        [
            .. NearestNeighbourWordExtractor.Instance.GetWords([.. letters[true]]).Where(word => !string.IsNullOrWhiteSpace(word.Text)).Select(word => new PdfWord(word.Text, word.BoundingBox)),
            .. letters[false].Select(letter => new PdfWord(PdfSigns.Of(letter)!, letter.BoundingBox)),
        ];
    }

    /// <summary>Pictures (one, or one in strips) that cover more than half the page are a scan of it.</summary>
    private static ScannedPicture? FindScan(Page page)
    {
        var pictures = page.GetImages().Where(image => image.BoundingBox is { Width: > 10, Height: > 1 }).ToList();
        if (pictures.Sum(image => image.BoundingBox.Width * image.BoundingBox.Height) < 0.5 * page.Width * page.Height)
        {
            return null;
        }

        var largest = pictures.MaxBy(image => image.BoundingBox.Width * image.BoundingBox.Height)!;
        var onItsSide = page.Rotation.Value is 90 or 270;
        var (across, down) = onItsSide ? (largest.HeightInSamples, largest.WidthInSamples) : (largest.WidthInSamples, largest.HeightInSamples);
        return new ScannedPicture(
            (Dpi(across, largest.BoundingBox.Width), Dpi(down, largest.BoundingBox.Height)),
            pictures.All(image => image.IsImageMask || image.BitsPerComponent == 1));
    }

    private static int Dpi(int pixels, double points) => (int)Math.Round(Math.Clamp(pixels * 72 / points, 72, 600));
}
