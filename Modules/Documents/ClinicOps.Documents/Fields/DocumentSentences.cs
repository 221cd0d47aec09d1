using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>The sentences of a document, joined over their lines. Boxes and headings belong to none.</summary>
internal static class DocumentSentences
{
    public static IEnumerable<(IReadOnlyList<RowWord> Words, int Page)> Of(OrderSheet sheet)
    {
        var sentence = new List<RowWord>();
        var page = 0;
        PageRow? above = null;
        foreach (var row in sheet.Rows.Select(r => r.Row))
        {
            var apart = above is null || row.Page != above.Page || row.Box.Y - above.Box.Bottom > 1.5 * row.Words.Max(w => w.Box.Height) || TickMarks.Any(row) || TickMarks.Any(above);
            if (apart && sentence.Count > 0)
            {
                yield return (sentence, page);
                sentence = [];
            }

            above = row;
            if (TickMarks.Any(row))
            {
                continue;
            }

            foreach (var word in row.Words)
            {
                page = sentence.Count == 0 ? row.Page : page;
                sentence.Add(word);
                if (word.Text.EndsWith('.') && word.Key.Length > 2)
                {
                    yield return (sentence, page);
                    sentence = [];
                }
            }
        }

        if (sentence.Count > 0)
        {
            yield return (sentence, page);
        }
    }
}
