using System.Text;
using ClinicOps.Documents.Sorting;
using NpgsqlTypes;

namespace ClinicOps.Documents.Search;

/// <summary>How a word on a page answers a word that was typed.</summary>
internal enum Fit
{
    None,

    /// <summary>A slip of the pen or of the reading away, or it begins so.</summary>
    Near,

    /// <summary>The word itself, or its other number.</summary>
    Exact,
}

/// <summary>One word or phrase that was typed, in the ways in which it may be written.</summary>
/// <param name="Ways">Keys that follow one another; the first way is the one typed.</param>
/// <param name="IsExcluded">"-word": documents with it are left out.</param>
/// <param name="MayGoOn">The last word typed: somebody may be in the middle of it.</param>
/// <param name="IsPhrase">In quotation marks: as written and no other way.</param>
internal sealed record SearchTerm(IReadOnlyList<IReadOnlyList<string>> Ways, bool IsExcluded, bool MayGoOn, bool IsPhrase)
{
    /// <summary>The word that is also sought with slips; null for phrases and numbers, of which another is another.</summary>
    public string? Word => !IsPhrase && !IsExcluded && Ways is [[var only]] && only.All(char.IsLetter) ? only : null;
}

/// <summary>
/// What was typed, taken apart: words (all of them must stand in a document), "phrases" and -words. Any text is one; the worst asks
/// for nothing.
/// </summary>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    public const int LongestText = 200;

    private const int MostTerms = 12;
    private const int LeastToGoOn = 3;

    /// <summary>Whether it names anything that can be looked for.</summary>
    public bool IsEmpty => Terms.All(term => term.IsExcluded);

    public static SearchQuery Of(string? text)
    {
        var rest = text is null ? "" : text.Length > LongestText ? text[..LongestText] : text;
        var terms = new List<SearchTerm>();
        for (var at = 0; at < rest.Length && terms.Count < MostTerms;)
        {
            if (char.IsWhiteSpace(rest[at]))
            {
                at++;
                continue;
            }

            var isExcluded = rest[at] is '-' or '\u2212' && at + 1 < rest.Length && !char.IsWhiteSpace(rest[at + 1]);
            var from = isExcluded ? at + 1 : at;
            var isPhrase = IsQuote(rest[from]);
            var end = from + 1;
            while (end < rest.Length && !(isPhrase ? IsQuote(rest[end]) : char.IsWhiteSpace(rest[end]) || IsQuote(rest[end])))
            {
                end++;
            }

            var written = rest[(isPhrase ? from + 1 : from)..end];
            at = isPhrase && end < rest.Length ? end + 1 : end;
            if (Ways(written, isPhrase) is { Count: > 0 } ways)
            {
                terms.Add(new SearchTerm(ways, isExcluded, !isExcluded && !isPhrase && at >= rest.Length && ways[0][^1].Length >= LeastToGoOn, isPhrase));
            }
        }

        return new SearchQuery(terms);
    }

    /// <summary>Whether the key on a page answers the word.</summary>
    /// <param name="isWide">Two slips are forgiven where else one is.</param>
    public static Fit FitOf(SearchTerm term, string word, string key, bool isWide)
    {
        if (key == word || OtherNumber(word).Contains(key))
        {
            return Fit.Exact;
        }

        if (term.MayGoOn && word == term.Ways[0][^1] && key.StartsWith(word, StringComparison.Ordinal))
        {
            return Fit.Near;
        }

        var slips = term.Word is null ? 0 : Slips(word, isWide);
        return slips > 0 && Math.Abs(key.Length - word.Length) <= slips && Phrases.Distance(key, word, slips) <= slips ? Fit.Near : Fit.None;
    }

    /// <summary>How many are forgiven in a word.</summary>
    public static int Slips(string word, bool isWide) => isWide
        ? word.Length >= 8 ? 2 : word.Length >= 4 ? 1 : 0
        : word.Length >= 10 ? 2 : word.Length >= 6 ? 1 : 0;

    /// <summary>Every word as it was typed.</summary>
    public NpgsqlTsQuery Exactly() => Built(Terms, term => [], goesOn: false, isLoose: false);

    /// <summary>Words with their slips, and the last one as a beginning.</summary>
    /// <param name="near">Of a word, those that stand in documents and are near to it.</param>
    public NpgsqlTsQuery Nearly(ILookup<string, string> near) => Built(Terms, NearTo(near), goesOn: true, isLoose: false);

    /// <summary>The same words wherever they stand, which their index knows without a look into a document: what answers <see cref="Nearly"/> answers this too.</summary>
    public NpgsqlTsQuery Loosely(ILookup<string, string> near) =>
        Built(KnownToTheIndex, NearTo(near), goesOn: true, isLoose: true);

    /// <summary>As <see cref="Loosely"/>, for what answers <see cref="Exactly"/>.</summary>
    public NpgsqlTsQuery LooselyExactly() => Built(KnownToTheIndex, term => [], goesOn: false, isLoose: true);

    /// <summary>The phrases that are sought as PostgreSQL writes a tsvector, each at places of its own; empty where no two words are to stand side by side.</summary>
    public string SideBySide()
    {
        var (written, place) = (new StringBuilder(), 0);
        foreach (var phrase in Terms.Where(term => term.IsPhrase && !term.IsExcluded).Select(term => term.Ways[0]).Where(words => words.Count > 1))
        {
            written.AppendJoin(' ', phrase.Select(word => $"'{word}':{++place}")).Append(' ');
            place++;
        }

        return written.ToString();
    }

    /// <summary>Without what is left out by words that stand side by side.</summary>
    private IEnumerable<SearchTerm> KnownToTheIndex => Terms.Where(term => !term.IsExcluded || term.Ways.All(way => way.Count == 1));

    /// <summary>"orders" for "order", and the other way round.</summary>
    private static IEnumerable<string> OtherNumber(string word)
    {
        if (word.Length < 4 || !word.All(char.IsLetter))
        {
            yield break;
        }

        yield return word + "s";
        yield return word + "es";
        if (word.EndsWith('s'))
        {
            yield return word[..^1];
        }

        if (word.EndsWith("es", StringComparison.Ordinal))
        {
            yield return word[..^2];
        }
    }

    private static List<IReadOnlyList<string>> Ways(string written, bool isPhrase)
    {
        var keys = SearchKeys.Of(written);
        var runs = keys.GroupBy(key => key.Place).Select(group => group.First().Key).ToList();
        if (runs.Count == 0)
        {
            return [];
        }

        List<IReadOnlyList<string>> ways = [runs];
        if (isPhrase)
        {
            return ways;
        }

        ways.AddRange(keys.GroupBy(key => key.Place).SelectMany(group => group.Skip(1)).Select(whole => (IReadOnlyList<string>)[whole.Key]));

        // (614) 555-0107 as people type it.
        if (runs is [{ Length: 7 or 10 } digits] && digits.All(char.IsAsciiDigit))
        {
            ways.Add(digits.Length == 10 ? [digits[..3], digits[3..6], digits[6..]] : [digits[..3], digits[3..]]);
        }

        return ways;
    }

    private static bool IsQuote(char c) => c is '"' or '\u201c' or '\u201d' or '\u201e' or '\u00ab' or '\u00bb';

    private static Func<SearchTerm, IEnumerable<string>> NearTo(ILookup<string, string> near) => term => term.Word is { } word ? near[word] : [];

    private static NpgsqlTsQuery Built(IEnumerable<SearchTerm> terms, Func<SearchTerm, IEnumerable<string>> near, bool goesOn, bool isLoose)
    {
        NpgsqlTsQuery? all = null;
        foreach (var term in terms.OrderBy(term => term.IsExcluded))
        {
            var any = Any(term.Ways.Select(way => Sequence(term, way, goesOn, isLoose)).Concat(near(term).Select(Lexeme)));
            var one = term.IsExcluded ? new NpgsqlTsQueryNot(any) : any;
            all = all is null ? one : new NpgsqlTsQueryAnd(all, one);
        }

        return all ?? throw new InvalidOperationException("Nothing is asked for.");
    }

    private static NpgsqlTsQuery Sequence(SearchTerm term, IReadOnlyList<string> way, bool goesOn, bool isLoose)
    {
        NpgsqlTsQuery? sequence = null;
        foreach (var (at, word) in way.Index())
        {
            IEnumerable<NpgsqlTsQuery> forms = term.IsPhrase || term.IsExcluded ? [Lexeme(word)] : [Lexeme(word), .. OtherNumber(word).Select(Lexeme)];
            if (goesOn && term.MayGoOn && at == way.Count - 1 && word.Length >= LeastToGoOn)
            {
                forms = forms.Append(new NpgsqlTsQueryLexeme(word, NpgsqlTsQueryLexeme.Weight.None, isPrefixSearch: true));
            }

            sequence = sequence is null ? Any(forms) : isLoose ? new NpgsqlTsQueryAnd(sequence, Any(forms)) : new NpgsqlTsQueryFollowedBy(sequence, 1, Any(forms));
        }

        return sequence!;
    }

    private static NpgsqlTsQuery Lexeme(string word) => new NpgsqlTsQueryLexeme(word);

    private static NpgsqlTsQuery Any(IEnumerable<NpgsqlTsQuery> forms) => forms.Aggregate((a, b) => new NpgsqlTsQueryOr(a, b));
}
