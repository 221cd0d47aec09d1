using System.Text.Json.Serialization;

namespace ClinicOps.Documents.Reading;

/// <summary>A rectangle on the normalised page image: pixels, origin at the top left.</summary>
internal readonly record struct Box(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    /// <summary>So much wider on each of its sides.</summary>
    public Box Grown(int by) => new(X - by, Y - by, Width + (2 * by), Height + (2 * by));

    /// <summary>The smallest rectangle that holds both.</summary>
    public Box Union(Box other)
    {
        var x = Math.Min(X, other.X);
        var y = Math.Min(Y, other.Y);
        return new Box(x, y, Math.Max(Right, other.Right) - x, Math.Max(Bottom, other.Bottom) - y);
    }

    /// <summary>On the same picture at another size.</summary>
    public Box Scaled(double by) => new((int)Math.Round(X * by), (int)Math.Round(Y * by), (int)Math.Round(Width * by), (int)Math.Round(Height * by));

    public bool Overlaps(Box other) => X < other.Right && Right > other.X && Y < other.Bottom && Bottom > other.Y;

    public static Box Around(IEnumerable<Box> boxes) => boxes.Aggregate((a, b) => a.Union(b));
}

/// <summary>One word as the engine (or the PDF's own text layer) gave it.</summary>
/// <param name="Confidence">0 to 100; 100 for a born-digital text layer.</param>
/// <param name="Block">Number of the layout block on its page, from 0 in reading order.</param>
/// <param name="Line">Number of the text line on its page, from 0 in reading order; words of a line come left to right.</param>
internal sealed record Word(string Text, Box Box, float Confidence, int Block, int Line)
{
    /// <summary>A stroke goes through it: somebody has crossed it out. False where nobody looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Struck { get; init; }
}

/// <summary>A bar code found on a page.</summary>
/// <param name="Format">As the reader names it ("CODE_128", "QR_CODE"), or <see cref="Patch"/>.</param>
/// <param name="Text">What it says; of a patch code its name: II, III or T.</param>
/// <param name="Box">Where it stands, but for its outermost parts.</param>
internal sealed record BarCode(string Format, string Text, Box Box)
{
    /// <summary>Four thick bars that mean "here the next document begins", and say nothing else.</summary>
    public const string Patch = "PATCH";
}

/// <summary>What was read on one page.</summary>
/// <param name="Number">Page number in its transmission, from 1.</param>
/// <param name="Width">Pixels of the normalised image, to which the word boxes refer.</param>
/// <param name="MeanConfidence">0 to 100, weighted by word length; 0 for a page without words.</param>
/// <param name="UncoveredInk">Share (0 to 1) of the page's ink that no word box covers: confidence is not completeness.</param>
/// <param name="Source">"ocr" or "text-layer".</param>
internal sealed record PageText(
    int Number,
    int Width,
    int Height,
    int Dpi,
    IReadOnlyList<Word> Words,
    float MeanConfidence,
    double UncoveredInk,
    string Source)
{
    /// <summary>With fewer words a page may be a sheet laid between documents.</summary>
    public const int FewWords = 40;

    /// <summary>Printed words that a sheet known by its bar code alone may have beside it.</summary>
    public const int MostWordsBesideCode = 12;

    /// <summary>Confidence (0 to 100) of words that are no misreading of others, nor of handwriting.</summary>
    public const float WellRead = 80;

    /// <summary>Looked for only where there are fewer than <see cref="FewWords"/>; none on pages stored before they were looked for.</summary>
    public IReadOnlyList<BarCode> BarCodes { get; init; } = [];

    /// <summary>Beside its bar codes, and words that were well read, the page has next to no ink: nobody wrote on it. False where nobody looked.</summary>
    public bool OnlyBarCodes { get; init; }
}
