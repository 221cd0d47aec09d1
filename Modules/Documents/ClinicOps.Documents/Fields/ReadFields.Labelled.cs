using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>What stands at a label: beside it, below it, or running on.</summary>
internal static partial class ReadFields
{
    private static List<LabelledField> Labelled(OrderSheet sheet, LabelTable<DocumentField> form)
    {
        var found = new List<LabelledField>();
        foreach (var page in sheet.Rows.Select(r => r.Row).GroupBy(r => r.Page))
        {
            var rows = page.ToList();
            for (var i = 0; i < rows.Count; i++)
            {
                // What stands beside boxes is a choice, and is read as one.
                foreach (var label in form.In(rows[i]).Where(l => l.Field != DocumentField.Other && !TickMarks.Any(rows[i]) && !IsInPhrase(rows[i], l)))
                {
                    if (label.Field.Kind() == FieldKind.Amount && IsOfSeveral(rows[i], label, form))
                    {
                        continue;
                    }

                    var words = BeforeOthers(rows[i], form, StackedBelow(rows, i, label, form) ?? RunningOn(rows, i, label, form, form.ValueOf(rows, i, label)));
                    if (words.Count > 0 && !IsColumnName(words) && (label.Sure || IsTyped(words.FirstOrDefault(w => w.Key.Length > 0) ?? words[0]) || (label.Field.Kind() == FieldKind.Count && IsCount(words))))
                    {
                        found.Add(new(label.Field, words, rows[i].Page, LabelOf(rows[i], label)));
                    }
                }

                // "PCP $25 Specialist $45" on a card: an amount in dollars says that a label stands before it.
                var row = rows[i];
                found.AddRange(form.Terms(row)
                    .Where(l => l.Field.Kind() == FieldKind.Amount && l.End < row.Words.Count && row.Words[l.End].Text is ['$', _, ..] && (l.Start == 0 || !IsPartOfLabel(row.Words[l.Start - 1])))
                    .Select(l => new LabelledField(l.Field, [row.Words[l.End]], row.Page, LabelOf(row, l))));
            }
        }

        return found;
    }

    /// <summary>The label as the page words it.</summary>
    public static string LabelOf(PageRow row, FieldLabel<DocumentField> label) => OrderText.Join(row.Words.Skip(label.Start).Take(label.End - label.Start)).TrimEnd(':', ' ');

    /// <summary>"Item | Detail" heads a table: what stands beside is no value.</summary>
    private static bool IsColumnName(List<RowWord> words) => words.Count == 1 && words[0].Key is "detail" or "details" or "value" or "response" or "answer";

    /// <summary>
    /// Cells with their values below them, as a form in boxes has it: the row of values stands close under the row of labels, cell under cell.
    /// A label beside that was misread must not pass for the value. Null where the form is not of this kind.
    /// </summary>
    private static List<RowWord>? StackedBelow(List<PageRow> rows, int at, FieldLabel<DocumentField> label, LabelTable<DocumentField> form)
    {
        if (at + 1 >= rows.Count || !label.Sure || rows[at].Cells < 2 || rows[at].Words.Any(w => w.EndsLabel) || form.In(rows[at + 1]).Any(l => l.Sure))
        {
            return null;
        }

        var (row, below) = (rows[at], rows[at + 1]);
        var height = row.Words.Max(w => w.Box.Height);
        List<int> Lefts(PageRow of) => [.. of.Words.GroupBy(w => w.Cell).Select(c => c.First().Box.X)];
        var step = below.Box.Y - row.Box.Y;
        var table = row.Cells >= 3 && !row.Text.Any(char.IsDigit) && below.Text.Any(char.IsDigit);
        var close = table || (at + 2 < rows.Count ? step < 0.8 * (rows[at + 2].Box.Y - below.Box.Y) : row.Cells >= 3);
        return close && step <= 2.5 * height && Lefts(below).Count == row.Cells && Lefts(row).Zip(Lefts(below)).All(x => Math.Abs(x.First - x.Second) <= height)
            ? [.. below.Words.Where(w => w.Cell == row.Words[label.Start].Cell)]
            : null;
    }

