using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>Why somebody has a duty. Recorded: never rename one.</summary>
internal static class NamedBecause
{
    public const string Ordered = "ordered";
    public const string Attention = "attention";
    public const string CopyTo = "copy-to";
    public const string AddressedTo = "addressed-to";
    public const string PrimaryCare = "primary-care";

    /// <summary>The page names nobody of ours; the patient has visits with this one.</summary>
    public const string Visits = "visits";

    /// <summary>Nobody is named: the pool of the setting, or everybody at the location.</summary>
    public const string Pool = "pool";

    /// <summary>Who is named does not see the document.</summary>
    public const string NotCleared = "not-cleared";

    /// <summary>Nobody of the pool sees the document: everybody who does.</summary>
    public const string PoolNotCleared = "pool-not-cleared";

    /// <summary>Nobody at all who acknowledges sees it: a manager has to say who.</summary>
    public const string NobodyCleared = "nobody-cleared";

    /// <summary>The named person's account is closed, or does not acknowledge any more.</summary>
    public const string Gone = "gone";

    /// <summary>Who said that it was meant for somebody else sees it through.</summary>
    public const string SaidSo = "said-so";
}

/// <summary>
/// Whom of the clinic's own people a document names as the one to see it: who ordered or referred, to whose attention it is, to whom a copy
/// goes, to whom it is addressed, whose the patient is. A name without its label names nobody.
/// </summary>
internal static partial class NamedProviders
{
    private static readonly (string Because, Regex Label)[] Labels =
    [
        (NamedBecause.Ordered, Ordered()), (NamedBecause.Attention, Attention()), (NamedBecause.CopyTo, CopyTo()), (NamedBecause.AddressedTo, AddressedTo()), (NamedBecause.PrimaryCare, PrimaryCare()),
    ];

