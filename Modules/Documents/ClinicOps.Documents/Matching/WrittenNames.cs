using System.Text.RegularExpressions;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>Takes a name apart: "Last, First M", "First M Last", with suffix, nickname, title; hyphens and apostrophes stay.</summary>
internal static partial class WrittenNames
{
    private static readonly HashSet<string> Titles = ["mr", "mrs", "ms", "miss", "mx", "mstr", "master"];

    private static readonly HashSet<string> Particles =
        ["de", "del", "la", "las", "los", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der", "den", "ter", "st", "san", "santa", "el", "al", "bin", "ibn", "mac", "mc", "o"];

    private static readonly HashSet<string> CredentialWords =
    [
        "md", "do", "np", "pa", "pac", "rn", "dpm", "dds", "dmd", "fnp", "fnpc", "fnpbc", "aprn", "arnp", "crnp", "cnp", "cnm", "crna", "phd", "psyd", "pharmd",
        "rph", "lcsw", "lpn", "dpt", "pt", "ot", "otr", "od", "dc", "mbbs", "facs", "facc", "facp", "esq", "dnp", "msn", "bsn", "lmft", "lpc", "rd", "mph", "faap", "agnp", "agacnp", "cma", "slp", "aud",
    ];

    /// <summary>Whether the word is a professional's title after a name ("MD", "PA-C", "PharmD"): its bearer is not here as the patient.</summary>
    public static bool IsCredential(string word)
    {
        var letters = string.Concat(word.Where(char.IsLetter));
        return letters.Count(char.IsUpper) >= 2 && !word.Any(char.IsDigit) && CredentialWords.Contains(letters.ToLowerInvariant());
    }

    /// <summary>"de", "van", "la": a small word that belongs to a last name.</summary>
    public static bool IsParticle(string key) => Particles.Contains(key);

    /// <summary>The name, or null when the text is not shaped like one of at least a first (or initial) and a last name.</summary>
    public static WrittenName? Parse(string text)
    {
        text = text.TrimEnd(' ', ',', ';');
        var nickname = Quoted().Match(text) is { Success: true } q ? NameKeys.Key(q.Groups["n"].Value) : "";
        var plain = Spaces().Replace(Quoted().Replace(text, " ").Replace(" ,", ",", StringComparison.Ordinal), " ").Trim(' ', ',', '.', ';', '-');
        plain = PointForComma().Match(plain) is { Success: true } point && !Titles.Contains(NameKeys.Key(point.Value)) && !IsParticle(NameKeys.Key(point.Value))
            ? $"{plain[..(point.Length - 1)]},{plain[point.Length..]}"
            : plain;
        var comma = plain.IndexOf(',', StringComparison.Ordinal);

        // "John Smith, Jr." has a comma and is still in the usual order.
        if (comma > 0 && NameKeys.Suffix(plain[(comma + 1)..]) is { Length: > 0 } tail)
        {
            return Usual(text, plain[..comma], tail, nickname);
        }

        return comma > 0 ? LastFirst(text, plain[..comma], plain[(comma + 1)..], nickname) : Usual(text, plain, "", nickname);
    }

    private static WrittenName? LastFirst(string text, string last, string rest, string nickname)
    {
        var (bareLast, suffix) = NameKeys.SplitSuffix(last);
        var given = Words(rest.Replace(',', ' '));
        if (given.Count > 1 && NameKeys.Suffix(given[^1]) is { Length: > 0 } tail)
        {
            suffix = tail;
            given.RemoveAt(given.Count - 1);
        }

        // "Emma Stone, Emily Stone" are two.
        // "Johnson, Hannah; Johnson, Anna" too.
        var isTwo = given.Count > 1 && ((Words(bareLast) is { Count: > 1 } family && NameKeys.Key(family[^1]) == NameKeys.Key(given[^1])) || given.Skip(1).Any(word => NameKeys.Key(word) == NameKeys.Key(bareLast)));
        return isTwo || given.Count == 0 || NameKeys.Key(bareLast).Length < 2
            ? null
            : new(text, given[0], string.Join(' ', given[1..]), bareLast, suffix, nickname, OrderIsPlain: true);
    }

    private static WrittenName? Usual(string text, string name, string suffix, string nickname)
    {
        var words = Words(name);
        if (suffix.Length == 0 && words.Count > 2 && NameKeys.Suffix(words[^1]) is { Length: > 0 } tail && !(tail == "v" && words.Count == 2))
        {
            suffix = tail;
            words.RemoveAt(words.Count - 1);
        }

        // "Ella Schmidt Ellen Schmidt" are two, of whom the word between was lost.
        if (words.Count < 2 || words.Take(words.Count - 2).Skip(1).Any(word => NameKeys.Key(word) is { Length: > 1 } key && key == NameKeys.Key(words[^1])))
        {
            return null;
        }

        var lastAt = words.Count - 1;
        while (lastAt > 1 && Particles.Contains(NameKeys.Key(words[lastAt - 1])) && words[lastAt - 1].Length > 1)
        {
            lastAt--;
        }

        var last = string.Join(' ', words[lastAt..]);
        if (NameKeys.Key(last).Length < 2)
        {
            // "SMITH JOHN A": the last word is an initial, so the first word must be the last name.
            return NameKeys.Key(words[0]).Length < 2 || words.Count < 3
                ? null
                : new(text, words[1], string.Join(' ', words[2..]), words[0], suffix, nickname, OrderIsPlain: true);
        }

        var allCapitals = words.Where(w => w.Length > 2).All(w => w.All(c => !char.IsLetter(c) || char.IsUpper(c)));
        return new(text, words[0], string.Join(' ', words[1..lastAt]), last, suffix, nickname, OrderIsPlain: !allCapitals);
    }

    private static List<string> Words(string text) =>
    [
        .. RunInInitial().Replace(text, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.TrimEnd(NameWords.Specks).Trim('.', ',', ';', ':', '(', ')'))
            .Where(w => NameKeys.Key(w).Length > 0)
            .SkipWhile(w => Titles.Contains(NameKeys.Key(w))),
    ];

    [GeneratedRegex("""["“”«»‘](?<n>[A-Za-z' -]{2,20})["“”«»’]|\((?<n>[A-Za-z' -]{2,20})\)|(?<=\s)'(?<n>[A-Za-z -]{2,20})'(?=\s|$)""")]
    private static partial Regex Quoted();

    /// <summary>"Rossi. Elena M" was "Rossi, Elena M"; "Ms. Elena Rossi" and "E. Rossi" were not.</summary>
    [GeneratedRegex(@"^\p{L}[\p{L}'’-]{2,}\.(?=\s)")]
    private static partial Regex PointForComma();

    /// <summary>"HelenA Ramsey" is Helen A. Ramsey: no name ends in a capital.</summary>
    [GeneratedRegex(@"(?<=\p{Ll}\p{Ll})(?=\p{Lu}(\s|$))")]
    private static partial Regex RunInInitial();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
