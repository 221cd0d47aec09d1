using ClinicOps.Documents.Matching;
using System.Collections.Concurrent;
using System.Globalization;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>Papers drawn at random against the gate: a few in every run of the tests, thousands by `tools/prove gate`.</summary>
public sealed class GateCampaignTests(TestCluster cluster)
{
    [Fact]
    public async Task Of_papers_drawn_at_random_none_is_filed_to_another_patient()
    {
        var result = await new GateCampaign(cluster, seed: 20260302).Run(first: 0, count: 40);

        Assert.Empty(result.Wrong);
        Assert.True(new CampaignTable(20260302, result).Share >= 0.5);
    }

    [Theory]
    [InlineData(0, 3000, 0.000998)]
    [InlineData(0, 1, 0.95)]
    [InlineData(1, 3000, 0.001580)]
    public void The_bound_is_the_exact_one(int cases, int trials, double bound) => Assert.Equal(bound, Bound.Upper95(cases, trials), 0.000001);

    /// <summary>What `tools/prove gate` runs; its options come in the environment.</summary>
    [Fact(Explicit = true)]
    public async Task Papers_by_the_thousand()
    {
        var seed = Setting("SEED") ?? 1;
        if (Setting("ONLY") is { } index)
        {
            await Replay(seed, index);
            return;
        }

        var least = Setting("FILED") ?? 3000;
        var parts = new ConcurrentDictionary<int, CampaignResult>();
        for (var clinic = 0; parts.Values.Sum(p => p.Filed) < least && clinic < 100; clinic += 2)
        {
            await Parallel.ForEachAsync(
                [clinic, clinic + 1],
                async (part, _) => parts[part] = IsOfRules
                    ? GateCampaign.OfRules(seed, part * GateCampaign.PerClinic, GateCampaign.PerClinic)
                    : await new GateCampaign(cluster, seed).Run(part * GateCampaign.PerClinic, GateCampaign.PerClinic));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{parts.Values.Sum(p => p.Papers.Count)} papers, {parts.Values.Sum(p => p.Filed)} filed by machine, {parts.Values.Sum(p => p.Wrong.Count)} wrongly"));
        }

        var inOrder = parts.OrderBy(p => p.Key).Select(p => p.Value).ToList();
        var table = new CampaignTable(seed, new([.. inOrder.SelectMany(p => p.Papers)], [.. inOrder.SelectMany(p => p.Wrong)], inOrder.Sum(p => p.Filed)));
        table.Print(Console.Out, least);
        if (Environment.GetEnvironmentVariable("CLINICOPS_GATE_JSON") is { Length: > 0 } path)
        {
            table.Write(path);
        }

        Assert.True(table.Holds(least), "A bar does not hold.");
    }

    /// <summary>One transmission again, with all that its pages say and what the gate said.</summary>
    private async Task Replay(int seed, int index)
    {
        var sending = GateCampaign.SendingOf(seed, index, GateCampaign.RegisterOf(seed, index));
        foreach (var page in sending.Pages)
        {
            Console.WriteLine($"--- page {page.Number} ({sending.Wearing})");
            foreach (var row in PageRows.Of(page))
            {
                Console.WriteLine(string.Join(' ', row.Words.Select((w, at) => at > 0 && row.Words[at - 1].Cell != w.Cell ? "   " + w.Text : w.Text)));
            }
        }

        foreach (var paper in sending.Papers)
        {
            Console.WriteLine($"truth: pages {string.Join(' ', paper.Pages)}, {paper.Type.Code()}, {paper.Trap}, {paper.Form}, {(paper.Subject is { } s ? $"{s.Full} {s.BornIso} {(s.IsRegistered ? s.Mrn : "not registered")}" : "nobody")}{(paper.MayBeFiled ? ", may be filed" : "")}");
        }

        if (IsOfRules)
        {
            foreach (var d in new RulesAlone(GateCampaign.RegisterOf(seed, index)).Decide(sending))
            {
                Say(d.Pages, d.FiledTo.Length > 0 ? $"filed to {d.FiledTo}" : d.Reason);
            }

            return;
        }

        var result = await new GateCampaign(cluster, seed).Run(index, 1, outcome => Say(outcome.Pages, $"{outcome.Disposition} {outcome.Reason}"));
        Assert.Empty(result.Wrong);

        void Say(IReadOnlyList<int> pages, string became)
        {
            List<PageText> texts = [.. pages.Select(number => sending.Pages[number - 1])];
            var (type, patient) = (ClassifyDocument.Of(texts), SortTransmission.CutByMachine(ReadPatientEvidence.From(texts, new DateOnly(2026, 3, 2)), texts, new DateOnly(2026, 3, 2)));
            Console.WriteLine(
                $"became: pages {string.Join(' ', pages)}, {type.Type.Code()} {type.Confidence}, {became}{(patient.MayBeTwo == true ? ", may be two" : "")}\n"
                + $"  names {string.Join("; ", patient.Names.Select(n => $"{n.Name.Text} [{n.Place.Rule}, {n.Place.Confidence:0}]"))}\n"
                + $"  dates {string.Join("; ", patient.BirthDates.Select(d => $"{d.Date:yyyy-MM-dd} [{d.Place.Rule}, {d.Place.Confidence:0}]"))}\n"
                + $"  others {string.Join("; ", patient.OtherPeople.Select(o => $"{o.Role}: {o.Name.Name.Text}"))}\n"
                + $"  type {string.Join("; ", type.Evidence.Take(6).Select(e => $"{e.Words} {e.Weight:0.0}"))}");
        }
    }

    private static bool IsOfRules => Environment.GetEnvironmentVariable("CLINICOPS_GATE_RULES") is { Length: > 0 };

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("CLINICOPS_GATE_" + name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
