using System.Text.Json.Serialization;

namespace ClinicOps.Correspondence.Letters;

/// <summary>
/// A part of a letter, in reading order. The set is closed: renderers draw these and nothing else. Texts may hold merge fields
/// ("{{patient.full_name}}") until they are merged, and are plain text at all times: no markup means anything. Conditions and tables of visits
/// and results are settled when a letter is merged: no renderer meets them.
/// </summary>
[JsonDerivedType(typeof(Letterhead), "letterhead")]
[JsonDerivedType(typeof(AddressBlock), "address")]
[JsonDerivedType(typeof(DateLine), "date")]
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(ItemList), "list")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(VisitTable), "visits")]
[JsonDerivedType(typeof(ResultTable), "results")]
[JsonDerivedType(typeof(Signature), "signature")]
[JsonDerivedType(typeof(PageBreak), "page-break")]
internal abstract record LetterBlock
{
    private LetterBlock()
    {
    }

    /// <summary>When it is drawn at all; null for always.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LetterCondition? OnlyIf { get; init; }

    /// <summary>Who writes: above everything else on the first page.</summary>
    public sealed record Letterhead(string Name, IReadOnlyList<string> Lines) : LetterBlock;

    /// <summary>Whom the letter is for, in the place that a #10 window envelope shows: at most five lines.</summary>
    public sealed record AddressBlock(IReadOnlyList<string> Lines) : LetterBlock;

    public sealed record DateLine(string Text) : LetterBlock;

    /// <summary>Running text. An empty line begins a new paragraph, a line end a new line.</summary>
    public sealed record Paragraph(string Text) : LetterBlock;

    public sealed record ItemList(IReadOnlyList<string> Items) : LetterBlock;

    /// <param name="Headings">One a column; empty for a table whose first column says what the row is.</param>
    public sealed record Table(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows) : LetterBlock;

    /// <summary>The patient's coming visits; merged, it is a table, or what is said where there are none.</summary>
    /// <param name="Headings">Date, time, where, with whom.</param>
    /// <param name="WhenNone">Empty: then nothing is drawn.</param>
    public sealed record VisitTable(IReadOnlyList<string> Headings, string WhenNone) : LetterBlock
    {
        /// <summary>The field that holds the visits, one a line, so that whoever writes the letter may take one out.</summary>
        public const string Field = "visits.coming";

        /// <summary>Between the cells of such a line.</summary>
        public const char Parting = '|';
    }

    /// <summary>The results in the patient's chart; merged, it is a table, or what is said where there are none.</summary>
    /// <param name="Headings">When it came, what it is, what was ordered.</param>
    /// <param name="WhenNone">Empty: then nothing is drawn.</param>
    public sealed record ResultTable(IReadOnlyList<string> Headings, string WhenNone) : LetterBlock
    {
        /// <summary>The field that holds them, one a line, so that whoever writes the letter may take one out or say what it shows.</summary>
        public const string Field = "results.filed";
    }

    public sealed record Signature(string Closing, string Name, string Role) : LetterBlock;

    public sealed record PageBreak : LetterBlock;

    /// <summary>The same block with every text of it put through <paramref name="change"/>.</summary>
    public LetterBlock WithTexts(Func<string, string> change) => (this switch
    {
        Letterhead head => new Letterhead(change(head.Name), [.. head.Lines.Select(change)]),
        AddressBlock address => new AddressBlock([.. address.Lines.Select(change)]),
        DateLine date => new DateLine(change(date.Text)),
        Paragraph paragraph => new Paragraph(change(paragraph.Text)),
        ItemList list => new ItemList([.. list.Items.Select(change)]),
        Table table => new Table([.. table.Headings.Select(change)], [.. table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(change)])]),
        VisitTable visits => new VisitTable([.. visits.Headings.Select(change)], change(visits.WhenNone)),
        ResultTable results => new ResultTable([.. results.Headings.Select(change)], change(results.WhenNone)),
        Signature signature => new Signature(change(signature.Closing), change(signature.Name), change(signature.Role)),
        _ => this,
    }) with
    { OnlyIf = OnlyIf };

    /// <summary>Every text of the block, in reading order.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Texts
    {
        get
        {
            var texts = new List<string>();
            WithTexts(text =>
            {
                texts.Add(text);
                return text;
            });
            return texts;
        }
    }

    /// <summary>Of a table that is settled when the letter is merged: the field that holds its rows, a line each; null for every other block.</summary>
    [JsonIgnore]
    public string? RowsField => this switch
    {
        VisitTable => VisitTable.Field,
        ResultTable => ResultTable.Field,
        _ => null,
    };

    /// <summary>What staff may rewrite, one line an item; null for a block that is drawn as it is.</summary>
    [JsonIgnore]
    public string? EditableText => this switch
    {
        AddressBlock address => string.Join('\n', address.Lines),
        Paragraph paragraph => paragraph.Text,
        ItemList list => string.Join('\n', list.Items),
        Signature signature => string.Join('\n', signature.Closing, signature.Name, signature.Role),
        _ => null,
    };

    public LetterBlock WithEditableText(string text)
    {
        var normal = text.ReplaceLineEndings("\n").Trim();
        string[] lines = [.. normal.Split('\n').Select(line => line.Trim())];
        return (this switch
        {
            AddressBlock => new AddressBlock([.. lines.Where(line => line.Length > 0)]),
            Paragraph => new Paragraph(normal),
            ItemList => new ItemList([.. lines.Where(line => line.Length > 0)]),
            Signature => new Signature(lines[0], lines.ElementAtOrDefault(1) ?? "", string.Join(' ', lines.Skip(2))),
            _ => this,
        }) with
        { OnlyIf = OnlyIf };
    }
}
