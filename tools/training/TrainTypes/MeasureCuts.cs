using System.Globalization;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>Transmissions of one to six documents of one to four pages, as the rules cut them.</summary>
internal static class MeasureCuts
{
    public static void Of(IReadOnlyList<PaperKind> kinds, int count, int seed)
    {
        var usable = kinds.Where(k => k.Type != DocumentType.Unsure).ToList();
        var results = Enumerable.Range(0, count).AsParallel().WithDegreeOfParallelism(2).Select(index => One(usable, Draw.Of(seed, 7000, index))).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} transmissions, cut exactly {results.Count(r => r.Exact) / (double)count:0.000}; beginnings missed {results.Sum(r => r.Missed)}, made up {results.Sum(r => r.MadeUp)} of {results.Sum(r => r.Pages)} pages"));
        foreach (var size in results.GroupBy(r => r.Documents).OrderBy(g => g.Key))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {size.Key} documents: {size.Count(r => r.Exact) / (double)size.Count():0.000} of {size.Count()}"));
        }

        Console.WriteLine("  missed by kind: " + string.Join(", ", results.SelectMany(r => r.MissedKinds).CountBy(k => k).OrderByDescending(k => k.Value).Take(25).Select(k => $"{k.Value} {k.Key}")));
    }

    private static (bool Exact, int Documents, int Missed, int MadeUp, int Pages, List<string> MissedKinds) One(List<PaperKind> kinds, Draw draw)
    {
        var (pages, starts, of) = (new List<PageText>(), new HashSet<int>(), new Dictionary<int, string>());
        var drawer = new DrawPaper(draw);
        var documents = draw.Pick(1, 1, 1, 2, 2, 3, 4, 5, 6);
        for (var i = 0; i < documents; i++)
        {
            var kind = draw.One(kinds);
            var paper = drawer.Of(kind, pages.Count + 1, draw.Pick(0, 0, 0, 1, 2, 3), i > 0 && draw.Chance(0.25));
            starts.Add(pages.Count + 1);
            of[pages.Count + 1] = kind.Name;
            pages.AddRange(paper.Pages);
        }

        var parts = SplitTransmission.Of(pages, new DateOnly(2026, 3, 2), []);
        var said = parts.Documents.Select(d => d[0]).ToHashSet();
        var missed = starts.Except(said).ToList();
        return (missed.Count == 0 && said.Count == starts.Count && parts.Covers.Count == 0, documents, missed.Count, said.Except(starts).Count(), pages.Count, missed.ConvertAll(m => of[m]));
    }
}
