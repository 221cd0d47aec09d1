using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Templates;

/// <summary>Puts values in the place of fields. A letter with a field that is unknown, or whose value is, is refused: never a gap.</summary>
internal static partial class MergeLetter
{
    /// <summary>As many lines as the window of a #10 envelope shows.</summary>
    public const int MostAddressLines = 5;

    public static Merged Run(IReadOnlyList<LetterBlock> blocks, IReadOnlyList<MergeValue> values)
    {
        var known = values.Where(value => !string.IsNullOrWhiteSpace(value.Value)).ToDictionary(value => value.Field, value => value.Value!.Trim());
        var problems = WrongFields(blocks).ToList();
        var wanted = blocks.Where(block => block.OnlyIf is not { } condition || condition.Holds(known.GetValueOrDefault(condition.Field))).Select(block => block with { OnlyIf = null }).ToList();
        problems.AddRange(FieldsInTexts(wanted).Where(field => MergeFields.LabelOf(field) is not null && !known.ContainsKey(field)).Select(field => new MergeProblem.Missing(field)));

        // Of rows that nobody has asked for yet: not the same as that there are none.
        problems.AddRange(wanted.Select(block => block.RowsField).OfType<string>().Distinct().Where(field => !values.Any(value => value.Field == field)).Select(field => new MergeProblem.Missing(field)));

        if (problems.Count > 0)
        {
            return new Merged.Refused(problems);
        }

        var merged = wanted.Select(block => block.WithTexts(text => MergeFields.Replace(text, field => known[field])))
            .SelectMany(block => Settle(block, block.RowsField is { } rows ? known.GetValueOrDefault(rows) : null)).ToList();
        var longest = merged.OfType<LetterBlock.AddressBlock>().Select(address => LinesOf(address).Count()).DefaultIfEmpty().Max();
        return longest > MostAddressLines ? new Merged.Refused([new MergeProblem.AddressTooLong(longest)]) : new Merged.Complete(merged);
    }

    /// <summary>What is wrong with the texts themselves, whatever the values are.</summary>
    public static IEnumerable<MergeProblem> WrongFields(IReadOnlyList<LetterBlock> blocks) =>
    [
        .. Fields(blocks).Where(field => MergeFields.LabelOf(field) is null).Select(field => new MergeProblem.Unknown(field)),
        .. blocks.SelectMany(block => block.Texts).Where(MergeFields.HasLooseBraces).Select(text => new MergeProblem.LooseBraces()).Take(1),
    ];

    /// <summary>The fields that the blocks and their conditions name, each once, in reading order.</summary>
    public static IEnumerable<string> Fields(IReadOnlyList<LetterBlock> blocks) => blocks
        .SelectMany(block => (IEnumerable<string>)[
            .. block.OnlyIf is { } condition ? [condition.Field] : Array.Empty<string>(),
            .. block.Texts.SelectMany(MergeFields.NamesIn),
            .. block.RowsField is { } rows ? [rows] : Array.Empty<string>()])
        .Distinct();

    /// <summary>A value may bring several lines, as an address does.</summary>
    public static IEnumerable<string> LinesOf(LetterBlock.AddressBlock address) =>
        address.Lines.SelectMany(line => line.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An empty line begins a new one, also where it has spaces in it.</summary>
    public static IEnumerable<string> PartsOf(LetterBlock.Paragraph paragraph) => EmptyLines().Split(paragraph.Text.ReplaceLineEndings("\n")).Select(part => part.Trim()).Where(part => part.Length > 0);

    [GeneratedRegex(@"\n[^\S\n]*\n")]
    private static partial Regex EmptyLines();

    private static IEnumerable<string> FieldsInTexts(IReadOnlyList<LetterBlock> blocks) => blocks.SelectMany(block => block.Texts).SelectMany(MergeFields.NamesIn).Distinct();

    /// <summary>After the fields are replaced: the line of a visit or a result is a value, and braces in it mean nothing.</summary>
    private static IEnumerable<LetterBlock> Settle(LetterBlock block, string? lines) => block switch
    {
        LetterBlock.VisitTable visits => AsTable(visits.Headings, visits.WhenNone, lines),
        LetterBlock.ResultTable results => AsTable(results.Headings, results.WhenNone, lines),
        _ => [block],
    };

    private static IEnumerable<LetterBlock> AsTable(IReadOnlyList<string> headings, string whenNone, string? lines)
    {
        if (lines is null)
        {
            return whenNone.Length > 0 ? [new LetterBlock.Paragraph(whenNone)] : [];
        }

        var rows = lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (IReadOnlyList<string>)[.. line.Split(LetterBlock.VisitTable.Parting, StringSplitOptions.TrimEntries)]);
        return [new LetterBlock.Table(headings, [.. rows])];
    }
}

internal abstract record Merged
{
    private Merged()
    {
    }

    /// <summary>No field is left in these.</summary>
    public sealed record Complete(IReadOnlyList<LetterBlock> Blocks) : Merged;

    public sealed record Refused(IReadOnlyList<MergeProblem> Problems) : Merged;
}

internal abstract record MergeProblem
{
    private MergeProblem()
    {
    }

    /// <summary>What staff read: what is wrong, and what to do.</summary>
    public string Sentence => this switch
    {
        Missing missing => $"{MergeFields.LabelOf(missing.Field)} ({{{{{missing.Field}}}}}) is not known. Enter it, or take the field out of the text.",
        Unknown unknown => $"There is no field {{{{{unknown.Field}}}}}. Choose one of the list, or take it out of the text.",
        AddressTooLong address => $"The address has {address.Lines} lines; the window of an envelope shows {MergeLetter.MostAddressLines}. Shorten it.",
        FieldInSubject => "The subject takes no fields: it stands on lists, where no patient is to be read.",
        _ => "A field begins with {{ and ends with }}: one of them is missing somewhere in the text.",
    };

    /// <summary>Nobody knows the value.</summary>
    public sealed record Missing(string Field) : MergeProblem;

    /// <summary>No such field exists.</summary>
    public sealed record Unknown(string Field) : MergeProblem;

    public sealed record LooseBraces : MergeProblem;

    public sealed record FieldInSubject : MergeProblem;

    public sealed record AddressTooLong(int Lines) : MergeProblem;
}
