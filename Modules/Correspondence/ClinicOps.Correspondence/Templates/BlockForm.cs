using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Templates;

/// <summary>A block as staff write it: a kind, texts with a line for each part, and when it is drawn. Public setters for the model binder alone.</summary>
internal sealed class BlockForm
{
    public const string Letterhead = "letterhead";
    public const string Date = "date";
    public const string Address = "address";
    public const string Paragraph = "paragraph";
    public const string List = "list";
    public const string Table = "table";
    public const string Visits = "visits";
    public const string Results = "results";
    public const string Signature = "signature";
    public const string PageBreak = "page-break";

    private const char Parting = '|';

    /// <summary>Each kind with its name and with what its text holds, in the order in which they are offered.</summary>
    public static readonly IReadOnlyList<(string Kind, string Name, string Holds)> Kinds =
    [
        (Paragraph, "Text", "An empty line begins a paragraph."),
        (List, "List", "A line for each item."),
        (Table, "Table", "A line for each row, its cells parted by |."),
        (Visits, "Table of coming visits", "What is said where there are none; empty for nothing."),
        (Results, "Table of results", "What is said where there are none; empty for nothing."),
        (Letterhead, "Letterhead", "The name, then the lines under it."),
        (Date, "Date", "One line."),
        (Address, "Address", "A line each, at most five: the window of the envelope shows no more."),
        (Signature, "Signature", "Closing, name and role, a line each."),
        (PageBreak, "Page break", ""),
    ];

    public string? Kind { get; set; }

    public string? Text { get; set; }

    /// <summary>Of a table, parted by |.</summary>
    public string? Headings { get; set; }

    /// <summary>Empty for a block that is always drawn.</summary>
    public string? Field { get; set; }

    public string? Test { get; set; }

    public string? Value { get; set; }

    /// <summary>Removed on the page, and can be put back there until it is saved.</summary>
    public bool Removed { get; set; }

    /// <summary>Two blocks that say the same are the same.</summary>
    public (string?, string?, string?, string?, string?, string?) Said => (Kind, Text, Headings, Field, Test, Value);

    public bool HasText => Kind != PageBreak;

    public bool HasHeadings => Kind is Table or Visits or Results;

    /// <summary>Its rows come from elsewhere; its text is what is said where there are none.</summary>
    public bool SaysWhenNone => Kind is Visits or Results;

    public static BlockForm Of(LetterBlock block)
    {
        (string Kind, string Headings, IReadOnlyList<string> Lines) said = block switch
        {
            LetterBlock.Letterhead head => (Letterhead, "", [head.Name, .. head.Lines]),
            LetterBlock.DateLine date => (Date, "", [date.Text]),
            LetterBlock.AddressBlock address => (Address, "", address.Lines),
            LetterBlock.Paragraph paragraph => (Paragraph, "", [paragraph.Text]),
            LetterBlock.ItemList list => (List, "", list.Items),
            LetterBlock.Table table => (Table, Cells(table.Headings), [.. table.Rows.Select(Cells)]),
            LetterBlock.VisitTable visits => (Visits, Cells(visits.Headings), [visits.WhenNone]),
            LetterBlock.ResultTable results => (Results, Cells(results.Headings), [results.WhenNone]),
            LetterBlock.Signature signature => (Signature, "", [signature.Closing, signature.Name, signature.Role]),
            LetterBlock.PageBreak => (PageBreak, "", []),
            _ => throw new InvalidOperationException($"A {block.GetType().Name} is not written by staff."),
        };
        return new BlockForm
        {
            Kind = said.Kind,
            Headings = said.Headings,
            Text = string.Join('\n', said.Lines).Trim(),
            Field = block.OnlyIf?.Field ?? "",
            Test = block.OnlyIf?.Test ?? "",
            Value = block.OnlyIf?.Value ?? "",
        };
    }

    /// <summary>Null where the kind is none.</summary>
    public LetterBlock? ToBlock()
    {
        // Browsers send line ends as CR LF.
        var text = (Text ?? "").ReplaceLineEndings("\n").Trim();
        string[] lines = [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        string[] headings = string.IsNullOrWhiteSpace(Headings) ? [] : [.. Headings.Split(Parting, StringSplitOptions.TrimEntries)];
        LetterBlock? block = Kind switch
        {
            Letterhead => new LetterBlock.Letterhead(lines.FirstOrDefault() ?? "", lines[Math.Min(1, lines.Length)..]),
            Date => new LetterBlock.DateLine(string.Join(' ', lines)),
            Address => new LetterBlock.AddressBlock(lines),
            Paragraph => new LetterBlock.Paragraph(text),
            List => new LetterBlock.ItemList(lines),
            Table => new LetterBlock.Table(headings, Rows(lines, headings.Length)),
            Visits => new LetterBlock.VisitTable(headings, text),
            Results => new LetterBlock.ResultTable(headings, text),
            Signature => new LetterBlock.Signature("", "", "").WithEditableText(text),
            PageBreak => new LetterBlock.PageBreak(),
            _ => null,
        };
        if (block is null || string.IsNullOrWhiteSpace(Field))
        {
            return block;
        }

        var test = LetterCondition.Tests.Select(known => known.Test).FirstOrDefault(known => known == Test) ?? LetterCondition.Known;
        return block with { OnlyIf = new LetterCondition(Field, test, LetterCondition.AsksForValue(test) ? Value?.Trim() ?? "" : "") };
    }

    private static string Cells(IReadOnlyList<string> cells) => string.Join($" {Parting} ", cells);

    /// <summary>Each as long as the longest: a cell that is not there is empty.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Rows(IEnumerable<string> lines, int least)
    {
        var rows = lines.Select(line => line.Split(Parting, StringSplitOptions.TrimEntries)).ToList();
        var columns = Math.Max(least, rows.Select(row => row.Length).DefaultIfEmpty().Max());
        return [.. rows.Select(row => (IReadOnlyList<string>)[.. row, .. Enumerable.Repeat("", columns - row.Length)])];
    }
}
