using System.Text;
using System.Text.Json.Serialization;

namespace ClinicOps.Intake.Papers;

/// <summary>What stands on a printed sheet, in the order it is read.</summary>
/// <param name="Aside">Beside the title, at the right: a day, a number.</param>
/// <param name="Footer">At the foot of every page: whom it is about, so that no page can be taken for another's.</param>
internal sealed record Sheet(string Title, string Aside, IReadOnlyList<string> Letterhead, string Footer, IReadOnlyList<SheetPart> Parts)
{
    /// <summary>The words of it, line by line: equal as long as nothing on it changed.</summary>
    public string Text()
    {
        var text = new StringBuilder().AppendJoin('\n', Letterhead).AppendLine().AppendLine(Title).AppendLine(Aside);
        foreach (var part in Parts)
        {
            text.AppendLine(part switch
            {
                SheetPart.Heading heading => heading.Text,
                SheetPart.Fact fact => $"{fact.Label}: {fact.Value}",
                SheetPart.Line line => line.Text,
                SheetPart.Table table => string.Join('\n', table.Rows.Prepend(table.Columns).Select(row => string.Join(" | ", row))),
                _ => throw new InvalidOperationException("A part of a sheet that is not known here."),
            });
        }

        return text.ToString();
    }
}

[JsonDerivedType(typeof(Heading), "heading")]
[JsonDerivedType(typeof(Fact), "fact")]
[JsonDerivedType(typeof(Line), "line")]
[JsonDerivedType(typeof(Table), "table")]
internal abstract record SheetPart
{
    private SheetPart()
    {
    }

    public sealed record Heading(string Text) : SheetPart;

    public sealed record Fact(string Label, string Value) : SheetPart;

    /// <param name="IsTick">With an empty box before it, to be ticked by hand.</param>
    public sealed record Line(string Text, bool IsTick = false, bool IsBold = false) : SheetPart;

    /// <param name="Shares">Of the width, by column; together 1.</param>
    public sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<double> Shares, IReadOnlyList<IReadOnlyList<string>> Rows) : SheetPart;
}

/// <summary>Draws a sheet with a pen, which goes on with the next or with pages of others.</summary>
internal static class DrawSheet
{
    private const double Size = 9.5;
    private const double Leading = 13.5;
    private const double Tick = 8;

    /// <summary>Where the values of facts begin.</summary>
    private const double Values = PaperPen.Left + 120;

    private const double Width = PaperPen.Right - PaperPen.Left;

    public static void With(PaperPen pen, Sheet sheet)
    {
        pen.StartSheet(sheet.Footer);
        foreach (var (line, place) in sheet.Letterhead.Select((line, place) => (line, place)))
        {
            pen.Write(line, place == 0 ? 12 : 8.5, PaperPen.Left, isBold: place == 0);
            pen.Down(place == 0 ? 15 : 11);
        }

        pen.Rule();
        pen.Down(22);
        pen.WriteRight(sheet.Aside, 10, PaperPen.Right, isBold: true);
        pen.Write(pen.Cut(sheet.Title, 15, Width - pen.Width(sheet.Aside, 10, isBold: true) - 10, isBold: true), 15, PaperPen.Left, isBold: true);
        pen.Down(20);
        foreach (var part in sheet.Parts)
        {
            Part(pen, part);
        }
    }

    private static void Part(PaperPen pen, SheetPart part)
    {
        switch (part)
        {
            case SheetPart.Heading heading:
                pen.Need(60);
                pen.Down(8);
                pen.Write(heading.Text, 11, PaperPen.Left, isBold: true);
                pen.Down(5);
                pen.Rule();
                pen.Down(14);
                break;
            case SheetPart.Fact fact:
                pen.Write(fact.Label, Size, PaperPen.Left);
                foreach (var line in pen.Broken(fact.Value, Size, PaperPen.Right - Values))
                {
                    pen.Write(line, Size, Values, isBold: true);
                    pen.Down(Leading);
                }

                break;
            case SheetPart.Line line:
                Line(pen, line);
                break;
            case SheetPart.Table table:
                Table(pen, table);
                break;
        }
    }

    private static void Line(PaperPen pen, SheetPart.Line said)
    {
        var from = said.IsTick ? PaperPen.Left + Tick + 8 : PaperPen.Left;
        var lines = pen.Broken(said.Text, Size, PaperPen.Right - from, said.IsBold);
        pen.Need(lines.Count * Leading);
        if (said.IsTick)
        {
            pen.Box(PaperPen.Left, Tick, Tick);
        }

        foreach (var line in lines)
        {
            pen.Write(line, Size, from, said.IsBold);
            pen.Down(Leading);
        }
    }

    private static void Table(PaperPen pen, SheetPart.Table table)
    {
        var starts = table.Shares.Select((_, column) => PaperPen.Left + (Width * table.Shares.Take(column).Sum())).ToList();
        void Row(IReadOnlyList<string> cells, bool isBold)
        {
            var broken = cells.Select((cell, column) => pen.Broken(cell, Size - 0.5, (Width * table.Shares[column]) - 8, isBold)).ToList();
            var height = broken.Max(lines => lines.Count);
            pen.Need(height * (Leading - 1));
            for (var line = 0; line < height; line++)
            {
                for (var column = 0; column < broken.Count; column++)
                {
                    if (line < broken[column].Count)
                    {
                        pen.Write(broken[column][line], Size - 0.5, starts[column], isBold);
                    }
                }

                pen.Down(Leading - 1);
            }
        }

        Row(table.Columns, isBold: true);
        pen.Up(9);
        pen.Rule();
        pen.Down(12);
        foreach (var row in table.Rows)
        {
            Row(row, isBold: false);
            pen.Down(1.5);
        }
    }
}
