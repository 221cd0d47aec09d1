using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>A choice of a form with its box.</summary>
/// <param name="Ticked">And not crossed out again.</param>
/// <param name="At">Index of its row in the sheet.</param>
internal sealed record TickedText(bool Ticked, int At, int Page, IReadOnlyList<RowWord> Words)
{
    /// <summary>Somebody ticked it, and somebody crossed out its words: it is no choice any more, and a person has to look.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>Without what stands below in its column: for short choices, under which other text may go on.</summary>
    public IReadOnlyList<RowWord> OwnLine { get; } = [.. Words.TakeWhile(word => word.Box.Y < Words[0].Box.Bottom)];
}

/// <summary>Finds the choices of a form: each box with the words it stands for, over the lines they take in their column.</summary>
internal static class TickedTexts
{
    private const int MostLines = 3;

    public static IReadOnlyList<TickedText> In(OrderSheet sheet)
    {
        var found = new List<TickedText>();
        for (var i = 0; i < sheet.Rows.Count; i++)
        {
            var row = sheet.Rows[i].Row;
            var ticks = TicksOf(row);
            if (ticks.Count == 0)
            {
                continue;
            }

            // "Routine [ ]  Urgent [X]": the boxes follow their words when the row begins with words and ends with a box.
            var follows = ticks[0].At > 0 && ticks[^1].End == row.Words.Count && !row.Words[ticks[0].At - 1].EndsLabel;
            for (var k = 0; k < ticks.Count; k++)
            {
                var (at, end, tick) = ticks[k];
                var (from, to) = follows
                    ? (k == 0 ? 0 : ticks[k - 1].End, at)
                    : (end, k + 1 < ticks.Count ? ticks[k + 1].At : row.Words.Count);
                to = follows ? to : OrderLabels.In(row).Where(l => l.Sure && l.Start > end && row.Words[l.End - 1].EndsLabel).Select(l => l.Start).Append(to).Min();
                var words = InOneCell([.. row.Words.Skip(from).Take(to - from)]);
                if (!follows)
                {
                    var right = to < row.Words.Count ? row.Words[to].Box.X - 4 : int.MaxValue;
                    words.AddRange(Continued(sheet, i, row.Words[at].Box.X, right));
                }

                if (words.Count > 0)
                {
                    var struck = words.Exists(word => word.Struck);
                    found.Add(new(tick == Tick.Ticked && !struck, i, row.Page, words) { IsTakenBack = tick == Tick.Ticked && struck });
                }
            }
        }

        return found;
    }

    /// <summary>A choice ends with its cell: what stands in the next one has a box of its own that was not read. A code may stand apart.</summary>
    private static List<RowWord> InOneCell(IReadOnlyList<RowWord> words) =>
    [
        .. words.Where((w, i) => w.Cell == words[0].Cell
            || (w.Cell == words[0].Cell + 1 && OrderCodes.Procedure(words, i, null) is not null)),
    ];

    private static List<(int At, int End, Tick Tick)> TicksOf(PageRow row)
    {
        var ticks = new List<(int, int, Tick)>();
        for (var i = 0; i < row.Words.Count;)
        {
            var (tick, words) = TickMarks.At(row.Words, i);
            if (tick != Tick.None)
            {
                ticks.Add((i, i + words, tick));
            }

            i += Math.Max(1, words);
        }

        return ticks;
    }

    /// <summary>The lines below in the column of the box that have no box of their own and begin no field.</summary>
    private static List<RowWord> Continued(OrderSheet sheet, int at, int left, int right)
    {
        var more = new List<RowWord>();
        for (var i = at + 1; i < sheet.Rows.Count && i < at + MostLines; i++)
        {
            var (above, row) = (sheet.Rows[i - 1].Row, sheet.Rows[i].Row);
            var height = above.Words.Max(w => w.Box.Height);
            var inColumn = row.Words.Where(w => w.Box.X >= left - height && w.Box.X < right).ToList();
            if (row.Page != above.Page || row.Box.Y - above.Box.Bottom > 1.2 * height || inColumn.Count == 0
                || TickMarks.At(row.Words, row.Words.ToList().IndexOf(inColumn[0])).Tick != Tick.None
                || sheet.Rows[i].IsHeading || OrderLabels.In(row).Any(l => l.Sure))
            {
                break;
            }

            more.AddRange(inColumn);
        }

        return more;
    }
}
