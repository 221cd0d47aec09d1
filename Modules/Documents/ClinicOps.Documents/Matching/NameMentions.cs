using System.Text.RegularExpressions;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// Every pair of neighbouring words on a document that could be a person's name, so that the register can say whether
/// somebody else is named there. Errs on the side of too many.
/// </summary>
internal static partial class NameMentions
{
    /// <summary>Most pairs asked about. A document with more is cut, and so never filed by machine.</summary>
    public const int Most = 1500;

    public static IReadOnlyList<NameMention> In(IReadOnlyList<IReadOnlyList<PageRow>> pages, HashSet<RowWord> roleWords)
    {
        var found = new List<NameMention>();
        foreach (var row in pages.SelectMany(p => p))
        {
            var dictated = DictatingAt(row);
            for (var i = 0; i + 1 < row.Words.Count; i++)
            {
                foreach (var step in new[] { 1, 2 })
                {
                    if (i + step < row.Words.Count && CouldBePair(row, i, step))
                    {
                        var whole = step == 1 && (i == 0 || row.Words[i - 1].Cell != row.Words[i].Cell || !IsNameLike(row.Words[i - 1]));
                        found.AddRange(Pairs(row, i, i + step, IsNear(dictated, i, i + step) || IsLabelled(row, i, i + step, roleWords)).Select(m => m with { Whole = whole }));
                    }
                }
            }
        }

        return [.. found.GroupBy(m => (m.First, m.Last, m.InRole, m.Whole)).Select(g => g.First()).Take(Most)];
    }

    private static bool CouldBePair(PageRow row, int at, int step)
    {
        var (one, two) = (row.Words[at], row.Words[at + step]);
        return IsNameLike(one) && IsNameLike(two)
            && row.Words[at + step].Cell - one.Cell <= (one.Text.EndsWith(',') || (step == 1 && IsAlone(row, at) && IsAlone(row, at + 1)) ? 1 : 0)
            && (step == 1 || (IsMiddle(row.Words[at + 1]) && !row.Words[at + 1].Text.EndsWith(',')));
    }

    /// <summary>The only word of its cell: a roster has last and first name in columns of their own.</summary>
    private static bool IsAlone(PageRow row, int at) =>
        (at == 0 || row.Words[at - 1].Cell != row.Words[at].Cell) && (at + 1 == row.Words.Count || row.Words[at + 1].Cell != row.Words[at].Cell);

    private static IEnumerable<NameMention> Pairs(PageRow row, int a, int b, bool inRole)
    {
        var (one, two) = (Bare(row.Words[a].Text), Bare(row.Words[b].Text));
        var comma = row.Words[a].Text.EndsWith(',');
        var place = new Place(row.Page, row.Words[a].Box.Union(row.Words[b].Box), Math.Min(row.Words[a].Confidence, row.Words[b].Confidence), "name in the text");
        var bothCapital = one.All(c => !char.IsLetter(c) || char.IsUpper(c)) && two.All(c => !char.IsLetter(c) || char.IsUpper(c));
        if (!comma)
        {
            foreach (var last in NameKeys.LastKeys(two))
            {
                yield return new(NameKeys.Key(one), last, inRole, place);
            }
        }

        if (comma || bothCapital || row.Words.Count <= 4 || row.Words[a].Cell != row.Words[b].Cell)
        {
            foreach (var last in NameKeys.LastKeys(one))
            {
                yield return new(NameKeys.Key(two), last, inRole, place);
            }
        }
    }

    /// <summary>Whether the name from one word to the other is that of somebody in a role, or of a professional.</summary>
    public static bool IsOfRole(PageRow row, int a, int b, HashSet<RowWord> roleWords) => IsNear(DictatingAt(row), a, b) || IsLabelled(row, a, b, roleWords);

    /// <summary>A professional by title before or after the name, or a role label beside or above it.</summary>
    private static bool IsLabelled(PageRow row, int a, int b, HashSet<RowWord> roleWords)
    {
        var before = a > 0 ? row.Words[a - 1].Key : "";
        return roleWords.Contains(row.Words[a]) || roleWords.Contains(row.Words[b])
            || before is "dr" or "drs" or "doctor"
            || Enumerable.Range(b + 1, 2).Any(at => at < row.Words.Count && row.Words[at].Cell == row.Words[b].Cell && WrittenNames.IsCredential(row.Words[at].Text) && !IsState(row, b, at));
    }

    /// <summary>"MD", "PA" and "DC" are states as well: behind a town ("Marco Rossi, Erie, PA"), or before a ZIP code.</summary>
    private static bool IsState(PageRow row, int b, int at) =>
        row.Words[at].Key is "md" or "pa" or "dc" && row.Words[at].Text.All(c => char.IsLetter(c) || c is ',' or '.')
        && ((at + 1 < row.Words.Count && Zip().IsMatch(row.Words[at + 1].Text))
            || (at > b + 1 && row.Words[b].Text.EndsWith(',') && NameKeys.Suffix(row.Words[at - 1].Text).Length == 0 && !WrittenNames.IsCredential(row.Words[at - 1].Text)));

    /// <summary>The places of the words that say who dictated or transcribed: patients sign papers too, and a professional who does has a title.</summary>
    private static List<int> DictatingAt(PageRow row) => [.. Dictating().Matches(row.Text).Select(match => row.WordAt(match.Index))];

    /// <summary>Who stands a few words from them is a professional; who stands further along the same row may be anybody.</summary>
    private static bool IsNear(List<int> dictated, int a, int b) => dictated.Exists(at => (a > at && a - at <= 5) || (b < at && at - b <= 4));

    private static bool IsNameLike(RowWord word) =>
        word.Text.Length > 0 && word.Text.Any(char.IsUpper) && char.IsUpper(word.Text.First(c => char.IsLetter(c) || c == word.Text[^1]))
        && word.Key.Length >= 2 && !word.Text.Any(char.IsDigit) && !word.EndsLabel;

    private static bool IsMiddle(RowWord word) => word.Key.Length >= 1 && char.IsUpper(word.Text[0]) && !word.Text.Any(char.IsDigit) && !word.EndsLabel;

    private static string Bare(string text)
    {
        var bare = text.Trim(',', '.', ';', '(', ')', '"', '“', '”');
        return bare.EndsWith("'s", StringComparison.OrdinalIgnoreCase) || bare.EndsWith("’s", StringComparison.OrdinalIgnoreCase) ? bare[..^2] : bare;
    }

    [GeneratedRegex(@"^[0-9]{5}(-[0-9]{4})?[,.;]?$")]
    private static partial Regex Zip();

    [GeneratedRegex(@"\b(dictated|transcribed)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Dictating();
}
