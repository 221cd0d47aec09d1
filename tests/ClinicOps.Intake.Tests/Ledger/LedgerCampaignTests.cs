using System.Diagnostics;
using System.Globalization;
using ClinicOps.Kernel.Data;
using ClinicOps.Testing;
using Npgsql;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Ledger;

/// <summary>Random operations against the model: 2,000 in every run of the tests, many with crashes by `tools/prove ledger`.</summary>
public sealed class LedgerCampaignTests(TestCluster cluster)
{
    [Fact]
    public async Task Of_2000_random_operations_with_doubled_requests_each_answer_and_every_cent_is_the_models()
    {
        await using var clinic = await IntakeClinic.Open(cluster);

        var figures = await new LedgerCampaign(clinic, seed: 20260302, crashes: false).Run(2000);

        Assert.Empty(figures.Wrong);
        Assert.True(figures.Operations >= 2000);
        Assert.All(["take Done", "take TooMuch", "take ChargeStands", "take OtherContent", "take DrawerClosed", "refund Done", "refund TooMuch", "void Done", "void NotVoidable", "void NotToday", "apply Done", "correct Done", "correct ChargeStands", "close Done"], answer => Assert.Contains(answer, figures.Answers.Keys));
    }

    /// <summary>What `tools/prove ledger` runs; its options come in the environment.</summary>
    [Fact(Explicit = true)]
    public async Task Operations_by_the_hundred_thousand()
    {
        var (seed, operations, clicks) = (Setting("SEED") ?? 1, Setting("OPERATIONS") ?? 100_000, Setting("CLICKS") ?? 1000);
        await using var clinic = await IntakeClinic.Open(cluster);
        var clock = Stopwatch.StartNew();
        Crash.Arm();
        var figures = await new LedgerCampaign(clinic, seed, crashes: true).Run(operations);
        var refused = await RefusedChanges(clinic);
        await using var other = await IntakeClinic.Open(cluster);
        var twice = await new DoubleClicks(other, await other.Open(await other.AddDrawer("Window 1"))).Run(clicks);

        (string What, string Found, string Bar, bool Holds)[] rows =
        [
            ("operations", $"{figures.Operations}", $">= {operations}", figures.Operations >= operations),
            ("of them sent twice at once", $"{figures.Doubled}", "> 0", figures.Doubled > 0),
            ("broken off and sent again", $"{figures.Broken}", "> 0", figures.Broken > 0),
            ("lines in the ledger", $"{figures.Lines}", "> 0", figures.Lines > 0),
            ("answers, balances, drawers, sums other than the model's", $"{figures.Wrong.Count}", "0", figures.Wrong.Count == 0),
            ("UPDATE, DELETE, TRUNCATE refused by the database, as role and as owner", $"{refused} of 6", "6", refused == 6),
            ("double clicks at once", $"{clicks}", $"{clicks}", twice.Taken == clicks),
            ("lines of them (a co-pay and a payment each)", $"{twice.Lines}", $"{2 * clicks}", twice.Lines == 2 * clicks),
            ("double charges", $"{twice.Wrong}", "0", twice.Wrong == 0),
            ("seconds", clock.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "", true),
        ];
        foreach (var answer in figures.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {answer.Key,-24} {answer.Value,7}");
        }

        foreach (var (what, found, bar, holds) in rows)
        {
            Console.WriteLine($"{what,-74} {found,10}  {bar,-10} {(holds ? "holds" : "DOES NOT HOLD")}");
        }

        foreach (var wrong in figures.Wrong)
        {
            Console.WriteLine(wrong);
        }

        Assert.True(rows.All(row => row.Holds), "A bar does not hold.");
    }

    private static async Task<int> RefusedChanges(TestClinic clinic)
    {
        var refused = 0;
        foreach (var connectionString in new[] { clinic.OwnerConnectionString, clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake")) })
        {
            foreach (var sql in new[] { "UPDATE intake.ledger_entries SET cents = -cents", "DELETE FROM intake.ledger_entries", "TRUNCATE intake.ledger_entries CASCADE" })
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                try
                {
                    await command.ExecuteNonQueryAsync();
                }
                catch (PostgresException no) when (no.SqlState == PostgresErrorCodes.InsufficientPrivilege)
                {
                    refused++;
                }
            }
        }

        return refused;
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("CLINICOPS_LEDGER_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
