using System.Globalization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.ChartPrep;

/// <summary>Charts of tomorrow with gaps drawn at random: ten in every run of the tests, forty by `tools/prove charts`.</summary>
public sealed class ChartCampaignTests(TestCluster cluster)
{
    [Fact]
    public async Task Of_ten_visits_of_tomorrow_each_gap_is_found_none_is_invented_and_each_packet_holds_what_belongs_there()
    {
        await using var host = await ChartCampaign.Open(cluster);

        var figures = await ChartCampaign.Run(host, seed: 20261201, count: 10, keepIn: null);

        Assert.Empty(figures.Missed);
        Assert.Empty(figures.Invented);
        Assert.Empty(figures.WrongPackets);
        Assert.Empty(figures.Untold);
        Assert.True(figures.Seeded >= 20, $"Only {figures.Seeded} gaps were drawn.");
    }

    /// <summary>What `tools/prove charts` runs; its options come in the environment.</summary>
    [Fact(Explicit = true)]
    public async Task Charts_of_a_whole_day()
    {
        var (seed, count) = (Setting("SEED") ?? 1, Setting("VISITS") ?? 40);
        await using var host = await ChartCampaign.Open(cluster);
        var figures = await ChartCampaign.Run(host, seed, count, Environment.GetEnvironmentVariable("CLINICOPS_CHARTS_KEEP"));

        (string What, string Found, string Bar, bool Holds)[] rows =
        [
            ("visits of tomorrow", $"{figures.Visits}", $"{count}", figures.Visits == count),
            ("gaps drawn", $"{figures.Seeded}", "> 0", figures.Seeded > 0),
            ("gaps on the page", $"{figures.Found}", "", true),
            ("precision", figures.Precision.ToString("0.000", CultureInfo.InvariantCulture), "1.0", figures.Invented.Count == 0),
            ("recall", figures.Recall.ToString("0.000", CultureInfo.InvariantCulture), "1.0", figures.Missed.Count == 0),
            ("packets that hold other papers than belong there, or count other gaps", $"{figures.WrongPackets.Count}", "0", figures.WrongPackets.Count == 0),
            ("red reasons of readiness", $"{figures.Reds}", "> 0", figures.Reds > 0),
            ("of them no gap that stops the visit, or such a gap and no red reason", $"{figures.Untold.Count}", "0", figures.Untold.Count == 0),
            ("seconds for packets and lists of all", figures.Prepared.ToString("0.0", CultureInfo.InvariantCulture), "< 60", figures.Prepared < 60),
            ("pages of the day's one print", $"{figures.PrintedPages}", "", true),
            ("seconds for it", figures.Printed.ToString("0.0", CultureInfo.InvariantCulture), "", true),
        ];
        foreach (var (what, found, bar, holds) in rows)
        {
            Console.WriteLine($"{what,-74} {found,10}  {bar,-10} {(holds ? "holds" : "DOES NOT HOLD")}");
        }

        foreach (var wrong in figures.Missed.Select(gap => "missed " + gap).Concat(figures.Invented.Select(gap => "invented " + gap)).Concat(figures.WrongPackets).Concat(figures.Untold))
        {
            Console.WriteLine(wrong);
        }

        Assert.True(rows.All(row => row.Holds), "A bar does not hold.");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("CLINICOPS_CHARTS_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
