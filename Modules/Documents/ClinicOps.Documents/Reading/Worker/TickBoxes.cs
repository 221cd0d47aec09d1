using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <param name="Marked">There is something in it.</param>
/// <param name="Confidence">0 to 100.</param>
internal sealed record TickBox(Box Box, bool Marked, float Confidence);

/// <summary>
/// Finds the drawn boxes of forms, which the engine reads as stray letters. A box is four straight sides of about the same
/// length with ink in all four corners (that tells it from O and D), 0.1 to 0.3 inches long.
/// </summary>
internal static class TickBoxes
{
    private const double SideInk = 0.85;
    private const double MarkInk = 0.07;

    /// <summary>Inches. What is smaller is believed only beside an empty box of its size: a middle initial must never become a box.</summary>
    private const double LargerThanLetters = 0.135;

    public static IReadOnlyList<TickBox> Find(Pix page, int dpi)
    {
        using var binary = StraightenPage.Binary(page);
        var stroke = Math.Max(6, dpi / 14);
        using var across = binary.Morphed($"o{stroke}.1");
        using var down = binary.Morphed($"o1.{stroke}");
        using var strokes = across.With(down);
        using var mended = binary.Morphed("c3.3");
        var bits = binary.ReadBits();
        var (least, most) = (dpi * 0.1, dpi * 0.3);

        // Of a box crossed out beyond its sides only the strokes are square; of one drawn with gaps only what is mended is whole.
        Box[] candidates = [.. binary.Components(), .. mended.Components(), .. strokes.Components()];
        var frames = candidates
            .Where(box => Math.Min(box.Width, box.Height) >= least && Math.Max(box.Width, box.Height) <= most)
            .Where(box => Math.Abs(box.Width - box.Height) <= 0.25 * Math.Max(box.Width, box.Height))
            .Where(box => IsFrame(bits, box) && StandsAlone(bits, box, dpi));
        var found = new List<Box>();
        foreach (var frame in frames.Where(frame => !found.Exists(known => LiesIn(frame, Around(known)))))
        {
            found.Add(frame);
        }

        var boxes = found.Select(box => Judge(bits, box, dpi)).OfType<TickBox>().ToList();
        return [.. boxes.Where(box => box.Box.Width >= dpi * LargerThanLetters || boxes.Exists(other => !other.Marked && Alike(other.Box, box.Box)))];
    }

    /// <summary>The page without its boxes, for the engine.</summary>
    public static Pix Erase(Pix page, IReadOnlyList<TickBox> boxes)
    {
        var plain = page.Copy();
        foreach (var box in boxes)
        {
            plain.Whiten(Around(box.Box));
        }

        return plain;
    }

    /// <summary>The words with the boxes among them as "☒" and "☐", each in the line of the word that follows it.</summary>
    public static List<Word> Insert(IReadOnlyList<Word> words, IReadOnlyList<TickBox> boxes)
    {
        var result = words.Where(word => !boxes.Any(box => LiesIn(word.Box, Around(box.Box)))).ToList();
        var line = words.Count == 0 ? 0 : words.Max(word => word.Line) + 1;
        foreach (var box in boxes.OrderBy(box => box.Box.X))
        {
            var next = result.Where(word => Beside(box.Box, word.Box)).MinBy(word => Math.Abs(word.Box.X - box.Box.Right));
            var (block, onLine) = next is null ? (0, line++) : (next.Block, next.Line);
            var at = next is null ? result.Count : result.IndexOf(next) + (next.Box.X < box.Box.X ? 1 : 0);
            result.Insert(at, new Word(box.Marked ? "☒" : "☐", box.Box, box.Confidence, block, onLine));
        }

        return result;
    }

    private static bool IsFrame(BitMap bits, Box box)
    {
        var depth = Math.Max(3, box.Width / 6);
        var columns = Enumerable.Range(box.X, box.Width).ToList();
        var rows = Enumerable.Range(box.Y, box.Height).ToList();
        bool Top(int x) => bits.AnyInColumn(x, box.Y - 1, box.Y + depth);
        bool Bottom(int x) => bits.AnyInColumn(x, box.Bottom - depth, box.Bottom + 1);
        bool Left(int y) => bits.AnyInRow(y, box.X - 1, box.X + depth);
        bool Right(int y) => bits.AnyInRow(y, box.Right - depth, box.Right + 1);
        return Share(columns, Top) >= SideInk && Share(columns, Bottom) >= SideInk
            && Share(rows, Left) >= SideInk && Share(rows, Right) >= SideInk
            && Corners(box).All(corner => bits.Count(corner) > 0);
    }

    /// <summary>A letter has others beside it: left and right of a box the paper is white for a fortieth of an inch.</summary>
    private static bool StandsAlone(BitMap bits, Box box, int dpi)
    {
        var gap = Math.Max(3, dpi / 40);
        var allowed = gap * box.Height / 8;
        return bits.Count(new Box(box.X - gap - 1, box.Y, gap, box.Height)) <= allowed
            && bits.Count(new Box(box.Right + 1, box.Y, gap, box.Height)) <= allowed;
    }

    /// <summary>The corner squares, an eighth of a side: a round letter leaves them empty.</summary>
    private static IEnumerable<Box> Corners(Box box)
    {
        var size = Math.Max(2, Math.Min(box.Width, box.Height) / 8);
        return
        [
            new(box.X, box.Y, size, size), new(box.Right - size, box.Y, size, size),
            new(box.X, box.Bottom - size, size, size), new(box.Right - size, box.Bottom - size, size, size),
        ];
    }

    /// <summary>Null for a full square too small to be a filled box: a bullet of a list.</summary>
    private static TickBox? Judge(BitMap bits, Box box, int dpi)
    {
        var inset = Math.Max(4, (int)(0.24 * Math.Min(box.Width, box.Height)));
        var inside = new Box(box.X + inset, box.Y + inset, box.Width - (2 * inset), box.Height - (2 * inset));
        var ink = inside is { Width: > 0, Height: > 0 } ? bits.Count(inside) / (double)(inside.Width * inside.Height) : 0;
        return ink > 0.9 && box.Width < dpi * 0.11 ? null
            : new TickBox(box, ink >= MarkInk, ink is < 0.03 or > 0.15 ? 95 : 60);
    }

    private static bool Alike(Box a, Box b) => Math.Abs(a.Width - b.Width) <= 0.2 * b.Width;

    private static double Share(List<int> places, Func<int, bool> hasInk) => places.Count(hasInk) / (double)places.Count;

    private static Box Around(Box box) => new(box.X - 3, box.Y - 3, box.Width + 6, box.Height + 6);

    private static bool LiesIn(Box word, Box area)
    {
        var width = Math.Min(word.Right, area.Right) - Math.Max(word.X, area.X);
        var height = Math.Min(word.Bottom, area.Bottom) - Math.Max(word.Y, area.Y);
        return width > 0 && height > 0 && 2L * width * height > (long)word.Width * word.Height;
    }

    /// <summary>On the same line, within three boxes' width after it or one before.</summary>
    private static bool Beside(Box box, Box word)
    {
        var overlap = Math.Min(box.Bottom, word.Bottom) - Math.Max(box.Y, word.Y);
        return overlap > 0.4 * Math.Min(box.Height, word.Height)
            && word.X - box.Right < 3 * box.Width && box.X - word.Right < box.Width;
    }
}
