using ClinicOps.Intake.Papers;

namespace ClinicOps.Intake.Ledger;

/// <summary>Draws a paper of money: letterhead, title with the number, facts, tables, notes. The content keeps what a font lacks.</summary>
internal sealed class PaperPdf(PaperPen pen)
{
    private const double Size = 10;

    /// <summary>Where the values of facts begin.</summary>
    private const double Values = PaperPen.Left + 130;

    /// <exception cref="IOException">The fonts are not installed.</exception>
    public static byte[] Draw(PaperContent content, string number)
    {
        using var pen = new PaperPen($"{content.Title} {number}");
        pen.StartSheet("");
        var drawing = new PaperPdf(pen);
        drawing.Heading(content, number);
        foreach (var fact in content.Facts)
        {
            drawing.Fact(fact);
        }

        foreach (var table in content.Tables)
        {
            drawing.Table(table);
        }

        pen.Down(14);
        foreach (var line in content.Notes.SelectMany(note => pen.Broken(note, 8, PaperPen.Right - PaperPen.Left)))
        {
            pen.Write(line, 8, PaperPen.Left);
            pen.Down(12);
        }

        return pen.Finish();
    }

    private void Heading(PaperContent content, string number)
    {
        foreach (var (line, place) in content.Letterhead.Select((line, place) => (line, place)))
        {
            pen.Write(line, place == 0 ? 14 : 9, PaperPen.Left, isBold: place == 0);
            pen.Down(place == 0 ? 18 : 12);
        }

        pen.Rule();
        pen.Down(24);
        pen.Write(content.Title, 16, PaperPen.Left, isBold: true);
        pen.WriteRight(number, 12, PaperPen.Right, isBold: true);
        pen.Down(26);
    }

    private void Fact(PaperFact fact)
    {
        pen.Write(fact.Label, Size, PaperPen.Left);
        foreach (var line in pen.Broken(fact.Value, Size, PaperPen.Right - Values))
        {
            pen.Write(line, Size, Values, isBold: true);
            pen.Down(15);
        }
    }

    private void Table(PaperTable table)
    {
        pen.Down(14);

        // Each is as wide as its widest cell, within reason; the first column takes what the others leave.
        var widths = table.Columns.Skip(1).Select((heading, column) => Math.Min(190, 14 + table.Rows.Select(row => pen.Width(row[column + 1], Size)).Append(pen.Width(heading, Size, isBold: true)).Max())).ToList();
        void Row(IReadOnlyList<string> cells, bool isBold)
        {
            pen.Write(pen.Cut(cells[0], Size, PaperPen.Right - PaperPen.Left - widths.Sum() - 6), Size, PaperPen.Left, isBold);
            var end = PaperPen.Right;
            for (var column = cells.Count - 1; column > 0; column--)
            {
                pen.WriteRight(pen.Cut(cells[column], Size, widths[column - 1] - 6), Size, end, isBold);
                end -= widths[column - 1];
            }

            pen.Down(15);
        }

        Row(table.Columns, isBold: true);
        pen.Up(11);
        pen.Rule();
        pen.Down(15);
        foreach (var row in table.Rows)
        {
            Row(row, isBold: false);
        }
    }
}