    /// <summary>Best reason first, and from the top of the page where reasons are equal; each colleague once. A name that fits two names nobody.</summary>
    public static IReadOnlyList<(Colleague Colleague, string Because)> On(IReadOnlyList<PageText> pages, IReadOnlyList<Colleague> colleagues)
    {
        List<PageRow> rows = [.. pages.SelectMany(PageRows.Of)];
        var named = new List<(Colleague Colleague, string Because)>();
        foreach (var (because, label) in Labels)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                foreach (var match in label.Matches(rows[i].Text).Cast<Match>())
                {
                    var words = After(rows[i], match.Index + match.Length);
                    words = words.Count > 0 || i + 1 == rows.Count ? words : Below(rows[i], rows[i + 1], match);
                    if (Fitting(words, colleagues) is { } colleague && named.All(n => n.Colleague.Id != colleague.Id))
                    {
                        named.Add((colleague, because));
                    }
                }
            }
        }

        return named;
    }

    /// <summary>The one whom the name can only mean: "Amara Okafor, MD", "Okafor, Amara", "A. Okafor", "Dr. Okafor".</summary>
    public static Colleague? Fitting(IReadOnlyList<string> words, IReadOnlyList<Colleague> colleagues)
    {
        var read = words.Select(word => (Word: word, Key: NameKeys.Key(word))).Where(word => word.Key.Length > 0).ToList();
        var keys = read.ConvertAll(word => word.Key);
        var names = colleagues.Select(colleague => (Colleague: colleague, Name: NameOf(colleague.Name))).Where(c => c.Name is not null).ToList();
        var whole = names.Where(c => At(keys, c.Name!.Last) >= 0 && At(keys, c.Name.First) >= 0).ToList();
        if (whole.Count > 0)
        {
            return whole.Count == 1 ? whole[0].Colleague : null;
        }

        // Without the first name only where nobody else has the last name, and no other first name stands there.
        return names.Where(c => At(keys, c.Name!.Last) >= 0).ToList() is [var only] && IsAlone(read, At(keys, only.Name!.Last), NameKeys.Key(only.Name.First)[..1]) ? only.Colleague : null;
    }

    /// <summary>"Dr. Okafor", "A. Okafor", "Okafor, A.", "Okafor MD": a last name beside a title, or beside the initial that fits; "Bela Okafor" is somebody else.</summary>
    private static bool IsAlone(List<(string Word, string Key)> read, int last, string initial)
    {
        var (before, after) = (last > 0 ? read[last - 1] : default, last + 1 < read.Count ? read[last + 1] : default);
        var titled = before.Key is "dr" or "doctor" || (after.Word is { } title && WrittenNames.IsCredential(title));
        return (before.Key is null or "dr" or "doctor" || before.Key == initial) && (after.Key?.Length != 1 || after.Key == initial) && (titled || before.Key == initial || after.Key == initial)
            && !(read[last].Word.EndsWith(',') && after.Key?.Length > 1 && !WrittenNames.IsCredential(after.Word));
    }

    private static WrittenName? NameOf(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !WrittenNames.IsCredential(word.Trim(',', '.')) && NameKeys.Key(word) is not ("dr" or "doctor"));
        return WrittenNames.Parse(string.Join(' ', words).TrimEnd(',', ' '));
    }

    /// <summary>Where the words of the name stand, side by side; -1 where they do not.</summary>
    private static int At(List<string> keys, string name)
    {
        var parts = name.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Select(NameKeys.Key).Where(key => key.Length > 0).ToList();
        var joined = string.Concat(parts);
        return parts.Count == 0 ? -1 : Enumerable.Range(0, keys.Count).FirstOrDefault(i => keys[i] == joined || keys.Skip(i).Take(parts.Count).SequenceEqual(parts), -1);
    }

    /// <summary>The words that follow the label in its cell; where it fills its cell, those of the next one. Up to a further label.</summary>
    private static List<string> After(PageRow row, int end)
    {
        var (at, first) = (0, 0);
        while (first < row.Words.Count && at < end)
        {
            at += row.Words[first++].Text.Length + 1;
        }

        return first == row.Words.Count ? [] : Value(row.Words.Skip(first).TakeWhile(word => word.Cell == row.Words[first].Cell));
    }

    /// <summary>The words under a label that stands above its value.</summary>
    private static List<string> Below(PageRow row, PageRow next, Match label)
    {
        var at = 0;
        var word = row.Words.First(w => (at += w.Text.Length + 1) > label.Index);
        return next.Page != row.Page ? [] : Value(next.Words.SkipWhile(w => w.Box.Right < word.Box.X).TakeWhile((w, i) => i < 4));
    }

    private static List<string> Value(IEnumerable<RowWord> words) => [.. words.TakeWhile(word => !word.EndsLabel).Take(6).Select(word => word.Text)];

    [GeneratedRegex(@"\b(ordering|requesting|referring|prescribing|authorizing)(\s+(provider|physician|clinician|doctor|practitioner|md))?\s*[:;]|\b(ordered|requested|referred|prescribed)\s+by\s*[:;]?|\bprescriber\s*[:;]", RegexOptions.IgnoreCase)]
    private static partial Regex Ordered();

    [GeneratedRegex(@"\b(attn|attention)\b\s*[:;.]?", RegexOptions.IgnoreCase)]
    private static partial Regex Attention();

    [GeneratedRegex(@"\b(cc|c\.c\.)\s*[:;]|\bcop(y|ies)\s+to\b\s*[:;]?", RegexOptions.IgnoreCase)]
    private static partial Regex CopyTo();

    [GeneratedRegex(@"(?<![a-z]\s)\b(to|dear)\b\s*[:;]?(?=\s*(dr\b|[A-Z]))", RegexOptions.IgnoreCase)]
    private static partial Regex AddressedTo();

    [GeneratedRegex(@"\b(pcp|primary\s+care(\s+(provider|physician))?)\s*[:;]", RegexOptions.IgnoreCase)]
    private static partial Regex PrimaryCare();
}
