using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// Finds the boxes of a form, which the engine reads as any letters or not at all, by their shape: a square frame of the size of
/// a letter, its inside empty or not. They become the words "☐" and "☒" in the line of the text beside them.
/// </summary>
internal static class TickBoxes
{
    /// <summary>How sure a box is, on the scale of the words.</summary>
    private const float Confidence = 90;

    /// <summary>Share of the inside that is ink from which a box is ticked; dust and the blur of the frame stay below it.</summary>
    private const double TickedInk = 0.08;

    private const int Parts = 8;

    /// <summary>The words with those in the place of a box replaced by the box.</summary>
    public static List<Word> Put(Pix page, int dpi, List<Word> words)
    {
        var letters = words.Where(w => w.Text.Count(char.IsLetterOrDigit) >= 3).Select(w => w.Box.Height).Order().ToList();
        var height = letters.Count == 0 ? dpi / 9 : letters[letters.Count / 2];
        var boxes = OfOneForm(Find(page, dpi, height).Where(b => !words.Exists(w => IsLetterOf(w, b.Box))).ToList(), height);
        if (boxes.Count == 0)
        {
            return words;
        }

        var result = words.Where(w => !boxes.Exists(b => Covers(b.Box, w.Box))).ToList();
        foreach (var (box, ticked) in boxes)
        {
            // The text beside it, usually at its right, says which line it belongs to.
            var beside = result.Where(w => SameLine(w.Box, box)).MinBy(w => Distance(w.Box, box));
            var line = beside?.Line ?? result.Select(w => w.Line).DefaultIfEmpty(-1).Max() + 1;
            var word = new Word(ticked ? "☒" : "☐", box, Confidence, beside?.Block ?? 0, line);
            var at = result.FindIndex(w => w.Line == line && w.Box.X > box.X);
            var last = result.FindLastIndex(w => w.Line == line);
            result.Insert(at >= 0 ? at : last >= 0 ? last + 1 : result.Count, word);
        }

        return result;
    }

    /// <summary>What has the shape of a box, with whether it is ticked; a square letter may be among them.</summary>
    /// <param name="height">Of the page's usual words, in pixels.</param>
    private static List<(Box Box, bool Ticked)> Find(Pix page, int dpi, int height)
    {
        using var binary = StraightenPage.Binary(page);
        using var whole = binary.Morphed("c3.3");
        var side = Math.Max(6, dpi / 18);
        using var across = whole.Morphed($"o{side}.1");
        using var down = whole.Morphed($"o1.{side}");

        // Leptonica has no sum in this binding: all without (all without both) is both.
        using var less = whole.Without(across);
        using var rest = less.Without(down);
        using var frames = whole.Without(rest);
        var (least, most) = (dpi * 7 / 100, dpi * 24 / 100);
        return
        [
            .. from box in frames.Components()
               where box.Width >= least && box.Width <= most && box.Height >= least && box.Height <= most
                   && Math.Max(box.Width, box.Height) <= 1.35 * Math.Min(box.Width, box.Height)
                   && IsFrame(frames, box)
                   && (Size(box) >= 1.15 * height || StandsAlone(whole, box))
               let ink = InkInside(binary, box)
               where ink < 0.85
               select (box, ink >= TickedInk),
        ];
    }

    /// <summary>
    /// A form draws its boxes in one size: a lone "ticked" square of another size is a letter or a stain. Boxes no larger than
    /// letters are believed only in company, an empty one among them: a middle initial must never become a box.
    /// </summary>
    private static List<(Box Box, bool Ticked)> OfOneForm(List<(Box Box, bool Ticked)> found, int height)
    {
        bool Alike(Box a, Box b) => Math.Abs(Size(a) - Size(b)) <= 0.2 * Size(b);
        var empty = found.Where(f => !f.Ticked).ToList();
        return
        [
            .. found.Where(f => Size(f.Box) >= 1.15 * height
                ? !f.Ticked || empty.Count == 0 || empty.Exists(e => Alike(e.Box, f.Box))
                : empty.Exists(e => Alike(e.Box, f.Box)) && found.Count(o => Alike(o.Box, f.Box)) >= 3),
        ];
    }

