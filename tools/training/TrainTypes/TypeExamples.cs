using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>A drawn paper as what can be learned from.</summary>
internal sealed record TypePaper(PaperKind Kind, int Office, IReadOnlyList<TypeFeature> Features, DocumentType Weighed);

internal static class TypeExamples
{
    public static IReadOnlyList<TypePaper> Drawn(IReadOnlyList<PaperKind> kinds, int each, int seed)
    {
        var papers = new TypePaper[kinds.Count * each];
        Parallel.For(0, papers.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, at =>
        {
            var office = at / each;
            var paper = new DrawPaper(Draw.Of(seed, office, at % each)).Of(kinds[office]);
            papers[at] = Of(kinds[office], office, [.. paper.Pages.Select(p => (PageRows.Of(p), p))]);
        });
        return papers;
    }

    public static TypePaper Of(PaperKind kind, int office, IReadOnlyList<(IReadOnlyList<PageRow> Rows, PageText Page)> pages)
    {
        var (ranked, _) = WeighVocabulary.Of(pages);
        return new(kind, office, [.. TypeFeatures.Of(pages), .. TypeFeatures.Of(ranked)], WeighVocabulary.TypeOf(ranked));
    }
}
