using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <param name="Start">Index of its first word in the row.</param>
/// <param name="End">Index after its last word.</param>
/// <param name="Sure">A colon follows, or it fills its cell.</param>
internal sealed record FieldLabel<TField>(TField Field, int Start, int End, bool Sure);

/// <summary>The labels of a kind of form in their many wordings, and where the value of one stands.</summary>
/// <param name="table">A line a field: its name, a colon, and its wordings in lower case, parted by bars.</param>
internal sealed class LabelTable<TField>(string table)
    where TField : struct, Enum
{
    private sealed record Wording(TField Field, string[] Phrase);

    private readonly ILookup<char, Wording> wordings = Read(table);

    /// <summary>Those that have a label.</summary>
    public IEnumerable<TField> Fields => wordings.SelectMany(same => same).Select(wording => wording.Field).Distinct();

    public IReadOnlyList<FieldLabel<TField>> In(PageRow row)
    {
        var labels = new List<FieldLabel<TField>>();
        for (var i = 0; i < row.Words.Count;)
        {
            var label = At(row, i);
            if (label is not null)
            {
                labels.Add(label);
            }

            i = label?.End ?? i + 1;
        }

        return labels;
    }

    /// <summary>Every wording in the row wherever it stands: for lines of column names, which have neither colons nor cells.</summary>
    public IReadOnlyList<FieldLabel<TField>> Terms(PageRow row)
    {
        var terms = new List<FieldLabel<TField>>();
        for (var i = 0; i < row.Words.Count;)
        {
            var term = Longest(row, i);
            if (term is not null)
            {
                terms.Add(new(term.Field, i, i + term.Phrase.Length, false));
            }

            i += term?.Phrase.Length ?? 1;
        }

        return terms;
    }

    /// <summary>
    /// The words of a label's value: beside it up to the next label, else below it in its column; with the lines that go on at
    /// the value's own margin.
    /// </summary>
    public IReadOnlyList<RowWord> ValueOf(IReadOnlyList<PageRow> rows, int index, FieldLabel<TField> label)
    {
        var row = rows[index];
        var next = Ends(row).Where(s => s >= label.End).DefaultIfEmpty(row.Words.Count).Min();
        var beside = row.Words.Skip(label.End).Take(next - label.End).ToList();
        var right = next < row.Words.Count ? row.Words[next].Box.X - 4 : int.MaxValue;
        return beside.Count > 0
            ? [.. beside, .. GoingOn(rows, index, beside[0].Box.X, right)]
            : next < row.Words.Count && row.Words[next].Cell == row.Words[label.End - 1].Cell ? []
            : Below(rows, index, row.Words[label.Start].Box.X, RightOf(row, label));
    }

    /// <summary>Where fields begin in the row: their labels end the value before them.</summary>
    private IEnumerable<int> Ends(PageRow row) =>
        In(row).Where(l => l.Sure).Select(l => l.Start)
            .Concat(PatientLabels.In(row).Where(l => l.Marked && l.Kind is not (LabelKind.Role or LabelKind.Other or LabelKind.PatientName)).Select(l => l.Start));

    /// <summary>The lines below that stand within the value's column and begin no field of their own.</summary>
    private List<RowWord> GoingOn(IReadOnlyList<PageRow> rows, int index, int left, int right)
    {
        var more = new List<RowWord>();
        for (var i = index + 1; i < rows.Count && i <= index + 3; i++)
        {
            var height = rows[i - 1].Words.Max(w => w.Box.Height);
            var inColumn = rows[i].Words.Where(w => w.Box.X >= left - height && w.Box.X < right).ToList();
            if (rows[i].Box.Y - rows[i - 1].Box.Bottom > 1.2 * height || inColumn.Count == 0 || rows[i].Words.Any(w => w.Box.X < left - height) || Ends(rows[i]).Any())
            {
                break;
            }

            more.AddRange(inColumn);
        }

        return more;
    }

    private List<RowWord> Below(IReadOnlyList<PageRow> rows, int index, int left, int right)
    {
        var height = rows[index].Words.Max(w => w.Box.Height);
        if (index + 1 >= rows.Count || rows[index + 1].Box.Y - rows[index].Box.Bottom > 2 * height)
        {
            return [];
        }

        var next = rows[index + 1];
        var found = next.Words.Where(w => w.Box.X >= left - (1.5 * height) && w.Box.X < right).ToList();
        var starts = Ends(next).ToHashSet();
        return found.Count > 0 && starts.Any(s => next.Words[s] == found[0]) ? [] : [.. found, .. GoingOn(rows, index + 1, left, right)];
    }

    private static int RightOf(PageRow row, FieldLabel<TField> label) =>
        row.Words.Skip(label.End).Where(w => w.Cell != row.Words[label.End - 1].Cell).Select(w => w.Box.X - 8).DefaultIfEmpty(int.MaxValue).First();

    private FieldLabel<TField>? At(PageRow row, int at)
    {
        if (Longest(row, at) is not { } longest)
        {
            return null;
        }

        var end = at + longest.Phrase.Length;
        var startsCell = at == 0 || row.Words[at - 1].Cell != row.Words[at].Cell;

        // A semicolon is a misread colon only where a field may begin: "metabolic panel; TSH" is a list.
        bool Ends(int i) => row.Words[i].Text.EndsWith(':') || (row.Words[i].EndsLabel && startsCell && (at == 0 || row.Words[at - 1].EndsLabel));
        var colon = Ends(end - 1);

        // "Test(s) Ordered #1 :", "Order # 2:", a number or a hint belongs to the label when the colon follows.
        for (var i = end; !colon && i < row.Words.Count && i < end + 3; i++)
        {
            if (Ends(i) && (row.Words[i].Key.Length <= 2 || row.Words[i].Text[0] is '(' or '#' || row.Words[end].Text[0] is '('))
            {
                (end, colon) = (i + 1, true);
            }
            else if (row.Words[i].Text.EndsWith('.') && row.Words[i].Key.Length > 2)
            {
                // "notes needed. Due By:" is the end of one value and the label of the next.
                break;
            }
        }

        var fillsCell = startsCell && (end == row.Words.Count || row.Words[end].Cell != row.Words[end - 1].Cell);
        return colon || fillsCell || startsCell ? new(longest.Field, at, end, colon || fillsCell) : null;
    }

    private Wording? Longest(PageRow row, int at) =>
        row.Words[at].Key.Length == 0
            ? null
            : wordings[row.Words[at].Key[0]]
                .Where(w => Phrases.StartsAt(row, at, w.Phrase)
                    && row.Words[at].Cell == row.Words[at + w.Phrase.Length - 1].Cell
                    && row.Words.Skip(at).Take(w.Phrase.Length - 1).All(x => !x.EndsLabel))
                .MaxBy(w => (w.Phrase.Length, w.Phrase[0] == row.Words[at].Key));

    private static ILookup<char, Wording> Read(string table) => (
        from line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        from phrase in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries)
        select new Wording(Enum.Parse<TField>(line[..colon]), phrase.Split(' ')))
        .ToLookup(w => w.Phrase[0][0]);
}
