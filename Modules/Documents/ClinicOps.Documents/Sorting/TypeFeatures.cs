using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>Something on a document that may speak for a kind, and where it stands.</summary>
/// <param name="Name">"^" before words of a heading, ":" after words of a label, "~" before what is no word.</param>
/// <param name="Value">Within its group, before the group is brought to one length.</param>
/// <param name="At">Of its first word in the row.</param>
internal readonly record struct TypeFeature(string Name, FeatureGroup Group, double Value, PageRow? Row, int At, int Length);

internal enum FeatureGroup
{
    Body,
    Heading,
    Label,
    Shape,
    Vocabulary,
}

/// <summary>
/// What can be learned from: stems of words, alone and in pairs, apart for headings, labels and running text; and of what shape the page
/// is. Values (names, dates, numbers) are told by their shape only, so that nothing of a person is ever learned.
/// </summary>
internal static partial class TypeFeatures
{
    /// <summary>Pages after the first say less of what a document is.</summary>
    private const double LaterPages = 0.4;

    private const int MostPages = 4;

    /// <summary>Of each group: its length, and how many features it needs to come near it. A length of 0: as it is.</summary>
    private static readonly (double Most, double Settles)[] Lengths = [(5, 20), (2, 1), (2.5, 4), (1, 0.01), (0, 0)];

    private static readonly HashSet<string> Small =
        [.. "the of for and to a an in is on with or by at be this that was were as are it from has have been if any all may not".Split(' ')];

    public static IReadOnlyList<TypeFeature> Of(IReadOnlyList<(IReadOnlyList<PageRow> Rows, PageText Page)> pages)
    {
        var found = new Dictionary<string, TypeFeature>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(pages.Count, MostPages); i++)
        {
            OfPage(pages[i].Rows, pages[i].Page, i == 0 ? 1 : LaterPages, i == 0, feature =>
            {
                if (!found.TryGetValue(feature.Name, out var known) || known.Value < feature.Value)
                {
                    found[feature.Name] = feature;
                }
            });
        }

