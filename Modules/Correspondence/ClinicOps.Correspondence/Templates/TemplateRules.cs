using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Templates;

/// <summary>What a template must be so that every letter drafted from it can be drawn.</summary>
internal static class TemplateRules
{
    public const int LongestName = 80;
    public const int LongestSubject = 120;
    public const int MostBlocks = 60;
    public const int LongestText = 8000;
    public const int LongestValue = 200;
    private const int VisitColumns = 4;
    private const int ResultColumns = 3;

    /// <summary>Under the name; the copy for the clinic has one more. A longer letterhead would stand in the window of the envelope.</summary>
    private const int MostHeadLines = 4;

    /// <summary>In sentences that say what to do; none where all is well.</summary>
    public static IEnumerable<string> WhatIsWrong(string code, TemplateText text)
    {
        if (text.Name.Trim().Length is 0 or > LongestName)
        {
            yield return $"Say what staff choose the template by, in at most {LongestName} letters.";
        }

        if (text.Subject.Trim().Length is 0 or > LongestSubject)
        {
            yield return $"Say in at most {LongestSubject} letters what the letter is about.";
        }

        if (MergeFields.HasBraces(text.Subject))
        {
            yield return new MergeProblem.FieldInSubject().Sentence;
        }

        if (!text.Blocks.Any(block => block.Texts.Any(said => !string.IsNullOrWhiteSpace(said))))
        {
            yield return "Add at least one block with a text.";
        }

        if (text.Blocks.Count > MostBlocks || text.Blocks.Any(block => block.Texts.Sum(said => said.Length) > LongestText))
        {
            yield return $"A template has at most {MostBlocks} blocks, and a block at most {LongestText} letters.";
        }

        if (text.Blocks.SkipWhile(IsOfTheTop).Any(IsOfTheTop))
        {
            yield return "The letterhead, the date and the address stand before everything else: move them up.";
        }

        if (text.Blocks.GroupBy(block => block.GetType()).Any(kind => kind.Count() > 1 && IsOfTheTop(kind.First())))
        {
            yield return "A letter has one letterhead, one date and one address: remove the second.";
        }

        if (text.Blocks.Any(block => IsOfTheTop(block) && block.OnlyIf is not null))
        {
            yield return "The letterhead, the date and the address take no condition: every letter has them.";
        }

        if (text.Blocks.OfType<LetterBlock.Letterhead>().Any(head => head.Lines.Count > MostHeadLines))
        {
            yield return $"The letterhead has at most {MostHeadLines} lines under the name: the address stands below it. Join or remove some.";
        }

        if (text.Blocks.OfType<LetterBlock.AddressBlock>().Any(address => address.Lines.Count > MergeLetter.MostAddressLines))
        {
            yield return $"The address has at most {MergeLetter.MostAddressLines} lines: the window of an envelope shows no more. Remove some.";
        }

        if (text.Blocks.OfType<LetterBlock.VisitTable>().Any(visits => visits.Headings.Count != VisitColumns))
        {
            yield return "The table of coming visits has four headings, parted by |: date, time, where, with whom.";
        }

        if (text.Blocks.OfType<LetterBlock.ResultTable>().Any(results => results.Headings.Count != ResultColumns))
        {
            yield return "The table of results has three headings, parted by |: when it came, what it is, what was ordered.";
        }

        if (text.Blocks.Any(block => block.OnlyIf is { } condition && LetterCondition.AsksForValue(condition.Test) && condition.Value.Trim().Length is 0 or > LongestValue))
        {
            yield return $"Say in at most {LongestValue} letters what the condition of a block compares with.";
        }

        foreach (var problem in MergeLetter.WrongFields(text.Blocks))
        {
            yield return problem.Sentence;
        }

        if (LetterTemplates.IsAskedFor(code) && FieldsInTexts(text.Blocks).FirstOrDefault(field => field.StartsWith("task.", StringComparison.Ordinal) || field.StartsWith("order.", StringComparison.Ordinal) || field == "notice.closing_day") is { } unknown)
        {
            yield return $"This letter is drafted by ClinicOps from no task and no order, so nobody knows {{{{{unknown}}}}}: none could be made. Take it out.";
        }

        if (LetterTemplates.IsAskedFor(code) && MergeLetter.Fields(text.Blocks).Contains("user.name"))
        {
            yield return "This letter is drafted by ClinicOps, so nobody is {{user.name}}. Sign it for the clinic: {{clinic.name}}.";
        }
    }

    /// <summary>Of blocks that are always drawn: what is drawn only if it is known may name what may be unknown.</summary>
    private static IEnumerable<string> FieldsInTexts(IReadOnlyList<LetterBlock> blocks) => blocks.Where(block => block.OnlyIf is null).SelectMany(block => block.Texts).SelectMany(MergeFields.NamesIn);

    private static bool IsOfTheTop(LetterBlock block) => block is LetterBlock.Letterhead or LetterBlock.DateLine or LetterBlock.AddressBlock;
}
