using ClinicOps.Documents.Reading.Native;
using UglyToad.PdfPig.Core;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>Puts the words of a born-digital page on its image, in lines and blocks like those of the reading engine.</summary>
internal static class PdfTextLayer
{
    /// <summary>A layer that leaves more of the page's writing uncovered is not the page's text.</summary>
    private const double MostUncovered = 0.1;

    /// <summary>A layer of which more (as a share of its words) cannot be seen on the page is another text than the page's.</summary>
    private const double MostUnseen = 0.02;

    /// <summary>
    /// The words with boxes in pixels; null when the layer hardly covers the ink, or its letters mean nothing, or there are so few that the page may
    /// be a sheet between documents: its bar code is found as the page is read. A word that nobody can see (white, outside of the page, drawn in no colour)
    /// is no word of the page: a used form keeps the patient of the time before.
    /// </summary>
    public static IReadOnlyList<Word>? On(StraightPage page, PdfPageContent content)
    {
        var words = content.Words.Select(word => (word.Text, Box: OnImage(word.Bounds, page, content))).Where(word => word.Box is { Width: > 0, Height: > 0 }).ToList();
        var unreadable = words.Count(word => word.Text.Any(c => c is '\uFFFD' || (char.IsControl(c) && c is not '\t')));
        if (words.Count <= PageText.MostWordsBesideCode || unreadable > words.Count / 20)
        {
            return null;
        }

        // What a few words may hold, and no database text can: a zero, a bell.
        var plain = words.Select(word => (Text: string.Concat(word.Text.Where(c => !char.IsControl(c))), word.Box)).Where(word => word.Text.Length > 0).ToList();
        using var marks = PageInk.Marks(page.Image);
        var seen = plain.Where(word => PageInk.IsSeen(marks, word.Box)).ToList();
        if (plain.Count - seen.Count > Math.Max(2, plain.Count * MostUnseen))
        {
            return null;
        }

        var strokes = PenStrokes.Find(page.Image, page.Dpi);
        using var whole = PenStrokes.Erase(page.Image, strokes);
        var layer = WithBoxes(whole, page.Dpi, InLines(seen));
        return PageInk.Uncovered(page.Image, page.Dpi, layer) <= MostUncovered ? PenStrokes.Mark(layer, strokes) : null;
    }

    /// <summary>
    /// With the boxes that are drawn, and with what is drawn into them: a form that was filled in has its crosses over the boxes as it was printed. Where letters
    /// of the layer stand there is no box, however square they look.
    /// </summary>
    private static List<Word> WithBoxes(Pix image, int dpi, List<Word> words)
    {
        var drawn = TickBoxes.Find(image, dpi).Where(box => !words.Exists(word => !IsSign(word.Text) && Covers(word.Box, box.Box))).ToList();
        var printed = words.Where(word => word.Text == PdfSigns.Empty && !drawn.Exists(box => Covers(word.Box, box.Box)) && IsDrawnInto(image, word.Box)).ToHashSet();
        return TickBoxes.Insert(
            [.. words.Select(word => printed.Contains(word) ? word with { Text = PdfSigns.Ticked } : word)],
            [.. drawn.Select(box => words.Exists(word => word.Text == PdfSigns.Ticked && Covers(word.Box, box.Box)) ? box with { Marked = true } : box)]);
    }

    private static bool IsDrawnInto(Pix image, Box box)
    {
        var inset = (int)Math.Ceiling(0.3 * Math.Min(box.Width, box.Height));
        var inside = box.Grown(-inset);
        return inside is { Width: > 2, Height: > 2 } && image.CountInk(inside) > 0.1 * inside.Width * inside.Height;
    }

    private static bool IsSign(string text) => text is PdfSigns.Empty or PdfSigns.Ticked or PdfSigns.Mark or "x" or "X" or "√";

    /// <summary>More than a fifth of the box.</summary>
    private static bool Covers(Box word, Box box)
    {
        var (width, height) = (Math.Min(word.Right, box.Right) - Math.Max(word.X, box.X), Math.Min(word.Bottom, box.Bottom) - Math.Max(word.Y, box.Y));
        return width > 0 && height > 0 && 5L * width * height > (long)box.Width * box.Height;
    }

    private static Box OnImage(PdfRectangle bounds, StraightPage page, PdfPageContent content)
    {
        double[] xs = [bounds.BottomLeft.X, bounds.BottomRight.X, bounds.TopLeft.X, bounds.TopRight.X];
        double[] ys = [bounds.BottomLeft.Y, bounds.BottomRight.Y, bounds.TopLeft.Y, bounds.TopRight.Y];
        var (across, down) = (page.Image.Width / content.Width, page.Image.Height / content.Height);
        var left = (int)Math.Floor(xs.Min() * across);
        var top = (int)Math.Floor((content.Height - ys.Max()) * down);
        return new Box(left, top, (int)Math.Ceiling(xs.Max() * across) - left, (int)Math.Ceiling((content.Height - ys.Min()) * down) - top);
    }

    /// <summary>Words whose middles share a height stand in one line, parted where a gap is wider than two letters are high.</summary>
    private static List<Word> InLines(List<(string Text, Box Box)> words)
    {
        var rows = new List<List<(string Text, Box Box)>>();
        foreach (var word in words.OrderBy(word => word.Box.Y + (word.Box.Height / 2.0)))
        {
            var row = rows.TakeLast(3).LastOrDefault(row => row.Exists(other => SameLine(other.Box, word.Box)));
            if (row is null)
            {
                rows.Add(row = []);
            }

            row.Add(word);
        }

        var layer = new List<Word>();
        var (block, line, bottom) = (-1, -1, int.MinValue);
        foreach (var row in rows)
        {
            var around = Box.Around(row.Select(word => word.Box));
            if (bottom == int.MinValue || around.Y - bottom > around.Height)
            {
                block++;
            }

            bottom = around.Bottom;
            var right = int.MinValue;
            foreach (var (text, box) in row.OrderBy(word => word.Box.X))
            {
                if (right == int.MinValue || box.X - right > 2 * around.Height)
                {
                    line++;
                }

                right = box.Right;
                layer.Add(new Word(text, box, 100, block, line));
            }
        }

        return layer;
    }

    private static bool SameLine(Box a, Box b) =>
        Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y) > 0.5 * Math.Min(a.Height, b.Height);
}
