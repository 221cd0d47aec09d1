using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>Words that spoke for a type.</summary>
/// <param name="Weight">What they added to the type's score.</param>
internal sealed record TypeEvidence(DocumentType Type, int Page, Box Box, string Words, double Weight, bool InTitle);

/// <param name="Confidence">0 to 1: of a hundred documents said to be as certain, so many are of that type.</param>
/// <param name="RunnerUp">The next best type; <see cref="DocumentType.Unsure"/> when no other was spoken for.</param>
/// <param name="Evidence">What spoke for the type given, or for the best one when that was not enough; strongest first.</param>
internal sealed record Classification(DocumentType Type, double Confidence, DocumentType RunnerUp, IReadOnlyList<TypeEvidence> Evidence);

/// <summary>
/// Says what kind of document the pages are; says "unsure" rather than guess. What the vocabulary weighs and what was learned of words are
/// put together by weights learned from invented papers of some hundred offices (tools/train-types).
/// </summary>
internal static class ClassifyDocument
{
    /// <summary>Words that added less than this to the score are not shown.</summary>
    private const double LeastShown = 0.08;

    private const int MostShown = 14;

    public static readonly LinearWeights Learned = LinearWeights.Embedded("type-weights.txt");

    private static readonly DocumentType[] Answers = [.. Learned.Answers.Select(code => DocumentTypes.FromCode(code) ?? throw new InvalidDataException($"There is no type {code}."))];

    /// <summary>Below this confidence the answer is <see cref="DocumentType.Unsure"/>.</summary>
    public static double LeastConfidence => Learned.Least;

    public static Classification Of(IReadOnlyList<PageText> pages) =>
        OfRows([.. pages.Select(p => (PageRows.Of(p), p))]);

    public static Classification OfRows(IReadOnlyList<(IReadOnlyList<PageRow> Rows, PageText Page)> pages)
    {
        var (ranked, evidence) = WeighVocabulary.Of(pages);
        IReadOnlyList<TypeFeature> features = [.. TypeFeatures.Of(pages), .. TypeFeatures.Of(ranked)];
        var scaled = TypeFeatures.Scaled(features, name => Learned.Of(name) is not null);
        var shares = Learned.Shares(Named(features, scaled));
        var order = Enumerable.Range(0, shares.Length).OrderByDescending(at => shares[at]).ToArray();
        var (best, next) = (order[0], order[1]);
        var type = shares[best] >= Learned.Least ? Answers[best] : DocumentType.Unsure;
        var spoken = Answers[best] == DocumentType.Unsure ? next : best;
        return new(type, Answers[best] == DocumentType.Unsure ? 0 : Math.Round(shares[best], 3), Answers[next], [.. Shown(features, scaled, evidence, spoken)]);
    }

    /// <summary>How certain each answer of these weights is, summing up to 1.</summary>
    public static double[] Shares(IReadOnlyList<(IReadOnlyList<PageRow> Rows, PageText Page)> pages, LinearWeights learned)
    {
        IReadOnlyList<TypeFeature> features = [.. TypeFeatures.Of(pages), .. TypeFeatures.Of(WeighVocabulary.Of(pages).Ranked)];
        return learned.Shares(Named(features, TypeFeatures.Scaled(features, name => learned.Of(name) is not null)));
    }

    private static IEnumerable<(string Name, double Value)> Named(IReadOnlyList<TypeFeature> features, double[] scaled) => features.Zip(scaled, (feature, value) => (feature.Name, value));

    /// <summary>What each word added to the answer more than to all others on average; a phrase of the vocabulary has its part of what its kind of phrase added.</summary>
    private static IEnumerable<TypeEvidence> Shown(IReadOnlyList<TypeFeature> features, double[] scaled, IReadOnlyList<TypeEvidence> evidence, int answer)
    {
        var code = Answers[answer].Code();
        var shown = new List<TypeEvidence>();
        for (var i = 0; i < features.Count; i++)
        {
            if (Learned.Of(features[i].Name) is not { } weights || (weights[answer] - weights.Average()) * scaled[i] is var added && added < LeastShown)
            {
                continue;
            }

            if (features[i].Row is { } row)
            {
                var words = row.Words.Skip(features[i].At).Take(features[i].Length).ToList();
                shown.Add(new(Answers[answer], row.Page, Box.Around(words.Select(w => w.Box)), string.Join(' ', words.Select(w => w.Text)), Math.Round(added, 3), features[i].Group == FeatureGroup.Heading));
            }
            else if (features[i].Name == "=t-" + code || features[i].Name == "=w-" + code)
            {
                var said = evidence.Where(e => e.Type == Answers[answer] && e.InTitle == (features[i].Name[1] == 't')).ToList();
                var sum = said.Sum(e => e.Weight);
                shown.AddRange(said.Select(e => e with { Weight = Math.Round(added * e.Weight / sum, 3) }));
            }
        }

        return AtEachPlace(shown).OrderByDescending(e => e.Weight).Take(MostShown);
    }

    /// <summary>A word, a pair with it and a heading of it are one place on the page, and what they added is added up.</summary>
    private static List<TypeEvidence> AtEachPlace(IEnumerable<TypeEvidence> shown)
    {
        var places = new List<TypeEvidence>();
        foreach (var words in shown.OrderByDescending(e => e.Words.Length).ThenByDescending(e => e.Weight))
        {
            var at = places.FindIndex(place => place.Page == words.Page && Overlap(place.Box, words.Box));
            if (at < 0)
            {
                places.Add(words);
            }
            else
            {
                places[at] = places[at] with { Weight = Math.Round(places[at].Weight + words.Weight, 3), InTitle = places[at].InTitle || words.InTitle };
            }
        }

        return places;
    }

    private static bool Overlap(Box a, Box b) => a.X < b.Right && b.X < a.Right && a.Y < b.Bottom && b.Y < a.Bottom;
}
