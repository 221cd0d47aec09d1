using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>Reads tables of orders: a line of column names (test, code, diagnosis, priority in any order), then one order a line.</summary>
internal static class TabledOrders
{
    private const int MostRows = 40;

    private sealed record Column(OrderField Field, int Left);

    public static IReadOnlyList<FoundOrder> In(OrderSheet sheet, OrderField what)
    {
        var found = new List<FoundOrder>();
        for (var i = 0; i < sheet.Rows.Count; i++)
        {
            if (sheet.Rows[i].Part is not SheetPart.Notes && ColumnsOf(sheet.Rows[i].Row, what) is { } columns)
            {
                var body = BodyOf(sheet, i);
                found.AddRange(OrdersOf(sheet, body, columns, what));
                i += body.Count;
            }
        }

        return found;
    }

    /// <summary>The columns when the row is a line of column names with one for what is ordered, else null.</summary>
    private static List<Column>? ColumnsOf(PageRow row, OrderField what)
    {
        if (row.Words.Count < 2 || row.Words.Any(w => w.EndsLabel))
        {
            return null;
        }

        var terms = OrderLabels.Terms(row);
        var named = terms.Sum(t => t.End - t.Start);
        return named >= 0.6 * row.Words.Count(w => w.Key.Length > 0)
            && terms.Any(t => t.Field == what)
            && terms.Where(t => t.Field != what).Any(t => t.Field is OrderField.Code or OrderField.Diagnosis or OrderField.Urgency or OrderField.Side or OrderField.Detail)
            ? [.. terms.Select(t => new Column(t.Field, row.Words[t.Start].Box.X))]
            : null;
    }

    private static List<int> BodyOf(OrderSheet sheet, int head)
    {
        var body = new List<int>();
        for (var i = head + 1; i < sheet.Rows.Count && body.Count < MostRows; i++)
        {
            var (above, row) = (sheet.Rows[i - 1].Row, sheet.Rows[i].Row);
            var height = above.Words.Max(w => w.Box.Height);
            if (row.Page != above.Page || row.Box.Y - above.Box.Bottom > 4 * height || sheet.Rows[i].IsHeading
                || OrderLabels.In(row).Any(l => l.Sure && (row.Words[l.End - 1].EndsLabel || (l.Start == 0 && l.Field is not (OrderField.Item or OrderField.Detail or OrderField.Other)))))
            {
                break;
            }

            body.Add(i);
        }

        return body;
    }

    private static List<FoundOrder> OrdersOf(OrderSheet sheet, List<int> body, List<Column> columns, OrderField what)
    {
        var lines = new List<(int At, List<RowWord> Words)>();
        foreach (var i in body)
        {
            var row = sheet.Rows[i].Row;
            var description = InColumn(row.Words, columns, what);

            // A line with words only where the order stands goes on with the one above.
            if (lines.Count > 0 && description.Count > 0 && description.Count == row.Words.Count(w => w.Key.Length > 0) && OrderText.Parts(row.Words, row.Page).Code is null && columns.Count > 1)
            {
                lines[^1].Words.AddRange(row.Words);
            }
            else
            {
                lines.Add((i, [.. row.Words]));
            }
        }

        return [.. lines.Select(l => OrderOf(l.At, l.Words, sheet.Rows[l.At].Page, columns, what)).OfType<FoundOrder>()];
    }

    private static FoundOrder? OrderOf(int at, List<RowWord> words, int page, List<Column> columns, OrderField what)
    {
        var all = OrderText.Parts(words, page);
        var own = OrderText.Parts(InColumn(words, columns, what), page);
        var description = (own.Description.Count > 0 ? own.Description : all.Description).Where(w => !IsStrayCode(words, w)).ToList();
        if (description.Count == 0 || OrderText.TakesBack(OrderText.Join(words)))
        {
            return null;
        }

        var details = InColumn(words, columns, OrderField.Detail).Where(w => !description.Contains(w)).ToList();
        var side = OrderText.SideOf(InColumn(words, columns, OrderField.Side));
        var reason = InColumn(words, columns, OrderField.Diagnosis).Where(w => w.Key.Length > 0 && OrderCodes.Diagnosis(w, true) is null && !words.TakeWhile(x => x != w).Any(x => x.EndsLabel)).ToList();
        var icd = all.Icd10 ?? InColumn(words, columns, OrderField.Diagnosis)
            .Select(w => OrderCodes.Diagnosis(w, true) is { } code ? OrderText.Read(code, [w], page, "diagnosis code in its column") : null).FirstOrDefault(f => f is not null);
        var urgency = InColumn(words, columns, OrderField.Urgency) is { Count: > 0 } u && OrderText.UrgencyOf(OrderText.Join(u)) is { } level
            ? OrderText.Read(level, u, page, "urgency in its column")
            : all.Urgency;
        return new(
            own with
            {
                Kind = own.Kind ?? all.Kind,
                Weight = Math.Max(own.Weight, all.Weight),
                Description = [.. description, .. details],
                Code = all.Code,
                Icd10 = icd,
                Diagnosis = reason.Count > 0 ? OrderText.Read(OrderText.Join(reason), reason, page, "diagnosis in its column") : all.Diagnosis,
                Urgency = urgency,
                Due = all.Due,
            },
            at,
            "line of a table",
            side is { } s ? OrderText.Read(s.Side, [s.Word], page, "side in its column") : null,
            InContext: true);
    }

    /// <summary>A code misread beyond knowing, in a cell of its own beyond the text: a column whose name was not read.</summary>
    private static bool IsStrayCode(List<RowWord> words, RowWord word) =>
        word.Cell > words[0].Cell && word.Text.Any(char.IsDigit) && words.Count(w => w.Cell == word.Cell && w.Box.Y < word.Box.Bottom && w.Box.Bottom > word.Box.Y) == 1
        && word.Text.Contains('.', StringComparison.Ordinal);

    /// <summary>The words that begin at or right of the column and before the next one.</summary>
    private static List<RowWord> InColumn(IReadOnlyList<RowWord> words, List<Column> columns, OrderField field) =>
        [.. words.Where(w => w.Key.Length > 0 && columns.LastOrDefault(c => c.Left <= w.Box.X + (0.8 * w.Box.Height))?.Field == field)];
}
