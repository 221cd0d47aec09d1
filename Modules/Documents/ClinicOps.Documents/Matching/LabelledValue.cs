using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>Where the value of a label can stand, and what shapes it must have.</summary>
internal static partial class LabelledValue
{
    /// <summary>
    /// The runs of words that may be the value, most likely first: what follows in the row up to the next label; what
    /// stands below the label in its column.
    /// </summary>
    public static IEnumerable<IReadOnlyList<RowWord>> Of(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        var labels = PatientLabels.In(row);
        var end = labels.Where(l => l.Start >= label.ValueFrom && (l.Marked || PatientLabels.IsUnmistakable(l)))
            .Select(l => l.Start).DefaultIfEmpty(row.Words.Count).Min();
        var beside = row.Words.Skip(label.ValueFrom).Take(end - label.ValueFrom).ToList();
        if (beside.Count > 0)
        {
            yield return beside;
        }

        var below = Below(rows, row, label);
        if (below.Count > 0 && (beside.Count == 0 || beside[0].Cell != row.Words[label.Start].Cell))
        {
            yield return below;
        }
    }

    /// <summary>A birth date or an age may stand before it, where they share a label.</summary>
    public static (string Value, int Words)? Sex(IReadOnlyList<RowWord> words)
    {
        var before = words.TakeWhile(w => w.Text.Any(char.IsDigit)).Count();
        return words.ElementAtOrDefault(before)?.Key switch
        {
            "m" or "male" or "man" => ("M", before + 1),
            "f" or "female" or "woman" => ("F", before + 1),
            "x" or "nonbinary" => ("X", before + 1),
            _ => null,
        };
    }

    public static (string Value, int Words)? Phone(IReadOnlyList<RowWord> words)
    {
        var text = "";
        for (var i = 0; i < words.Count && i < 4; i++)
        {
            text += words[i].Text + " ";
            if (PhoneForm().Match(text) is { Success: true } m)
            {
                return (NameKeys.Phone(m.Value), i + 1);
            }
        }

        return null;
    }

    public static (string Value, int Words)? Address(IReadOnlyList<RowWord> words)
    {
        var run = words.Take(14).ToList();
        return run.Count >= 3 && run[0].Text.Any(char.IsDigit) ? (string.Join(' ', run.Select(w => w.Text)), run.Count) : null;
    }

    /// <summary>An identifier of at least so many letters and digits, some of them digits; it may be broken into two words.</summary>
    public static Func<IReadOnlyList<RowWord>, (string Value, int Words)?> Number(int least) => words =>
    {
        // "Medical record Na: 3553956": what stands before the colon is a piece of the label.
        if (words.Count > 1 && words[0].EndsLabel && !words[0].Text.Any(char.IsDigit))
        {
            return Number(least)([.. words.Skip(1)]) is { } behind ? (behind.Value, behind.Words + 1) : null;
        }

        var one = NameKeys.Number(words[0].Text);
        if (WrittenDates.Plain(words[0].Text) is not null || PhoneForm().IsMatch(string.Join(' ', words.Take(2).Select(w => w.Text))))
        {
            return null;
        }

        if (one.Length >= least && one.Count(char.IsAsciiDigit) >= 3)
        {
            return (one, 1);
        }

        // "Medical records from 2/6/2026" is no number.
        var two = words.Count > 1 && words[1].Cell == words[0].Cell && words[1].Text.Any(char.IsDigit) && WrittenDates.Plain(words[1].Text) is null ? one + NameKeys.Number(words[1].Text) : "";
        return one.Length is >= 1 and <= 5 && two.Length >= least && two.Count(char.IsAsciiDigit) >= 3 ? (two, 2) : null;
    };

    /// <summary>What stands in the column of a label further down than its value, with the row's distance, up to another label in the column or a wide gap.</summary>
    public static IEnumerable<(int By, List<RowWord> Words)> FurtherBelow(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, int most)
    {
        for (var by = 2; by <= most && row.Index + by < rows.Count; by++)
        {
            var next = rows[row.Index + by];
            var words = Column(rows, row, label, by);
            if (next.Box.Y - rows[row.Index + by - 1].Box.Bottom > 3 * row.Words.Max(w => w.Box.Height) || (words.Count > 0 && StartsLabel(next, words[0])))
            {
                yield break;
            }

            if (words.Count > 0)
            {
                yield return (by, words);
            }
        }
    }

    public static List<RowWord> Below(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, int by = 1)
    {
        if (!label.Marked || row.Index + by >= rows.Count)
        {
            return [];
        }

        var next = rows[row.Index + by];
        var height = row.Words.Max(w => w.Box.Height);
        if (next.Box.Y - rows[row.Index + by - 1].Box.Bottom > 3 * height)
        {
            return [];
        }

        var found = Column(rows, row, label, by);
        return found.Count > 0 && StartsLabel(next, found[0]) ? [] : found;
    }

    /// <summary>The words of a further row that stand below the label.</summary>
    private static List<RowWord> Column(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, int by)
    {
        var height = row.Words.Max(w => w.Box.Height);
        var left = row.Words[label.Start].Box.X - (1.5 * height);
        var right = row.Words.Skip(label.End).Where(w => w.Cell != row.Words[label.Start].Cell).Select(w => w.Box.X - (0.5 * height)).DefaultIfEmpty(double.MaxValue).Min();
        var next = rows[row.Index + by].Words;
        var found = next.Where(w => w.Box.X >= left && w.Box.X < right).ToList();

        // On a skewed page a value begins left of its label: it is taken whole ("Keller, James R"), unless it reaches below the label before.
        if (found.Count > 0 && next.Where(w => w.Cell == found[0].Cell && w.Box.X < left).ToList() is { Count: > 0 } cut
            && row.Words.Take(label.Start).Where(w => w.Cell != row.Words[label.Start].Cell).Select(w => (double)w.Box.Right).DefaultIfEmpty(double.MinValue).Max() < cut[0].Box.X)
        {
            found.InsertRange(0, cut);
        }

        return found;
    }

    private static bool StartsLabel(PageRow row, RowWord word) => PatientLabels.In(row).Any(l => l.Marked && row.Words[l.Start] == word);

    [GeneratedRegex(@"(?<![0-9])(\+?1[\s.-]*)?\(?[0-9]{3}\)?[\s.-]*[0-9]{3}[\s.-]*[0-9]{4}(?![0-9])")]
    private static partial Regex PhoneForm();
}
