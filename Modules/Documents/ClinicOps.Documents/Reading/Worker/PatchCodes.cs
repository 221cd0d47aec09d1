using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// Kodak's patch codes: four bars, two of them narrow (0.08 inch) and two wide (0.20), with narrow gaps, 0.80 inch in all. Found are
/// those that begin another document: II (wide narrow narrow wide), III (wide narrow wide narrow) and T (narrow wide narrow wide).
/// The others (I, IV, VI) tell a scanner how to scan.
/// </summary>
internal static class PatchCodes
{
    /// <summary>Inches. Sheets are printed to fit the page, and bars bleed: the sizes may be a little off.</summary>
    private const double Narrow = 0.08;

    private const double Wide = 0.20;
    private const double BetweenNarrowAndWide = 0.14;

    /// <summary>Inches over which the bars must be seen: they are two and more long. Four strokes of a heading are not.</summary>
    private const double LeastLength = 1.0;

    private const double Quiet = 0.15;

    /// <summary>Pixels from one row that is looked at to the next.</summary>
    private const int Step = 4;

    /// <param name="clean">Black and white, without specks between the bars or holes in them.</param>
    public static IReadOnlyList<BarCode> Find(Pix clean, int dpi)
    {
        using var turned = clean.RotatedQuarters(3);
        var width = clean.Width;
        return
        [
            .. Standing(clean, dpi),

            // As sheets are printed: the bars lie, and the uppermost is the leftmost of the page turned to the left. Back to where it stands.
            .. Standing(turned, dpi).Select(code => code with { Box = new Box(width - code.Box.Bottom, code.Box.X, code.Box.Height, code.Box.Width) }),
        ];
    }

    /// <summary>The codes whose bars run down the picture.</summary>
    private static List<BarCode> Standing(Pix clean, int dpi)
    {
        var (bits, width, height) = (clean.ReadBits(), clean.Width, clean.Height);
        var found = new List<BarCode>();
        for (var y = 0; y < height; y += Step)
        {
            foreach (var code in InRow(bits, width, y, dpi))
            {
                // Bars may lean by some degrees: from row to row they shift by a pixel. One row between may be too worn to be seen.
                var above = found.FindIndex(one => one.Text == code.Text && one.Box.Bottom > y - (2 * Step) && Math.Abs(one.Box.X - code.Box.X) <= Step);
                if (above < 0)
                {
                    found.Add(code);
                }
                else
                {
                    found[above] = code with { Box = code.Box with { Y = found[above].Box.Y, Height = y + 1 - found[above].Box.Y } };
                }
            }
        }

        return [.. found.Where(code => code.Box.Height >= dpi * LeastLength)];
    }

    private static IEnumerable<BarCode> InRow(BitMap bits, int width, int y, int dpi)
    {
        var runs = Runs(bits, width, y);
        for (var i = 1; i + 7 < runs.Count; i += 2)
        {
            // Ink and paper in turn, beginning with paper: four bars, three gaps, and paper left and right.
            var bars = Enumerable.Range(0, 4).Select(n => runs[i + (2 * n)].Length / (double)dpi).ToList();
            var gaps = Enumerable.Range(0, 3).Select(n => runs[i + 1 + (2 * n)].Length / (double)dpi);
            if (gaps.All(IsNarrow) && bars.TrueForAll(bar => IsNarrow(bar) || IsWide(bar))
                && runs[i - 1].Length >= dpi * Quiet && runs[i + 7].Length >= dpi * Quiet
                && NameOf(string.Concat(bars.Select(bar => bar > BetweenNarrowAndWide ? 'w' : 'n'))) is { } name)
            {
                var left = runs[i].Start;
                yield return new BarCode(BarCode.Patch, name, new Box(left, y, runs[i + 7].Start - left, 1));
            }
        }
    }

    /// <summary>Upside down a III is a T and the other way round: both mean the same to us.</summary>
    private static string? NameOf(string bars) => bars switch
    {
        "wnnw" => "II",
        "wnwn" => "III",
        "nwnw" => "T",
        _ => null,
    };

    private static bool IsNarrow(double inches) => inches is > Narrow * 0.6 and < BetweenNarrowAndWide;

    private static bool IsWide(double inches) => inches is > BetweenNarrowAndWide and < Wide * 1.3;

    /// <summary>Paper, ink, paper and so on, ending with paper; one of length 0 where ink touches the edge.</summary>
    private static List<(int Start, int Length)> Runs(BitMap bits, int width, int y)
    {
        var runs = new List<(int, int)>();
        var (start, ink) = (0, false);
        for (var x = 0; x <= width; x++)
        {
            var here = x < width && bits.HasInk(x, y);
            if (here != ink)
            {
                runs.Add((start, x - start));
                (start, ink) = (x, here);
            }
        }

        runs.Add((start, width - start));
        return runs;
    }
}