        return [.. found.Values];
    }

    /// <summary>What the vocabulary says, as features beside the words: "=t" of its titles, "=w" of its words, "=1" the best of all.</summary>
    public static IEnumerable<TypeFeature> Of(IReadOnlyList<WeighedType> ranked)
    {
        foreach (var weighed in ranked)
        {
            if (weighed.Title > 0)
            {
                yield return new($"=t-{weighed.Type.Code()}", FeatureGroup.Vocabulary, Math.Min(1.5, weighed.Title / 15), null, 0, 0);
            }

            if (weighed.Text > 0)
            {
                yield return new($"=w-{weighed.Type.Code()}", FeatureGroup.Vocabulary, weighed.Text / 14, null, 0, 0);
            }
        }

        if (ranked.Count > 0)
        {
            yield return new($"=1-{ranked[0].Type.Code()}", FeatureGroup.Vocabulary, (ranked[0].Score - (ranked.Count > 1 ? ranked[1].Score : 0)) / ranked[0].Score, null, 0, 0);
        }
    }

    /// <summary>
    /// The values as they are multiplied with weights: the words of each group brought to one length, so that a long page is not a surer
    /// page. Only features of which something was learned count.
    /// </summary>
    public static double[] Scaled(IReadOnlyList<TypeFeature> features, Func<string, bool> known)
    {
        Span<double> lengths = stackalloc double[Lengths.Length];
        for (var i = 0; i < features.Count; i++)
        {
            if (known(features[i].Name))
            {
                lengths[(int)features[i].Group] += features[i].Value * features[i].Value;
            }
        }

        var scaled = new double[features.Count];
        for (var i = 0; i < features.Count; i++)
        {
            var (most, settles) = Lengths[(int)features[i].Group];
            scaled[i] = most == 0 ? features[i].Value : features[i].Value * most / Math.Sqrt(settles + lengths[(int)features[i].Group]);
        }

        return scaled;
    }

    private static void OfPage(IReadOnlyList<PageRow> rows, PageText page, double share, bool first, Action<TypeFeature> found)
    {
        var height = rows.Count == 0 ? 0 : rows.SelectMany(r => r.Words).Select(w => w.Box.Height).Order().ElementAt(rows.Sum(r => r.Words.Count) / 2);
        foreach (var row in rows)
        {
            for (var start = 0; start < row.Words.Count;)
            {
                var end = start + 1;
                while (end < row.Words.Count && row.Words[end].Cell == row.Words[start].Cell)
                {
                    end++;
                }

                var isHeading = first && IsHeading(row, start, end, page, height);
                OfCell(row, start, end, isHeading, share, found);
                start = end;
            }
        }

        if (first)
        {
            OfShape(rows, page, found);
        }
    }

    private static void OfCell(PageRow row, int start, int end, bool isHeading, double share, Action<TypeFeature> found)
    {
        var (before, beforeAt) = ("", -1);
        var label = new List<(string Stem, int At)>();
        for (var at = start; at < end; at++)
        {
            var stem = Stem(row.Words[at].Key);
            if (stem.Length > 0 && !Small.Contains(stem))
            {
                found(new(stem, FeatureGroup.Body, share, row, at, 1));
                label.Add((stem, at));
                if (isHeading)
                {
                    found(new("^" + stem, FeatureGroup.Heading, share, row, at, 1));
                }

                if (before.Length > 0)
                {
                    found(new(before + " " + stem, FeatureGroup.Body, share, row, beforeAt, at - beforeAt + 1));
                    if (isHeading)
                    {
                        found(new("^" + before + " " + stem, FeatureGroup.Heading, share, row, beforeAt, at - beforeAt + 1));
                    }
                }

                (before, beforeAt) = (stem, at);
            }
            else if (stem.Length == 0)
            {
                // A value parts what stands before it from what stands behind.
                (before, beforeAt) = ("", -1);
            }

            if (row.Words[at].EndsLabel)
            {
                if (label.Count is > 0 and <= 4)
                {
                    found(new(string.Join(' ', label.Select(l => l.Stem)) + ":", FeatureGroup.Label, share, row, label[0].At, at - label[0].At + 1));
                }

                label.Clear();
                (before, beforeAt) = ("", -1);
            }
        }
    }

    /// <summary>Few words, in the upper part or larger than the others; no label, no value, not the sender's name.</summary>
    private static bool IsHeading(PageRow row, int start, int end, PageText page, int height)
    {
        var words = end - start;
        var large = row.Words[start].Box.Height > 1.2 * height;
        if (words > (large ? 12 : 9) || (!large && (row.Index >= 16 || row.Box.Y > page.Height * 0.45)))
        {
            return false;
        }

        var cell = row.Words.Skip(start).Take(words).ToList();
        return !cell.Exists(w => w.EndsLabel || w.Text.Count(char.IsDigit) > 2) && !(words > 2 && cell[^1].Text.EndsWith('.')) && !NameWords.NameAnOrganization(cell);
    }

    private static void OfShape(IReadOnlyList<PageRow> rows, PageText page, Action<TypeFeature> found)
    {
        var counts = new Dictionary<string, int>();
        var words = 0;
        foreach (var row in rows)
        {
            words += row.Words.Count;
            foreach (var word in row.Words)
            {
                if (ShapeOf(word.Text) is { } shape)
                {
                    counts[shape] = counts.GetValueOrDefault(shape) + 1;
                }
            }
        }

        foreach (var (shape, count) in counts)
        {
            found(new($"~{shape}", FeatureGroup.Shape, 1, null, 0, 0));
            if (count >= 4)
            {
                found(new($"~many-{shape}", FeatureGroup.Shape, 1, null, 0, 0));
            }
        }

        found(new(words < 40 ? "~words-few" : words < 100 ? "~words-some" : words < 220 ? "~words-many" : "~words-full", FeatureGroup.Shape, 1, null, 0, 0));
        if (rows.Count > 0)
        {
            var wide = rows.Count(r => r.Words.Count >= 9) / (double)rows.Count;
            found(new(wide < 0.1 ? "~rows-short" : wide < 0.4 ? "~rows-mixed" : "~rows-prose", FeatureGroup.Shape, 1, null, 0, 0));
            var labels = rows.Sum(r => r.Words.Count(w => w.EndsLabel)) / (double)rows.Count;
            found(new(labels < 0.15 ? "~labels-few" : labels < 0.6 ? "~labels-some" : "~labels-many", FeatureGroup.Shape, 1, null, 0, 0));
            var cells = rows.Count(r => r.Cells >= 3) / (double)rows.Count;
            found(new(cells < 0.05 ? "~table-no" : cells < 0.25 ? "~table-some" : "~table-much", FeatureGroup.Shape, 1, null, 0, 0));
        }
    }

    private static string? ShapeOf(string text) =>
        TickMarks.IsGlyph(text) || text is "[" or "[]" or "[x]" or "[X]" or "[_]" ? "box"
            : text.StartsWith('$') ? "money"
            : text.EndsWith('%') ? "percent"
            : !text.Any(char.IsDigit) ? text.Length > 3 && text.All(c => c is '_') ? "blank" : null
            : Diagnosis().IsMatch(text) ? "icd"
            : Procedure().IsMatch(text) ? "code5"
            : Time().IsMatch(text) ? "time"
            : Decimal().IsMatch(text) ? "decimal"
            : null;

    /// <summary>The beginning of a word, without its ending, and figures read for letters made letters again; empty for a value.</summary>
    public static string Stem(string key)
    {
        var figures = key.Count(char.IsAsciiDigit);
        if (figures > 0)
        {
            if (figures * 2 >= key.Length || key.Length > 16)
            {
                return "";
            }

            key = key.Length >= 4 ? key.Replace('0', 'o').Replace('1', 'l').Replace('5', 's').Replace('8', 'b') : key;
        }

        if (key.Length > 5)
        {
            key = key.EndsWith("ing", StringComparison.Ordinal) ? key[..^3]
                : key.EndsWith("ies", StringComparison.Ordinal) ? key[..^3] + "y"
                : key.EndsWith("ed", StringComparison.Ordinal) || key.EndsWith("es", StringComparison.Ordinal) ? key[..^2]
                : key.EndsWith('s') && !key.EndsWith("ss", StringComparison.Ordinal) ? key[..^1]
                : key;
        }
        else if (key.Length is 4 or 5 && key.EndsWith('s') && !key.EndsWith("ss", StringComparison.Ordinal))
        {
            key = key[..^1];
        }

        return key.Length > 7 ? key[..7] : key.Length == 1 && key != "i" ? "" : key;
    }

    [GeneratedRegex(@"^[A-TV-Z][0-9][0-9AB]\.[0-9A-Z]{1,4}[,;)]?$")]
    private static partial Regex Diagnosis();

    [GeneratedRegex(@"^\(?[0-9JGEL][0-9]{4}[,;)]?$")]
    private static partial Regex Procedure();

    [GeneratedRegex(@"^[0-9]{1,2}:[0-9]{2}([ap]m)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"^[<>]?[0-9]{1,3}\.[0-9]{1,2}$")]
    private static partial Regex Decimal();
}
