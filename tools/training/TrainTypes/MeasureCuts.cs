using System.Globalization;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;

namespace TrainTypes;

/// <summary>Transmissions as they are cut, held against where their documents begin.</summary>
internal static class MeasureCuts
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    public static Cut Of(DrawnTransmission drawn, LinearWeights cuts, LinearWeights types)
    {
        var parts = SplitTransmission.Of(drawn.Pages, Today, [], cuts, types);
        var said = parts.Documents.Select(d => d[0]).ToHashSet();
        var missed = drawn.Begins.Keys.Except(said).ToList();
        var madeUp = said.Except(drawn.Begins.Keys).Count();
        return new(missed.Count == 0 && madeUp == 0 && parts.Covers.Count == 0, drawn.Begins.Count, missed.ConvertAll(m => drawn.Begins[m]), madeUp, drawn.Pages.Count);
    }

    /// <summary>Papers of the gate's campaign, of which nothing was learned: with cover sheets, families in one transmission, stray pages.</summary>
    public static void OfCampaign(int seed, int count)
    {
        var register = Register.Drawn(Draw.Of(seed, 0, -1), 2000);
        var cut = Enumerable.Range(0, count).AsParallel().WithDegreeOfParallelism(2).Select(index =>
        {
            var sending = Sending.Drawn(Draw.Of(seed, 0, index), register, index);
            var parts = SplitTransmission.Of(sending.Pages, Today, []);
            var truth = sending.Papers.Select(p => string.Join(' ', p.Pages)).ToHashSet();
            return (sending.Papers.Count, Exact: truth.SetEquals(parts.Documents.Select(d => string.Join(' ', d))), Covers: parts.Covers.SequenceEqual(sending.Covers));
        }).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"papers of the gate's campaign: {count} transmissions, cut exactly {cut.Count(c => c.Exact) / (double)count:0.000}, covers {cut.Count(c => c.Covers) / (double)count:0.000}; of several documents {cut.Count(c => c.Count > 1 && c.Exact) / (double)cut.Count(c => c.Count > 1):0.000}"));
    }

    public static void Table(string title, IReadOnlyList<Cut> results)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {results.Count} transmissions, cut exactly {results.Count(r => r.Exact) / (double)results.Count:0.000}; beginnings missed {results.Sum(r => r.Missed.Count)}, made up {results.Sum(r => r.MadeUp)} of {results.Sum(r => r.Pages)} pages"));
        foreach (var size in results.GroupBy(r => r.Documents).OrderBy(g => g.Key))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {size.Key} documents: {size.Count(r => r.Exact) / (double)size.Count():0.000} of {size.Count()}"));
        }

        Console.WriteLine("  missed by kind: " + string.Join(", ", results.SelectMany(r => r.Missed).CountBy(k => k).OrderByDescending(k => k.Value).Take(25).Select(k => $"{k.Value} {k.Key}")));
    }
}

/// <param name="Missed">Kinds of the documents whose beginning was not seen.</param>
/// <param name="MadeUp">Pages said to begin a document that go on with one.</param>
internal sealed record Cut(bool Exact, int Documents, IReadOnlyList<string> Missed, int MadeUp, int Pages);
