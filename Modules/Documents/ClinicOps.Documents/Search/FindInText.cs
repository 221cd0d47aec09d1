using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Search;

/// <summary>A place in a text that answers a term.</summary>
/// <param name="Term">Number of the term in its query, from 0.</param>
internal readonly record struct FoundPlace(int Start, int Length, int Term, Fit Fit)
{
    public int End => Start + Length;
}

/// <summary>Says where in a text the words are that were sought, for its lines in a list and its marks on a page.</summary>
internal static class FindInText
{
    /// <summary>In the order they stand in.</summary>
    public static IReadOnlyList<FoundPlace> Of(string text, SearchQuery query, bool isWide)
    {
        var keys = SearchKeys.Of(text);
        var byPlace = keys.ToLookup(key => key.Place);
        var found = new List<FoundPlace>();
        foreach (var (at, term) in query.Terms.Index().Where(term => !term.Item.IsExcluded))
        {
            var fits = new Dictionary<(string, string), Fit>();
            foreach (var way in term.Ways)
            {
                foreach (var key in keys)
                {
                    if (Sequence(key, way, term, byPlace, isWide, fits) is { } place)
                    {
                        found.Add(place with { Term = at });
                    }
                }
            }
        }

        return [.. found.OrderBy(place => place.Start).ThenBy(place => place.Term)];
    }

    /// <summary>On the page's image, a box for each word.</summary>
    public static IReadOnlyList<Box> On(PageText page, SearchQuery query, bool isWide)
    {
        var (text, starts) = KeptText.Of(page);
        var places = Of(text, query, isWide);
        return [.. page.Words.Where((word, at) => places.Any(place => place.Start < starts[at] + word.Text.Length && place.End > starts[at])).Select(word => word.Box)];
    }

    private static FoundPlace? Sequence(
        SearchKey first, IReadOnlyList<string> way, SearchTerm term, ILookup<int, SearchKey> byPlace, bool isWide, Dictionary<(string, string), Fit> fits)
    {
        var (fit, end) = (FitOf(first), first.Start + first.Length);
        for (var at = 1; at < way.Count && fit != Fit.None; at++)
        {
            var next = byPlace[first.Place + at].Select(key => (Key: key, Fit: FitOf(key, at))).OrderByDescending(key => key.Fit).FirstOrDefault();
            fit = next.Fit < fit ? next.Fit : fit;
            end = next.Key.Start + next.Key.Length;
        }

        return fit == Fit.None ? null : new FoundPlace(first.Start, end - first.Start, 0, fit);

        Fit FitOf(SearchKey key, int at = 0)
        {
            var pair = (way[at], key.Key);
            if (!fits.TryGetValue(pair, out var known))
            {
                fits[pair] = known = SearchQuery.FitOf(term, way[at], key.Key, isWide);
            }

            return known;
        }
    }
}

/// <summary>The line of a text that shows best what was found, with the found words marked.</summary>
/// <param name="Page">Of the document, from 1.</param>
internal sealed record Passage(int Page, IReadOnlyList<(string Text, bool IsFound)> Parts)
{
    /// <summary>Characters.</summary>
    private const int Before = 60;

    private const int Length = 220;

    /// <summary>Places among which the best is sought: a word may stand thousands of times in a long chart.</summary>
    private const int MostLooked = 300;

    /// <summary>The beginning of the text where nothing was sought.</summary>
    public static Passage Of(string text, IReadOnlyList<FoundPlace> found)
    {
        var looked = found.Take(MostLooked).ToList();
        var best = looked.Count == 0 ? default : looked.MaxBy(first => looked.Where(other => other.Start >= first.Start && other.End <= first.Start + Length - Before)
            .GroupBy(other => other.Term).Sum(of => of.Max(other => (int)other.Fit)));
        var from = Back(text, Math.Max(0, best.Start - Before));
        var until = Math.Min(text.Length, from + Length);
        var parts = new List<(string, bool)>();
        var at = from;
        foreach (var place in found.Where(place => place.Start >= from && place.End <= until))
        {
            if (place.Start >= at)
            {
                Add(parts, text[at..place.Start], false);
                Add(parts, text[place.Start..place.End], true);
                at = place.End;
            }
        }

        Add(parts, text[at..until], false);
        return new Passage(text.AsSpan(0, best.Start).Count('\f') + 1, parts);
    }

    private static int Back(string text, int at)
    {
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static void Add(List<(string, bool)> parts, string text, bool isFound)
    {
        if (text.Length > 0)
        {
            parts.Add((text.Replace('\n', ' ').Replace('\f', ' '), isFound));
        }
    }
}