    private static int Size(Box box) => (box.Width + box.Height) / 2;

    /// <summary>The square is one of the letters of a longer word, or a letter by itself that no box is read as.</summary>
    private static bool IsLetterOf(Word word, Box box)
    {
        var wide = Math.Min(box.Right, word.Box.Right) - Math.Max(box.X, word.Box.X);
        var high = Math.Min(box.Bottom, word.Box.Bottom) - Math.Max(box.Y, word.Box.Y);
        var letters = word.Text.Count(char.IsLetterOrDigit);
        return wide >= 0.6 * box.Width && high >= 0.6 * box.Height
            && ((letters >= 3 && word.Confidence >= 40 && word.Box.Width > 1.8 * box.Width)
                || (letters == 1 && word.Confidence >= 70 && word.Text.Trim('.', ',') is [not ('O' or '0' or 'o' or 'C' or 'X' or 'x' or 'D')] or ['D'] && word.Box.Height <= 1.15 * box.Height));
    }

    /// <summary>Ink at the four corners and along the four sides; letters are round or open somewhere.</summary>
    private static bool IsFrame(Pix frames, Box box)
    {
        var thick = Math.Max(3, Math.Min(box.Width, box.Height) / 8);
        var corners = new[] { (box.X, box.Y), (box.Right - thick, box.Y), (box.X, box.Bottom - thick), (box.Right - thick, box.Bottom - thick) };
        return corners.All(c => frames.CountInk(new Box(c.Item1, c.Item2, thick, thick)) > 0)
            && Covered(frames, box, i => new Box(box.X + (box.Width * i / Parts), box.Y, Math.Max(1, box.Width / Parts), thick))
            && Covered(frames, box, i => new Box(box.X + (box.Width * i / Parts), box.Bottom - thick, Math.Max(1, box.Width / Parts), thick))
            && Covered(frames, box, i => new Box(box.X, box.Y + (box.Height * i / Parts), thick, Math.Max(1, box.Height / Parts)))
            && Covered(frames, box, i => new Box(box.Right - thick, box.Y + (box.Height * i / Parts), thick, Math.Max(1, box.Height / Parts)));
    }

    /// <summary>A box no larger than letters is told from one by the room at its sides.</summary>
    private static bool StandsAlone(Pix whole, Box box)
    {
        var room = Math.Max(4, Size(box) * 3 / 10);
        return whole.CountInk(new Box(box.X - room - 1, box.Y, room, box.Height)) <= 1 && whole.CountInk(new Box(box.Right + 1, box.Y, room, box.Height)) <= 1;
    }

    private static bool Covered(Pix frames, Box box, Func<int, Box> part) =>
        Enumerable.Range(0, Parts).Count(i => frames.CountInk(part(i)) > 0) >= Parts - 1;

    private static double InkInside(Pix binary, Box box)
    {
        var (x, y) = (Math.Max(3, box.Width * 22 / 100), Math.Max(3, box.Height * 22 / 100));
        var inside = new Box(box.X + x, box.Y + y, box.Width - (2 * x), box.Height - (2 * y));
        return binary.CountInk(inside) / (double)Math.Max(1, inside.Width * inside.Height);
    }

    /// <summary>The word is what the engine took the box for: most of it lies there, or it begins there and is hardly wider.</summary>
    private static bool Covers(Box box, Box word)
    {
        var wide = Math.Min(box.Right, word.Right) - Math.Max(box.X, word.X);
        var high = Math.Min(box.Bottom, word.Bottom) - Math.Max(box.Y, word.Y);
        return wide > 0 && high > 0 && (wide * high >= 0.5 * word.Width * word.Height || (word.Width <= 1.8 * box.Width && wide >= 0.4 * word.Width && word.Height <= 2 * box.Height));
    }

    private static bool SameLine(Box word, Box box) =>
        Math.Min(word.Bottom, box.Bottom) - Math.Max(word.Y, box.Y) >= 0.5 * Math.Min(word.Height, box.Height);

    private static int Distance(Box word, Box box) => word.X >= box.X ? Math.Max(0, word.X - box.Right) : 2 * Math.Max(0, box.X - word.Right);
}
