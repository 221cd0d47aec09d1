using System.Diagnostics;
using ClinicOps.Documents.Reading.Native;
using ZXing;
using ZXing.Common;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// The bar codes of a page: those that separator sheets are printed with, wherever they stand and however they lie. Formats of
/// figures alone (EAN, ITF) are not looked for: they are found where none are. At most one code of lines and one square is found.
/// </summary>
internal static class ReadBarCodes
{
    /// <summary>More dots an inch read no code better and cost time and memory.</summary>
    private const double MostDpi = 300;

    private const double MostPixels = 9_000_000;

    /// <summary>No separator says more; others are not kept.</summary>
    private const int LongestText = 200;

    /// <summary>The parent kills a worker that takes long, and then the page's words are lost too. Looked at between attempts.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<DecodeHintType, object> Lines = Hints(BarcodeFormat.CODE_128, BarcodeFormat.CODE_39);
    private static readonly Dictionary<DecodeHintType, object> Squares = Hints(BarcodeFormat.QR_CODE);

    /// <returns>The codes, and whether the page holds nothing but them (<see cref="PageText.OnlyBarCodes"/>).</returns>
    public static (List<BarCode> Codes, bool Alone) On(Pix page, int dpi, IReadOnlyList<Word> words)
    {
        var found = new List<BarCode>();
        try
        {
            Find(page, dpi, found);
            return (found, found.Count > 0 && PageInk.IsBare(page, dpi, [.. words.Where(word => word.Confidence >= PageText.WellRead).Select(word => word.Box.Grown(Math.Max(2, dpi / 60))), .. found.Select(AllOf)]));
        }
        catch (Exception)
        {
            // Whatever a strange picture makes the libraries throw: the page's words, and the codes found before, are not lost with it.
            return (found, false);
        }
    }

    private static Dictionary<DecodeHintType, object> Hints(params BarcodeFormat[] formats) => new()
    {
        [DecodeHintType.TRY_HARDER] = true,
        [DecodeHintType.POSSIBLE_FORMATS] = formats,
    };

    private static void Find(Pix page, int dpi, List<BarCode> found)
    {
        var clock = Stopwatch.StartNew();
        var factor = Math.Min(1, Math.Min(MostDpi / dpi, Math.Sqrt(MostPixels / ((double)page.Width * page.Height))));
        using var small = factor < 1 ? Smaller(page, factor) : page.Copy();
        using var binary = StraightenPage.Binary(small);
        if (binary.CountInk() == 0)
        {
            return;
        }

        // Without holes and specks. Codes of lines are read from the page as it is: their lines may be as thin, and one whole row of many is enough.
        var smallDpi = (int)(dpi * factor);
        var fine = Math.Max(2, smallDpi / 66);
        using var clean = binary.Morphed($"c{fine}.{fine}+o{fine}.{fine}");
        found.AddRange(PatchCodes.Find(clean, smallDpi).Select(code => OnPage(code, factor)));
        if (clock.Elapsed < Longest && Decoded(small, Lines) is { } lines)
        {
            found.Add(OnPage(lines with { Box = Whole(binary.ReadBits(), lines.Box) }, factor));
        }

        if (clock.Elapsed < Longest && Decoded(clean, Squares) is { } square)
        {
            found.Add(OnPage(square, factor));
        }
    }

    /// <summary>Through grey, so that thin lines are not left out between two pixels.</summary>
    private static Pix Smaller(Pix page, double factor)
    {
        using var gray = page.ToGray();
        using var small = gray.Scaled(factor, factor);
        return page.Depth == 1 ? small.ToBinary(128) : small.Copy();
    }

    /// <summary>Once over the whole picture: the library's reader for several codes decodes hundreds of cut-outs after the first it finds.</summary>
    private static BarCode? Decoded(Pix picture, Dictionary<DecodeHintType, object> hints)
    {
        var greys = new RGBLuminanceSource(picture.ReadGreys(), picture.Width, picture.Height, RGBLuminanceSource.BitmapFormat.Gray8);
        return new MultiFormatReader().decode(new BinaryBitmap(new HybridBinarizer(greys)), hints) is { } code && CanBeKept(code.Text)
            ? new BarCode($"{code.BarcodeFormat}", code.Text, Around(code.ResultPoints))
            : null;
    }

    /// <summary>
    /// Codes of bytes hold whatever their maker liked, and the database refuses a NUL and half a character: one such code would keep
    /// all pages saved with it from being saved. No separator needs control characters or those beyond 16 bits.
    /// </summary>
    private static bool CanBeKept(string? text) =>
        text is { Length: > 0 and <= LongestText } && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));

    private static Box Around(ResultPoint?[] points)
    {
        var known = points.OfType<ResultPoint>().ToList();
        if (known.Count == 0)
        {
            return default;
        }

        var (left, top) = ((int)known.Min(point => point.X), (int)known.Min(point => point.Y));
        return new Box(left, top, (int)known.Max(point => point.X) - left + 1, (int)known.Max(point => point.Y) - top + 1);
    }

    /// <summary>Of a code of lines the reader tells one row: to where its bars reach, a row beside it has at least half as much ink.</summary>
    private static Box Whole(BitMap bits, Box read)
    {
        var row = read.Width >= read.Height
            ? read with { Y = read.Y + (read.Height / 2), Height = 1 }
            : read with { X = read.X + (read.Width / 2), Width = 1 };
        var least = bits.Count(row) / 2;
        var (first, last) = (0, 0);
        while (bits.Count(Beside(first - 1)) > least)
        {
            first--;
        }

        while (bits.Count(Beside(last + 1)) > least)
        {
            last++;
        }

        return read.Union(Beside(first)).Union(Beside(last));

        Box Beside(int by) => row.Height == 1 ? row with { Y = row.Y + by } : row with { X = row.X + by };
    }

    private static BarCode OnPage(BarCode code, double factor) => code with
    {
        Box = new Box((int)(code.Box.X / factor), (int)(code.Box.Y / factor), (int)(code.Box.Width / factor), (int)(code.Box.Height / factor)),
    };

    /// <summary>Of a square the reader tells the middles of its corners, of lines the middles of the first and last sign; and a code may lean by some degrees.</summary>
    private static Box AllOf(BarCode code) =>
        code.Box.Grown(Math.Max(code.Box.Width, code.Box.Height) / (code.Format == nameof(BarcodeFormat.QR_CODE) ? 3 : 8));
}
