using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>Who is named in a part of a form: "REFERRED TO" heads a column or a box, and below it stands "Name: ...", "Practice: ...".</summary>
internal static class PartySections
{
    private const int MostRows = 7;

    private static readonly LabelTable<DocumentField> Inside = new(
        """
        Correspondent: name|provider name|physician name|doctor name|specialist name|contact name|full name|provider|physician|doctor|specialist|consultant|clinician|practice|practice name|practice group|clinic|clinic name|facility|facility name|group|group name|office|organization|organization name|company|company name|agency|firm|firm name|law firm|business name|hospital|entity|name of provider|name of practice|name of facility|name of organization
        Other: phone|fax|tel|telephone|address|street|city|state|zip|npi|specialty|email|contact|date|dob|date of birth|attention|attn|tax id|taxonomy|suite|visits|diagnosis|reason|phone number|fax number
        """);

    /// <summary>Words that stand behind a label and make it a heading.</summary>
    private static readonly HashSet<string> Trailing = ["information", "info", "details", "section", "data", "name", "address", "organization", "person", "party", "entity"];

    public static IEnumerable<DocumentFieldRead> In(OrderSheet sheet, LabelTable<DocumentField> form, IReadOnlyList<DocumentField> parties)
    {
        foreach (var page in sheet.Rows.Select(r => r.Row).GroupBy(r => r.Page))
        {
            var rows = page.ToList();
            for (var i = 0; i < rows.Count; i++)
            {
                foreach (var label in form.In(rows[i]).Where(l => parties.Contains(l.Field) && IsHeading(rows[i], l)))
                {
                    var left = rows[i].Words[label.Start].Box.X;
                    var right = rows[i].Words.Skip(label.End).Where(w => w.Cell != rows[i].Words[label.End - 1].Cell).Select(w => w.Box.X).DefaultIfEmpty(int.MaxValue).First();
                    var heading = ReadFields.LabelOf(rows[i], label);
                    if (Named(rows, i, left, right, form, parties) is { } words)
                    {
                        foreach (var read in FieldValues.Named(label.Field, words, rows[i].Page, $"name below the heading \"{heading}\""))
                        {
                            yield return read;
                        }
                    }
                }
            }
        }
    }

    /// <summary>The label fills its cell, but for words that only say that something follows.</summary>
    private static bool IsHeading(PageRow row, FieldLabel<DocumentField> label) =>
        (label.Start == 0 || row.Words[label.Start - 1].Cell != row.Words[label.Start].Cell)
        && row.Words.Skip(label.End).TakeWhile(w => w.Cell == row.Words[label.End - 1].Cell).All(w => w.Key.Length == 0 || Trailing.Contains(w.Key));

    private static List<RowWord>? Named(List<PageRow> rows, int heading, int left, int right, LabelTable<DocumentField> form, IReadOnlyList<DocumentField> parties)
    {
        for (var i = heading + 1; i < rows.Count && i <= heading + MostRows; i++)
        {
            var (above, row) = (rows[i - 1], rows[i]);
            var height = above.Words.Max(w => w.Box.Height);
            var inColumn = row.Words.Where(w => w.Box.X >= left - (1.5 * height) && w.Box.X < right - 4).ToList();
            if (row.Box.Y - above.Box.Bottom > 3 * height || TickMarks.Any(row))
            {
                return null;
            }

            if (inColumn.Count == 0)
            {
                continue;
            }

            // The next part of the form, or the patient's.
            if (form.In(row).Any(l => parties.Contains(l.Field) && inColumn.Contains(row.Words[l.Start]) && IsHeading(row, l)) || inColumn[0].Key is "patient" or "member" or "client" or "subscriber" or "insurance" or "diagnosis" or "reason")
            {
                return null;
            }

            var label = Inside.In(row).FirstOrDefault(l => l.Sure && inColumn.Contains(row.Words[l.Start]) && (l.Start == 0 || row.Words[l.Start - 1].Cell != row.Words[l.Start].Cell));
            if (label is { Field: DocumentField.Correspondent } && Inside.ValueOf(rows, i, label).Where(w => w.Box.X < right - 4).ToList() is { Count: > 0 } value && PartyNames.Of(value).Count > 0)
            {
                return value;
            }
        }

        return null;
    }
}
