using System.Globalization;
using System.Text;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>Writes what was learned as LinearWeights reads it.</summary>
internal static class WeightsFile
{
    /// <summary>Weights nearer to nothing than this are left out.</summary>
    private const double Least = 0.12;

    public static string Text(IReadOnlyList<string> answers, IReadOnlyDictionary<string, int> known, TrainLinear learned, double temperature, double leastSaid)
    {
        var text = new StringBuilder();
        text.AppendJoin('\t', answers.Select((a, i) => string.Create(CultureInfo.InvariantCulture, $"{a}={learned.Bias[i]:0.###}"))).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{temperature:0.###}\t{leastSaid:0.###}\n");
        foreach (var (name, at) in known.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            var row = learned.Of(at).ToArray();
            var parts = row.Select((w, i) => (w, i)).Where(p => Math.Abs(p.w) >= Least).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.i}:{p.w:0.0#}")).ToList();
            if (parts.Count > 0)
            {
                text.Append(name).Append('\t').AppendJoin('\t', parts).Append('\n');
            }
        }

        return text.ToString();
    }
}
