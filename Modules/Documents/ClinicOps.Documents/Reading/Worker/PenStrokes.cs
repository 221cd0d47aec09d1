using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// Finds what somebody crossed out: a thin stroke through the words of a line, over their letters and the gaps between, with ink of the letters above
/// and below it. An underline has no letters below it, the ruling of a form or a streak of the scanner runs on where there are no words, and letters
/// alone leave their insides and the gaps between them white.
/// </summary>
internal static class PenStrokes
{
    /// <summary>Inches. What is shorter may be a bar of the letters themselves.</summary>
    private const double Shortest = 0.35;

    /// <summary>Inches beyond the words at either end: a hand stops sooner, a ruling does not.</summary>
    private const double MostBeyond = 0.6;

    /// <summary>Share of a word's columns in which the stroke may be missing; each pixel up or down counts a quarter.</summary>
    private const double MostOff = 0.1;

    /// <summary>Share of a word's columns that must have ink of letters above the stroke, and as many below it.</summary>
    private const double LeastLetters = 0.25;

    // In heights of the line's letters, above their feet: there a stroke goes through them.
    private const double Lowest = 0.12;
    private const double Highest = 0.75;
    private const double Thickest = 0.6;
    private const double Hanging = 0.22;

    /// <summary>The same words; those that are crossed out say so.</summary>
    public static List<Word> Mark(Pix page, int dpi, IReadOnlyList<Word> words)
    {
        var text = words.Where(word => word.Text is not ("☒" or "☐")).ToList();
        if (text.Count == 0)
        {
            return [.. words];
        }

        using var binary = StraightenPage.Binary(page);
        var bits = binary.ReadBits();
        var usual = Median(text.Select(word => word.Box.Height));
        var struck = new HashSet<Word>(ReferenceEqualityComparer.Instance);
        foreach (var line in text.Where(word => word.Box.Height > 0.4 * usual && word.Box.Height < 3 * usual).GroupBy(word => word.Line))
        {
            struck.UnionWith(new TextLine(bits, dpi, [.. line.OrderBy(word => word.Box.X)], text).Struck());
        }

        return [.. words.Select(word => struck.Contains(word) ? word with { Struck = true } : word)];
    }

