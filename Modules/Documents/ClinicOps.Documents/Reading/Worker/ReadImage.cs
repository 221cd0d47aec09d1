using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>Reads a normalised image; where the first reading is poor it turns the page, or looks for scattered text.</summary>
internal sealed class ReadImage : IDisposable
{
    /// <summary>Mean confidence below which a page may stand on its head.</summary>
    private const float PoorConfidence = 60;

    /// <summary>Mean confidence below which a page is read again: of the corpus about one page in twenty, which gain some words in a hundred or lose none.</summary>
    private const float SecondTryConfidence = 79;
    private const double Larger = 1.5;

    /// <summary>Share of uncovered writing above which text has probably been missed.</summary>
    private const double MuchInk = 0.2;

    private readonly TesseractEngine engine = new("eng");
    private TesseractEngine? orientation;

    public PageReading Run(ReadOnlySpan<byte> image, int number)
    {
        using var page = Pix.ReadPng(image);
        if (page is null)
        {
            return new PageReading.Failed(PageProblem.Corrupt);
        }

        var dpi = Resolution(page);
        var first = Read(page, dpi);
        if ((MeanConfidence(first.Words) < PoorConfidence || first.LieSideways) && FindUpright(page, dpi, first) is var (turned, better))
        {
            using (turned)
            {
                return new PageReading.Done(Complete(turned, dpi, number, better), turned.ToPng());
            }
        }

        return new PageReading.Done(Complete(page, dpi, number, AtSecondTry(page, dpi, first)), null);
    }

    /// <summary>
    /// A page that lies rightly and was read poorly is read once more, larger and with its edges smoothed: of what broke into specks more is letters again. Whichever reading has more
    /// letters of which it is sure counts.
    /// </summary>
    private FirstReading AtSecondTry(Pix page, int dpi, FirstReading first)
    {
        if (page.Depth != 1 || first.Words.Count == 0 || MeanConfidence(first.Words) >= SecondTryConfidence)
        {
            return first;
        }

        using var whole = PenStrokes.Erase(page, first.Strokes);
        using var plain = TickBoxes.Erase(whole, first.Boxes);
        using var grey = plain.ToGray();
        using var large = grey.Scaled(Larger, Larger);
        List<Word> second = [.. engine.Read(large, (int)(dpi * Larger), Segmentation.Automatic).Select(word => word with { Box = word.Box.Scaled(1 / Larger) })];
        return Worth(second) > Worth(first.Words) ? first with { Words = second } : first;
    }

    /// <summary>A person says how it lies: it is not turned back, however it reads.</summary>
    public PageReading RunTurned(ReadOnlySpan<byte> image, int number, int quarters)
    {
        using var page = Pix.ReadPng(image);
        if (page is null)
        {
            return new PageReading.Failed(PageProblem.Corrupt);
        }

        var dpi = Resolution(page);
        using var turned = StraightenPage.Turn(page, quarters, dpi);
        return new PageReading.Done(Complete(turned, dpi, number, Read(turned, dpi)), turned.ToPng());
    }

    public void Dispose()
    {
        engine.Dispose();
        orientation?.Dispose();
    }

    private static int Resolution(Pix page) => page.Resolution.X is >= 50 and <= 1200 and var known ? known : 200;

    /// <summary>The boxes of a form are taken out before the engine looks, or it makes letters of them; and strokes through words, or it makes nothing of these.</summary>
    private FirstReading Read(Pix page, int dpi)
    {
        var strokes = PenStrokes.Find(page, dpi);
        using var whole = PenStrokes.Erase(page, strokes);
        var boxes = TickBoxes.Find(whole, dpi);
        using var plain = TickBoxes.Erase(whole, boxes);
        return new FirstReading(boxes, strokes, engine.Read(plain, dpi, Segmentation.Automatic));
    }

    private (Pix Page, FirstReading Reading)? FindUpright(Pix page, int dpi, FirstReading first)
    {
        orientation ??= new TesseractEngine("osd");
        if (orientation.FindTurn(page, dpi) is not var (degrees, _) || degrees == 0)
        {
            return null;
        }

        var turned = StraightenPage.Turn(page, degrees / 90, dpi);
        var reading = Read(turned, dpi);
        if (Worth(reading.Words) > Worth(first.Words) || (first.LieSideways && !reading.LieSideways))
        {
            return (turned, reading);
        }

        turned.Dispose();
        return null;
    }

    private PageText Complete(Pix page, int dpi, int number, FirstReading reading)
    {
        var words = TickBoxes.Insert(reading.Words, reading.Boxes);
        var uncovered = PageInk.Uncovered(page, dpi, words);
        if (uncovered > MuchInk)
        {
            words = WithMissed(words, engine.Read(page, dpi, Segmentation.Sparse));
            uncovered = PageInk.Uncovered(page, dpi, words);
        }

        words = PenStrokes.Mark(words, reading.Strokes);
        var text = new PageText(number, page.Width, page.Height, dpi, words, MeanConfidence(words), uncovered, "ocr");
        if (words.Count >= PageText.FewWords)
        {
            return text;
        }

        var (codes, alone) = ReadBarCodes.On(page, dpi, words);
        return text with { BarCodes = codes, OnlyBarCodes = alone };
    }

    /// <summary>The first reading, and what the second found where the first had nothing.</summary>
    private static List<Word> WithMissed(List<Word> words, List<Word> scattered)
    {
        var blocks = words.Count == 0 ? 0 : words.Max(word => word.Block) + 1;
        var lines = words.Count == 0 ? 0 : words.Max(word => word.Line) + 1;
        var missed = scattered.Where(word => word.Confidence >= 40 && !words.Exists(known => Overlap(known.Box, word.Box)));
        return [.. words, .. missed.Select(word => word with { Block = word.Block + blocks, Line = word.Line + lines })];
    }

    private static bool Overlap(Box a, Box b) =>
        Math.Min(a.Right, b.Right) > Math.Max(a.X, b.X) && Math.Min(a.Bottom, b.Bottom) > Math.Max(a.Y, b.Y);

    private static float MeanConfidence(List<Word> words)
    {
        var letters = words.Sum(word => word.Text.Length);
        return letters == 0 ? 0 : words.Sum(word => word.Confidence * word.Text.Length) / letters;
    }

    /// <summary>Letters read with some confidence, to compare two readings of a page.</summary>
    private static double Worth(List<Word> words) =>
        words.Sum(word => word.Text.Count(char.IsLetterOrDigit) * Math.Max(0, word.Confidence - 40.0));

    private sealed record FirstReading(IReadOnlyList<TickBox> Boxes, IReadOnlyList<PenStroke> Strokes, List<Word> Words)
    {
        /// <summary>The engine reads lines that run up or down the page surely, but nobody can look for what stands beside what.</summary>
        public bool LieSideways
        {
            get
            {
                var longWords = Words.Where(word => word.Text.Length >= 4 && word.Confidence >= 40).ToList();
                return longWords.Count >= 5 && longWords.Count(word => word.Box.Height > word.Box.Width) > longWords.Count / 2;
            }
        }
    }
}
