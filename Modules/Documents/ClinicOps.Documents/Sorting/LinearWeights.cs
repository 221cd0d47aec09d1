using System.Globalization;
using System.Reflection;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// What was learned from invented papers (tools/train-types): how much each feature speaks for each answer. A text file, a feature a
/// line, so that everybody can read and compare what was learned.
/// </summary>
internal sealed class LinearWeights
{
    private readonly Dictionary<string, float[]> weights = new(StringComparer.Ordinal);

    private LinearWeights(string[] answers, float[] bias, double temperature, double least) =>
        (Answers, Bias, Temperature, Least) = (answers, bias, temperature, least);

    public IReadOnlyList<string> Answers { get; }

    public float[] Bias { get; }

    /// <summary>By which scores are divided so that what is said to be 90 % sure is right in 90 of 100 papers of offices never seen.</summary>
    public double Temperature { get; }

    /// <summary>The share of certainty below which nothing is said.</summary>
    public double Least { get; }

    public int Count => weights.Count;

    /// <summary>What the feature adds to each answer; null when nothing was learned of it.</summary>
    public float[]? Of(string feature) => weights.GetValueOrDefault(feature);

    /// <summary>The certainty of each answer (they sum up to 1) for these scores.</summary>
    public double[] Shares(double[] scores)
    {
        var most = scores.Max();
        var shares = Array.ConvertAll(scores, score => Math.Exp((score - most) / Temperature));
        var sum = shares.Sum();
        return Array.ConvertAll(shares, share => share / sum);
    }

    /// <summary>The certainty of each answer for these features, as they are to be multiplied. What nothing was learned of says nothing.</summary>
    public double[] Shares(IEnumerable<(string Name, double Value)> features)
    {
        var scores = Bias.Select(b => (double)b).ToArray();
        foreach (var (name, value) in features)
        {
            if (Of(name) is { } row)
            {
                for (var a = 0; a < scores.Length; a++)
                {
                    scores[a] += row[a] * value;
                }
            }
        }

        return Shares(scores);
    }

    /// <summary>The embedded file of this name beside the code.</summary>
    public static LinearWeights Embedded(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(r => r.EndsWith("." + name, StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Two lines of heads (answers with their bias; temperature and least share), then a line for each feature: weights by the number of their answer.</summary>
    public static LinearWeights Read(TextReader from)
    {
        var heads = Line(from.ReadLine());
        var settings = Line(from.ReadLine());
        var read = new LinearWeights(
            [.. heads.Select(h => h[..h.IndexOf('=', StringComparison.Ordinal)])],
            [.. heads.Select(h => (float)Number(h[(h.IndexOf('=', StringComparison.Ordinal) + 1)..]))],
            Number(settings[0]),
            Number(settings[1]));
        while (from.ReadLine() is { } line)
        {
            var parts = Line(line);
            var row = new float[read.Answers.Count];
            foreach (var part in parts[1..])
            {
                var colon = part.IndexOf(':', StringComparison.Ordinal);
                row[int.Parse(part[..colon], CultureInfo.InvariantCulture)] = (float)Number(part[(colon + 1)..]);
            }

            read.weights[parts[0]] = row;
        }

        return read;
    }

    private static string[] Line(string? text) => (text ?? throw new InvalidDataException("The file of weights ends early.")).Split('\t');

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