    /// <summary>"Decision: Pended. Reason: more notes" set as a paragraph: the value goes on at the paragraph's margin up to its full stop.</summary>
    private static IReadOnlyList<RowWord> RunningOn(List<PageRow> rows, int at, FieldLabel<DocumentField> label, LabelTable<DocumentField> form, IReadOnlyList<RowWord> words)
    {
        var row = rows[at];
        if (words.Count == 0 || at + 1 >= rows.Count || label.Start == 0 || !row.Words[label.Start - 1].Text.EndsWith('.') || words[^1] != row.Words[^1] || words[^1].Text.EndsWith('.'))
        {
            return words;
        }

        var next = rows[at + 1];
        var height = row.Words.Max(w => w.Box.Height);
        if (next.Box.Y - row.Box.Bottom > height || Math.Abs(next.Box.X - row.Box.X) > height)
        {
            return words;
        }

        var end = form.In(next).Where(l => l.Sure).Select(l => l.Start).DefaultIfEmpty(next.Words.Count).Min();
        var stop = next.Words.Take(end).ToList().FindIndex(w => w.Text.EndsWith('.') && w.Key.Length > 2);
        return [.. words, .. next.Words.Take(stop < 0 ? end : stop + 1)];
    }

    /// <summary>"Services authorized by PCP:", "why did we deny your request?": the end of another label. "Records Request" is a title.</summary>
    private static bool IsInPhrase(PageRow row, FieldLabel<DocumentField> label) =>
        (label.Start > 0 && row.Words[label.Start - 1].Cell == row.Words[label.Start].Cell && row.Words[label.Start - 1].Key is "by" or "of" or "for" or "per" or "the" or "your" or "our" or "medical")
        || (label.Field == DocumentField.What && row.Words[label.End - 1].Key == "request" && !row.Words[label.End - 1].EndsLabel);

    /// <summary>
    /// A value without what else stands there: boxes that are offered below it (nobody ticked what is read here), and cells beside it with a
    /// label of their own, whether the form knows it or not.
    /// </summary>
    private static List<RowWord> BeforeOthers(PageRow row, LabelTable<DocumentField> form, IReadOnlyList<RowWord> words)
    {
        var starts = form.In(row).Select(l => row.Words[l.Start]).ToHashSet<RowWord>(ReferenceEqualityComparer.Instance);
        var boxed = Enumerable.Range(0, words.Count)
            .FirstOrDefault(i => TickMarks.At(words, i).Tick != Tick.None && !(words[i].Key == "x" && i + 1 < words.Count && FieldValues.CountOf(words[i + 1].Text) is not null), words.Count);
        var labelled = Enumerable.Range(1, Math.Max(0, words.Count - 1))
            .FirstOrDefault(i => words[i].Cell != words[i - 1].Cell && words[i].Box.Y < words[i - 1].Box.Bottom
                && (starts.Contains(words[i]) || words.Skip(i).TakeWhile(w => w.Cell == words[i].Cell && w.Box.Y < words[i].Box.Bottom).Take(4).Any(w => w.EndsLabel)), words.Count);
        return [.. words.Take(Math.Min(boxed, labelled))];
    }

    /// <summary>"Copays: PCP $25", "office / specialist: $25 / $45": the amount behind is another label's, or one of a list.</summary>
    private static bool IsOfSeveral(PageRow row, FieldLabel<DocumentField> label, LabelTable<DocumentField> form) =>
        (label.Start > 0 && (row.Words[label.Start - 1].Text.EndsWith('/') || row.Words[label.Start - 1].Sign == "/"))
        || form.Terms(row).Any(t => t.Start == label.End && t.Field.Kind() == FieldKind.Amount);

    /// <summary>"Family deductible", "remaining deductible": another amount than the label alone says.</summary>
    private static bool IsPartOfLabel(RowWord before) => before.Text.All(c => char.IsLetter(c) || c is '-' or '(' or ')');

    private static bool IsCount(List<RowWord> words) =>
        FieldValues.CountOf(words[0].Text) is not null && (words.Count == 1 || words[1].Cell != words[0].Cell || words[1].Box.Y >= words[0].Box.Bottom || FieldValues.BasisOf(words[1].Key) is not null);

    /// <summary>An amount, a number or a day, right behind words that begin a cell: they are its label without a colon.</summary>
    private static bool IsTyped(RowWord word) => word.Text[0] == '$' || (word.Text.Count(char.IsDigit) >= 2 && word.Text.Count(char.IsDigit) * 2 >= word.Text.Length);
}