    private static int Median(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>A stroke as it was followed from its first column on: its height in each.</summary>
    private sealed record Stroke(int From, int[] Heights)
    {
        public int To => From + Heights.Length - 1;

        public int At(int x) => Heights[Math.Clamp(x - From, 0, Heights.Length - 1)];
    }

    private sealed class TextLine
    {
        private readonly BitMap bits;
        private readonly int dpi;
        private readonly IReadOnlyList<Word> words;
        private readonly IReadOnlyList<Word> onPage;

        /// <summary>Of its letters.</summary>
        private readonly int height;

        /// <summary>The column at which it is looked at first.</summary>
        private readonly int left;

        /// <summary>Where its letters stand, column by column.</summary>
        private readonly int[] feet;

        /// <param name="words">Of the line, from the left.</param>
        /// <param name="onPage">All of the page's.</param>
        public TextLine(BitMap bits, int dpi, IReadOnlyList<Word> words, IReadOnlyList<Word> onPage)
        {
            (this.bits, this.dpi, this.words, this.onPage) = (bits, dpi, words, onPage);
            height = Median(words.Select(word => word.Box.Height));
            left = words[0].Box.X - height;
            feet = new int[words.Max(word => word.Box.Right) + height - left];
            var stand = words.Select(word => word.Box.Bottom - (word.Text.Any(c => "gjpqyQ,;()[]{}|".Contains(c, StringComparison.Ordinal)) ? (int)(Hanging * height) : 0)).ToList();

            // A word whose feet were misjudged is outvoted by its neighbours.
            var feetOf = stand.Select((_, i) => Median(stand.Skip(Math.Max(0, i - 1)).Take(i == 0 ? 2 : 3))).ToList();
            var at = 0;
            for (var column = 0; column < feet.Length; column++)
            {
                while (at < words.Count - 1 && left + column >= (words[at].Box.Right + words[at + 1].Box.X) / 2)
                {
                    at++;
                }

                feet[column] = feetOf[at];
            }
        }

        public IEnumerable<Word> Struck()
        {
            var least = Math.Max(dpi * Shortest, 2.2 * height);
            foreach (var (from, to) in Inked().Where(run => run.To - run.From >= least).ToList())
            {
                var stroke = Follow(from, to);
                if (!IsThin(stroke, out var up, out var down))
                {
                    continue;
                }

                var crossed = words.Where(word => IsCrossed(word.Box, stroke, up, down)).ToList();
                if (crossed.Count > 0 && Math.Min(to, crossed[^1].Box.Right) - Math.Max(from, crossed[0].Box.X) >= least && EndsWithTheWords(stroke, crossed))
                {
                    foreach (var word in crossed)
                    {
                        yield return word;
                    }
                }
            }
        }

        private int Top(int column) => feet[column] - (int)(Highest * height);

        private int Bottom(int column) => feet[column] - (int)(Lowest * height);

        /// <summary>The stretches in which every column has ink at the height of a stroke; a pixel or two may be missing.</summary>
        private IEnumerable<(int From, int To)> Inked()
        {
            var forgiven = Math.Max(2, dpi / 100);
            var (from, last) = (-1, -1);
            for (var column = 0; column < feet.Length; column++)
            {
                if (!bits.AnyInColumn(left + column, Top(column), Bottom(column) + 1))
                {
                    continue;
                }

                if (from >= 0 && column - last > forgiven + 1)
                {
                    yield return (left + from, left + last);
                    from = -1;
                }

                from = from < 0 ? column : from;
                last = column;
            }

            if (from >= 0)
            {
                yield return (left + from, left + last);
            }
        }

        /// <summary>The way from column to column that misses the least ink and turns the least.</summary>
        private Stroke Follow(int from, int to)
        {
            var columns = Enumerable.Range(from - left, to - from + 1).ToList();
            var (top, bottom) = (columns.Min(Top), columns.Max(Bottom));
            var rows = bottom - top + 1;
            var came = new sbyte[columns.Count, rows];
            var (cost, next) = (new double[rows], new double[rows]);
            for (var i = 0; i < columns.Count; i++)
            {
                for (var row = 0; row < rows; row++)
                {
                    var (best, step) = (cost[row], 0);
                    if (row > 0 && cost[row - 1] + 0.25 < best)
                    {
                        (best, step) = (cost[row - 1] + 0.25, -1);
                    }

                    if (row < rows - 1 && cost[row + 1] + 0.25 < best)
                    {
                        (best, step) = (cost[row + 1] + 0.25, 1);
                    }

                    next[row] = best + (IsInk(columns[i], top + row) ? 0 : 1);
                    came[i, row] = (sbyte)step;
                }

                (cost, next) = (next, cost);
            }

            var heights = new int[columns.Count];
            var at = Array.IndexOf(cost, cost.Min());
            for (var i = columns.Count - 1; i >= 0; i--)
            {
                heights[i] = top + at;
                at += came[i, at];
            }

            return new Stroke(from, heights);
        }

        private bool IsInk(int column, int y) => y >= Top(column) && y <= Bottom(column) && bits.HasInk(left + column, y);

        /// <summary>Where no letter stands a stroke is seen alone. White letters on black have black on all sides.</summary>
        private bool IsThin(Stroke stroke, out int up, out int down)
        {
            var (above, below) = (new List<int>(), new List<int>());
            for (var x = stroke.From; x <= stroke.To; x++)
            {
                if (bits.HasInk(x, stroke.At(x)))
                {
                    above.Add(Enumerable.Range(1, height).TakeWhile(n => bits.HasInk(x, stroke.At(x) - n)).Count());
                    below.Add(Enumerable.Range(1, height).TakeWhile(n => bits.HasInk(x, stroke.At(x) + n)).Count());
                }
            }

            above.Sort();
            below.Sort();
            (up, down) = above.Count == 0 ? (0, 0) : (above[above.Count / 5], below[below.Count / 5]);
            return above.Count > 0 && up + down + 1 <= Math.Max(3, Thickest * height);
        }

        private bool IsCrossed(Box word, Stroke stroke, int up, int down)
        {
            if (word.X > stroke.To || word.Right < stroke.From)
            {
                return false;
            }

            var (off, above, below, before) = (0.0, 0, 0, stroke.At(word.X));
            for (var x = word.X; x < word.Right; x++)
            {
                var y = stroke.At(x);
                off += (x < stroke.From || x > stroke.To || !bits.HasInk(x, y) ? 1 : 0) + (0.25 * Math.Abs(y - before));
                before = y;
                var foot = feet[Math.Clamp(x - left, 0, feet.Length - 1)];
                above += bits.AnyInColumn(x, Math.Max(word.Y, y - height), y - up - 1) ? 1 : 0;
                below += bits.AnyInColumn(x, y + down + 2, foot) ? 1 : 0;
            }

            return off <= MostOff * word.Width && above >= LeastLetters * word.Width && below >= LeastLetters * word.Width;
        }

        /// <summary>Followed beyond its words, it soon ends. Words of other lines that it goes through beside them count as its own.</summary>
        private bool EndsWithTheWords(Stroke stroke, IReadOnlyList<Word> crossed)
        {
            var beyond = dpi * MostBeyond;
            var (first, last) = (crossed[0].Box.X, crossed[^1].Box.Right);
            var (start, startsAt) = Beyond(stroke.From, stroke.Heights[0], -1);
            var (end, endsAt) = Beyond(stroke.To, stroke.Heights[^1], 1);
            foreach (var other in onPage)
            {
                var (box, at) = (other.Box, other.Box.X < first ? startsAt : endsAt);
                if (at > box.Y + (0.1 * box.Height) && at < box.Bottom - (0.1 * box.Height))
                {
                    first = box.Right > start && box.X < first ? box.X : first;
                    last = box.X < end && box.Right > last ? box.Right : last;
                }
            }

            return first - start <= beyond && end - last <= beyond;
        }

        private (int X, int Y) Beyond(int x, int y, int step)
        {
            var (lastX, lastY) = (x, y);
            for (x += step; Math.Abs(x - lastX) <= 4; x += step)
            {
                if (bits.HasInk(x, lastY) || bits.HasInk(x, lastY - 1) || bits.HasInk(x, lastY + 1))
                {
                    (lastX, lastY) = (x, bits.HasInk(x, lastY) ? lastY : bits.HasInk(x, lastY - 1) ? lastY - 1 : lastY + 1);
                }
            }

            return (lastX, lastY);
        }
    }
}
