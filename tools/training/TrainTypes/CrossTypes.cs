using System.Globalization;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>What was said of one paper that was not learned from.</summary>
internal sealed record Said(TypePaper Paper, double[] Scores);

/// <summary>Learns from some kinds of paper and is tried on the others, in turn; then learns from all.</summary>
internal sealed class CrossTypes(IReadOnlyList<TypePaper> papers, Options options)
{
    private static readonly DocumentType[] Answers = [.. Enum.GetValues<DocumentType>().Where(t => t is not DocumentType.LetterSent and not DocumentType.Misdirected)];

    /// <summary>What is rather wrong than right is not said, not even as a suggestion.</summary>
    private const double LeastSaid = 0.5;

    private readonly int[] folds = Folds(papers, Math.Max(2, options.Folds));

    public void Run()
    {
        var said = Held();
        var temperature = Calibrate(said);
        Console.WriteLine($"before (the vocabulary alone): right {Share(papers, p => p.Weighed == p.Kind.Type)}, unsure {Share(papers, p => p.Weighed == DocumentType.Unsure && p.Kind.Type != DocumentType.Unsure)}");
        var right = said.Count(s => Best(s.Scores).Type == s.Paper.Kind.Type);
        Console.WriteLine($"learned, on kinds not learned from: right {Of(right, said.Count)} when it always answers; temperature {temperature:0.00}");
        var least = Threshold(said, temperature);
        Table(said, temperature, least);
        Bins(said, 1, "as learned");
        Bins(said, temperature, "calibrated");
        Console.WriteLine("kinds oftenest taken for another:");
        foreach (var kind in said.Where(s => Best(s.Scores).Type != s.Paper.Kind.Type).GroupBy(s => s.Paper.Kind.Name).OrderByDescending(g => g.Count()).Take(70))
        {
            Console.WriteLine($"  {kind.Count(),3} {kind.Key,-50} {string.Join(", ", kind.CountBy(s => Best(s.Scores).Type).OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key.Code()}"))}");
        }

        if (options.Write is { } path)
        {
            Write(path, temperature);
        }
    }

    private void Write(string path, double temperature)
    {
        var (known, learned) = Learn(papers, -1);
        File.WriteAllText(path, WeightsFile.Text([.. Answers.Select(a => a.Code())], known, learned, temperature, LeastSaid));
        Console.WriteLine($"{path}: {known.Count} features, {new FileInfo(path).Length / 1024} KB, temperature {temperature:0.00}");
    }

    /// <summary>Learned from all kinds but those of this part.</summary>
    public LinearWeights Without(int fold)
    {
        var (known, learned) = Learn([.. papers.Where(p => folds[p.Office] != fold)], fold);
        return LinearWeights.Read(new StringReader(WeightsFile.Text([.. Answers.Select(a => a.Code())], known, learned, ClassifyDocument.Learned.Temperature, LeastSaid)));
    }

    public IReadOnlyList<PaperKind> Kinds(int fold) => [.. papers.Where(p => folds[p.Office] == fold && p.Kind.Type != DocumentType.Unsure).Select(p => p.Kind).Distinct()];

    private List<Said> Held()
    {
        var said = new Said[papers.Count];
        Parallel.For(0, Math.Max(2, options.Folds), new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var (known, learned) = Learn([.. papers.Where(p => folds[p.Office] != fold)], fold);
            for (var i = 0; i < papers.Count; i++)
            {
                if (folds[papers[i].Office] == fold)
                {
                    var scores = new double[Answers.Length];
                    learned.Scores(Example(papers[i], known), scores);
                    said[i] = new(papers[i], scores);
                }
            }
        });
        return [.. said];
    }

    private (Dictionary<string, int> Known, TrainLinear Learned) Learn(IReadOnlyList<TypePaper> from, int fold)
    {
        var known = Known(from);
        var examples = from.Select(p => Example(p, known)).ToList();
        var learned = new TrainLinear(Answers.Length, known.Count);
        var offices = Answers.Select(a => from.Where(p => p.Kind.Type == a).Select(p => p.Office).Distinct().Count()).ToArray();
        var usual = offices.Where(o => o > 0).Average();
        var each = offices.Select(o => o == 0 ? 0f : (float)Math.Sqrt(usual / o)).ToArray();
        learned.Run(examples, options.Rounds, options.Rate, options.Shrink, each, options.Seed + fold);
        return (known, learned);
    }

    /// <summary>What only one office has would be learned by heart, and helps with no other.</summary>
    private Dictionary<string, int> Known(IReadOnlyList<TypePaper> from)
    {
        var offices = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var paper in from)
        {
            foreach (var feature in paper.Features)
            {
                if (!options.Leave.Contains(feature.Group.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    (offices.TryGetValue(feature.Name, out var set) ? set : offices[feature.Name] = []).Add(paper.Office);
                }
            }
        }

        return offices.Where(o => o.Value.Count >= options.LeastKinds).Select(o => o.Key).Order(StringComparer.Ordinal).Select((name, at) => (name, at)).ToDictionary(f => f.name, f => f.at, StringComparer.Ordinal);
    }

    private static Example Example(TypePaper paper, Dictionary<string, int> known)
    {
        var scaled = TypeFeatures.Scaled(paper.Features, known.ContainsKey);
        var (numbers, values) = (new List<int>(), new List<float>());
        for (var i = 0; i < scaled.Length; i++)
        {
            if (known.TryGetValue(paper.Features[i].Name, out var number))
            {
                numbers.Add(number);
                values.Add((float)scaled[i]);
            }
        }

        return new([.. numbers], [.. values], Array.IndexOf(Answers, paper.Kind.Type), paper.Office);
    }

    /// <summary>The temperature under which what was said of papers not learned from was the least surprising.</summary>
    private static double Calibrate(List<Said> said) =>
        Enumerable.Range(4, 80).Select(t => t * 0.05).MinBy(temperature => said.Sum(s =>
        {
            var shares = (double[])s.Scores.Clone();
            TrainLinear.Softmax(shares, temperature);
            return -Math.Log(Math.Max(1e-9, shares[Array.IndexOf(Answers, s.Paper.Kind.Type)]));
        }));

    /// <summary>The least certainty from which on what is said is right in 97 of 100.</summary>
    private static double Threshold(List<Said> said, double temperature)
    {
        var ranked = said.Select(s => (Best: Best(s.Scores, temperature), s.Paper.Kind.Type)).Where(s => s.Best.Type != DocumentType.Unsure).OrderByDescending(s => s.Best.Share).ToList();
        var (right, least) = (0, 1.0);
        for (var i = 0; i < ranked.Count; i++)
        {
            right += ranked[i].Best.Type == ranked[i].Type ? 1 : 0;
            if (right >= 0.97 * (i + 1))
            {
                least = ranked[i].Best.Share;
            }
        }

        return Math.Clamp(least, 0.3, 0.9);
    }

    private static void Table(List<Said> said, double temperature, double least)
    {
        DocumentType Answer(Said s) => Best(s.Scores, temperature) is var best && best.Share >= least ? best.Type : DocumentType.Unsure;
        Console.WriteLine($"\n{"type",-32}{"papers",7}{"right",8}{"unsure",8}{"wrong",8}{"always",8}  taken for (when unsure below {least:0.00}, at which a machine may act)");
        foreach (var type in said.GroupBy(s => s.Paper.Kind.Type).OrderBy(g => g.Count(s => Answer(s) == g.Key) / (double)g.Count()))
        {
            var all = type.ToList();
            var other = string.Join(", ", all.Where(s => Answer(s) != type.Key && Answer(s) != DocumentType.Unsure).CountBy(Answer).OrderByDescending(c => c.Value).Take(4).Select(c => $"{c.Value} {c.Key.Code()}"));
            Console.WriteLine($"{type.Key.Code(),-32}{all.Count,7}{Share(all, s => Answer(s) == type.Key),8}{Share(all, s => Answer(s) == DocumentType.Unsure),8}{Share(all, s => Answer(s) != type.Key && Answer(s) != DocumentType.Unsure),8}{Share(all, s => Best(s.Scores).Type == type.Key),8}  {other}");
        }

        var answered = said.Where(s => Answer(s) != DocumentType.Unsure).ToList();
        Console.WriteLine($"{"all",-32}{said.Count,7}{Share(said, s => Answer(s) == s.Paper.Kind.Type),8}{Share(said, s => Answer(s) == DocumentType.Unsure),8}{Share(said, s => Answer(s) != s.Paper.Kind.Type && Answer(s) != DocumentType.Unsure),8}  of what is said, right: {Share(answered, s => Answer(s) == s.Paper.Kind.Type)}\n");
    }

    private static void Bins(List<Said> said, double temperature, string how)
    {
        Console.WriteLine($"certainty {how}: said to be -> was");
        foreach (var bin in said.Select(s => (Best: Best(s.Scores, temperature), s.Paper.Kind.Type)).GroupBy(s => Math.Min(9, (int)(s.Best.Share * 10))).OrderBy(b => b.Key))
        {
            Console.WriteLine($"  {bin.Average(s => s.Best.Share):0.00} -> {bin.Count(s => s.Best.Type == s.Type) / (double)bin.Count():0.00}  ({bin.Count()})");
        }
    }

    private static (DocumentType Type, double Share) Best(double[] scores, double temperature = 1)
    {
        var shares = (double[])scores.Clone();
        TrainLinear.Softmax(shares, temperature);
        var at = Array.IndexOf(shares, shares.Max());
        return (Answers[at], shares[at]);
    }

    /// <summary>Kinds of each type dealt out in turn, after shuffling: each part has its share of every type.</summary>
    private static int[] Folds(IReadOnlyList<TypePaper> papers, int count)
    {
        var offices = papers.Select(p => (p.Office, p.Kind.Type)).Distinct().OrderBy(o => o.Office).ToArray();
        new Random(5).Shuffle(offices);
        var folds = new int[offices.Length];
        foreach (var type in offices.GroupBy(o => o.Type))
        {
            var at = 0;
            foreach (var (office, _) in type)
            {
                folds[office] = at++ % count;
            }
        }

        return folds;
    }

    private static string Share<T>(IReadOnlyCollection<T> all, Func<T, bool> which) => all.Count == 0 ? "-" : (all.Count(which) / (double)all.Count).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Of(int part, int all) => $"{part / (double)all:0.000} ({part} of {all})";
}
