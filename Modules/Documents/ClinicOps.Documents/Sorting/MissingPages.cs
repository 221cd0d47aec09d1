using System.Globalization;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>Which pages a document says that it has ("page 2 of 5") and that never came.</summary>
/// <param name="Said">How many pages it says it has; null when its pages do not say, or do not agree.</param>
/// <param name="Numbers">By the document's own count.</param>
internal sealed record MissingPages(int? Said, int[] Numbers)
{
    /// <summary>A count above this is rather misread.</summary>
    private const int MostPages = 60;

    private static readonly MissingPages NotSaid = new(null, []);

    /// <summary>Of the pages that say theirs, by their number in the transmission.</summary>
    public static IReadOnlyDictionary<int, (int Page, int Of)> CountsOn(IEnumerable<PageText> pages)
    {
        var counts = new Dictionary<int, (int, int)>();
        foreach (var page in pages)
        {
            if (SplitTransmission.PageCountOf(page) is { } count)
            {
                counts[page.Number] = count;
            }
        }

        return counts;
    }

    /// <param name="document">Numbers of its pages, in its order.</param>
    /// <param name="all">Of everything it came with: a count of the whole call is not the document's own.</param>
    public static MissingPages In(IReadOnlyList<int> document, IReadOnlyDictionary<int, (int Page, int Of)> all)
    {
        var counts = document.Select(number => all.TryGetValue(number, out var count) ? count : ((int Page, int Of)?)null).ToList();
        var said = counts.OfType<(int Page, int Of)>().Where(count => count.Of is > 1 and <= MostPages).GroupBy(count => count.Of).ToList();
        if (said.Count != 1)
        {
            return NotSaid;
        }

        var of = said[0].Key;
        var first = counts.FindIndex(count => count?.Of == of);
        var offset = document[first] - counts[first]!.Value.Page;
        var came = counts.Where(count => count?.Of == of).Select(count => count!.Value.Page)
            .Concat(Between(counts, of))
            .Concat(all.Where(page => page.Value.Of == of && page.Key - page.Value.Page == offset).Select(page => page.Value.Page));
        return new MissingPages(of, [.. Enumerable.Range(1, of).Except(came)]);
    }

    /// <summary>"Page 3 of 5 never came."</summary>
    public static string Words(int[] numbers, int? said) => $"{Listed(numbers, said)} never came.";

    /// <summary>"Pages 3, 4 and 5 of 5 seem to have come in another transmission."</summary>
    public static string CameElsewhere(int[] numbers, int? said) => $"{Listed(numbers, said)} {(numbers.Length == 1 ? "seems" : "seem")} to have come in another transmission.";

    private static string Listed(int[] numbers, int? said)
    {
        var listed = numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
        var which = listed.Count == 1 ? $"Page {listed[0]}" : $"Pages {string.Join(", ", listed.SkipLast(1))} and {listed[^1]}";
        return $"{which}{(said is { } of ? string.Create(CultureInfo.InvariantCulture, $" of {of}") : "")}";
    }

    /// <summary>A page that does not say its number, or could not be read, is the one that follows its neighbour.</summary>
    private static IEnumerable<int> Between(List<(int Page, int Of)?> counts, int of)
    {
        for (var at = 0; at < counts.Count; at++)
        {
            if (counts[at]?.Of == of)
            {
                continue;
            }

            var before = counts.FindLastIndex(at, count => count?.Of == of);
            var neighbour = before >= 0 ? before : counts.FindIndex(at, count => count?.Of == of);
            yield return counts[neighbour]!.Value.Page + at - neighbour;
        }
    }
}
