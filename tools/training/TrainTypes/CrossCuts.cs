using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>
/// Learns where documents begin from drawn transmissions. Each part's transmissions are of kinds of paper that what tells kinds apart
/// was not learned from, so that it is not taken for surer than it will be.
/// </summary>
internal sealed class CrossCuts(CrossTypes kinds, Options options)
{
    private const int Begins = 1;

    private const int Rounds = 30;

    private const float Rate = 0.06f;

    /// <summary>What the rules alone would say, to compare with.</summary>
    private const string Rules = "goes_on=20\tbegins=-20\n1\t0.5\nrule\t0:-20\t1:20\n";

    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly string[] Answers = ["goes_on", "begins"];

    public void Run()
    {
        var folds = Math.Max(2, options.Folds);
        var parts = new (LinearWeights Types, List<DrawnTransmission> Drawn, List<Page> Pages)[folds];
        Parallel.For(0, folds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var types = kinds.Without(fold);
            var own = kinds.Kinds(fold);
            var drawn = Enumerable.Range(0, options.Transmissions).Select(index => DrawnTransmission.Of(own, Draw.Of(options.Seed, 7000 + fold, index))).ToList();
            parts[fold] = (types, drawn, [.. drawn.SelectMany(transmission => PagesOf(transmission, types))]);
        });
        Console.WriteLine($"{parts.Sum(p => p.Pages.Count)} pages that no rule decides, {parts.Sum(p => p.Pages.Count(page => page.Answer == Begins))} of them begin a document");
        var cut = new Cut[folds][];
        Parallel.For(0, folds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var learned = Read(Learn([.. parts.Where((_, at) => at != fold).SelectMany(p => p.Pages)], fold));
            cut[fold] = [.. parts[fold].Drawn.Take(options.Transmissions / 2).Select(drawn => MeasureCuts.Of(drawn, learned, parts[fold].Types))];
        });
        MeasureCuts.Table("by the rules alone", [.. parts.SelectMany(p => p.Drawn.Take(options.Transmissions / 2).Select(drawn => MeasureCuts.Of(drawn, Read(Rules), p.Types)))]);
        MeasureCuts.Table("learned, of kinds not learned from", [.. cut.SelectMany(c => c)]);
        if (options.WriteCuts is { } path)
        {
            var text = Learn([.. parts.SelectMany(p => p.Pages)], -1);
            File.WriteAllText(path, text);
            Console.WriteLine($"{path}: {text.Length / 1024} KB");
        }
    }

    private IEnumerable<Page> PagesOf(DrawnTransmission drawn, LinearWeights types)
    {
        var document = new List<PageFace>();
        foreach (var page in drawn.Pages)
        {
            var face = PageFace.Of(page, Today);
            var begins = drawn.Begins.ContainsKey(page.Number);
            if (document.Count > 0 && SplitTransmission.ByRule(document, face) is null)
            {
                yield return new([.. SplitTransmission.Features(document, face, types).Where(f => !options.Leave.Contains(f.Name, StringComparison.Ordinal))], begins ? Begins : 0);
            }

            if (begins)
            {
                document.Clear();
            }

            document.Add(face);
        }
    }

    private string Learn(IReadOnlyList<Page> pages, int fold)
    {
        var known = pages.SelectMany(p => p.Features.Select(f => f.Name)).Distinct().Order(StringComparer.Ordinal).Select((name, at) => (name, at)).ToDictionary(f => f.name, f => f.at, StringComparer.Ordinal);
        var learned = new TrainLinear(Answers.Length, known.Count);
        var examples = pages.Select(page => new Example([.. page.Features.Select(f => known[f.Name])], [.. page.Features.Select(f => (float)f.Value)], page.Answer, 0)).ToList();
        learned.Run(examples, Rounds, Rate, options.Shrink, [1, 1], options.Seed + fold);
        return WeightsFile.Text(Answers, known, learned, 1, 0.5);
    }

    private static LinearWeights Read(string text) => LinearWeights.Read(new StringReader(text));

    private sealed record Page(IReadOnlyList<(string Name, double Value)> Features, int Answer);
}
