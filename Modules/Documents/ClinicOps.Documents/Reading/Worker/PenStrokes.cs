using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>A stroke through the letters of a line, column by column.</summary>
/// <param name="From">Its first column.</param>
/// <param name="Tops">The first row of its ink in each.</param>
/// <param name="Bottoms">The last one.</param>
internal sealed record PenStroke(int From, IReadOnlyList<int> Tops, IReadOnlyList<int> Bottoms)
{
    public int To => From + Tops.Count - 1;

    /// <summary>It goes through the half of a word, and neither along its head nor its feet.</summary>
    public bool Crosses(Box word)
    {
        var (from, to) = (Math.Max(From, word.X), Math.Min(To, word.Right - 1));
        if (2 * (to - from + 1) < word.Width)
        {
            return false;
        }

        var at = (from + to) / 2 - From;
        var middle = (Tops[at] + Bottoms[at]) / 2.0;
        return middle > word.Y + (0.2 * word.Height) && middle < word.Bottom - (0.2 * word.Height);
    }
}

/// <summary>
/// Finds what somebody crossed out: thin ink, longer than letters have it, that goes through one letter after another, with ink of theirs above and below. An underline has next to
/// none below it; a ruling of a form touches no letters, and it or a streak of the scanner runs on where there are none; black bars are not thin. The engine makes nothing of letters
/// that are crossed out, so strokes are taken out before it reads.
/// </summary>
internal static class PenStrokes
{
    private const int PrintDarkness = 140;

    /// <summary>Inches. What is shorter may be a bar of the letters themselves.</summary>
    private const double Shortest = 0.35;

    /// <summary>Inches.</summary>
    private const double Thickest = 0.06;

    /// <summary>Inches beyond the letters at either end: a hand stops sooner, a ruling does not.</summary>
    private const double MostBeyond = 0.6;

    /// <summary>Height by length.</summary>
    private const double Steepest = 0.12;

    /// <summary>Stems and bows that it must go through: bold letters that run together have some.</summary>
    private const int LeastCrossings = 6;

    /// <summary>Share of its columns, from the first letter to the last, in which a letter goes on right above it and right below.</summary>
    private const double LeastCrossed = 0.1;

    /// <summary>Share of the columns with letters that have them on the side where there are fewer.</summary>
    private const double LeastOnBothSides = 0.45;

    public static IReadOnlyList<PenStroke> Find(Pix page, int dpi)
    {
        using var binary = Dark(page);
        using var across = binary.Morphed($"o{Math.Max(8, dpi / 14)}.1");
        var thin = across.Components().Where(box => box.Width >= dpi * Shortest && box.Height <= (dpi * Thickest) + (Steepest * box.Width)).ToList();
        if (thin.Count == 0)
        {
            return [];
        }

        var (bits, flat) = (binary.ReadBits(), across.ReadBits());
        return [.. thin.Select(box => Follow(flat, box)).Where(stroke => IsThin(stroke, dpi) && GoesThroughLetters(bits, stroke, dpi))];
    }

    /// <summary>The page without them; where a letter goes through, it stays.</summary>
    public static Pix Erase(Pix page, IReadOnlyList<PenStroke> strokes)
    {
        var plain = page.Copy();
        if (strokes.Count == 0)
        {
            return plain;
        }

        using var binary = Dark(page);
        var bits = binary.ReadBits();
        foreach (var stroke in strokes)
        {
            for (var i = 0; i < stroke.Tops.Count; i++)
            {
                var (x, top, bottom) = (stroke.From + i, stroke.Tops[i], stroke.Bottoms[i]);
                var (above, below) = (bits.HasInk(x, top - 2), bits.HasInk(x, bottom + 2));
                if (!above || !below)
                {
                    // Its ragged edges go along, but no letter that ends there.
                    plain.Whiten(new Box(x, above ? top : top - 1, 1, bottom - top + 1 + (above ? 0 : 1) + (below ? 0 : 1)));
                }
            }
        }

        return plain;
    }

    /// <summary>The same words; those that are crossed out say so.</summary>
    public static List<Word> Mark(IReadOnlyList<Word> words, IReadOnlyList<PenStroke> strokes) =>
        [.. words.Select(word => strokes.Any(stroke => word.Text is not ("☒" or "☐") && stroke.Crosses(word.Box)) ? word with { Struck = true } : word)];

    /// <summary>Of a photo only what is as dark as print: its shades look like letters beside a ruling.</summary>
    private static Pix Dark(Pix page) => page.Depth == 1 ? page.Copy() : page.ToBinary(PrintDarkness);

    private static PenStroke Follow(BitMap flat, Box box)
    {
        var (tops, bottoms) = (new List<int>(box.Width), new List<int>(box.Width));
        for (var x = box.X; x < box.Right; x++)
        {
            // Of several pieces in a column the one that goes on from the last; where there is none it goes on as it was.
            var (top, bottom) = tops.Count == 0 ? (box.Y, box.Y) : (tops[^1], bottoms[^1]);
            var (before, nearest) = (top + bottom, int.MaxValue);
            for (var y = box.Y; y < box.Bottom; y++)
            {
                if (!flat.HasInk(x, y))
                {
                    continue;
                }

                var begins = y;
                while (y + 1 < box.Bottom && flat.HasInk(x, y + 1))
                {
                    y++;
                }

                if (nearest == int.MaxValue || (tops.Count > 0 && Math.Abs(begins + y - before) < nearest))
                {
                    (top, bottom, nearest) = (begins, y, Math.Abs(begins + y - before));
                }
            }

            tops.Add(top);
            bottoms.Add(bottom);
        }

        return new PenStroke(box.X, tops, bottoms);
    }

    private static bool IsThin(PenStroke stroke, int dpi)
    {
        var thick = stroke.Tops.Zip(stroke.Bottoms, (top, bottom) => bottom - top + 1).Order().ToList();
        return thick[thick.Count * 3 / 4] <= dpi * Thickest;
    }

    private static bool GoesThroughLetters(BitMap bits, PenStroke stroke, int dpi)
    {
        var (near, far) = (Math.Max(2, dpi / 100), (int)(dpi * Thickest));
        var columns = Enumerable.Range(0, stroke.Tops.Count).Select(i => (X: stroke.From + i, Top: stroke.Tops[i], Bottom: stroke.Bottoms[i])).ToList();
        var crossed = columns.Select(c => bits.HasInk(c.X, c.Top - near) && bits.HasInk(c.X, c.Top - near - 1) && bits.HasInk(c.X, c.Bottom + near) && bits.HasInk(c.X, c.Bottom + near + 1)).ToList();
        var (first, last) = (crossed.IndexOf(true), crossed.LastIndexOf(true));
        if (first < 0 || first > dpi * MostBeyond || crossed.Count - 1 - last > dpi * MostBeyond)
        {
            return false;
        }

        var between = columns[first..(last + 1)];
        if (crossed.Count(c => c) < LeastCrossed * between.Count || Enumerable.Range(first, between.Count).Count(i => crossed[i] && (i == 0 || !crossed[i - 1])) < LeastCrossings)
        {
            return false;
        }

        var above = between.ConvertAll(c => bits.AnyInColumn(c.X, c.Top - far, c.Top - near + 1));
        var below = between.ConvertAll(c => bits.AnyInColumn(c.X, c.Bottom + near, c.Bottom + far + 1));
        var letters = above.Zip(below, (a, b) => a || b).Count(any => any);
        return Math.Min(above.Count(a => a), below.Count(b => b)) >= LeastOnBothSides * letters;
    }
}
