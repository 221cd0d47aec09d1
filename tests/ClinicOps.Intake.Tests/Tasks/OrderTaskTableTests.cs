using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

/// <summary>Which line of the table an order meets.</summary>
public sealed class OrderTaskTableTests
{
    [Theory]
    [InlineData("imaging", "Summit Crest Advantage", "authorize:1 schedule:5")] // the payer itself
    [InlineData("imaging", "SUMMIT CREST ADVANTAGE ", "authorize:1 schedule:5")]
    [InlineData("imaging", "Medicare Part B", "schedule:1")] // the kind of payer
    [InlineData("imaging", "Buckwheat Community Plan", "schedule:2")] // any payer
    [InlineData("lab", "Medicare Part B", "call:2")]
    [InlineData("dme", null, "")] // nobody pays: no task
    [InlineData("dme", "Medicare Part B", "refer:2")]
    [InlineData("infusion", "Medicare Part B", "schedule:2")] // a kind of its own
    public void The_narrowest_line_counts(string kind, string? payer, string expected)
    {
        var lines = OrderTaskTable.InForce(
        [
            Rule("imaging", "Summit Crest Advantage", 1, "authorize:1", "schedule:5"), Rule("imaging", PayerClass.Medicare, 1, "call:9"), Rule("imaging", PayerClass.Medicare, 2, "schedule:1"),
            Rule("dme", PayerClass.NoCoverage, 1),
        ]);

        Assert.Equal(expected, string.Join(' ', OrderTaskTable.Written(OrderTaskTable.For(lines, kind, NamedPayer.Told(payer)))));
    }

    [Fact]
    public void A_line_taken_out_leaves_the_broader_one_and_a_default_comes_back()
    {
        var lines = OrderTaskTable.InForce([Rule("lab", "*", 1, "schedule:3"), Rule("lab", "*", 2), Removed("lab", "*", 3), Rule("imaging", "Medicaid", 1, "authorize:1"), Removed("imaging", "Medicaid", 2)]);

        Assert.Equal(["call:2"], OrderTaskTable.Written(OrderTaskTable.For(lines, "lab", NamedPayer.Told(null))));
        Assert.Equal(["schedule:2"], OrderTaskTable.Written(OrderTaskTable.For(lines, "imaging", NamedPayer.Told("Ohio Medicaid"))));
        Assert.Equal(3, lines.Single(line => line.Kind == "lab").Number);
    }

    [Theory]
    [InlineData(null, PayerClass.NoCoverage)]
    [InlineData("Self-Pay", PayerClass.NoCoverage)]
    [InlineData("Ohio MEDICAID", PayerClass.Medicaid)]
    [InlineData("Humana Medicare Advantage", PayerClass.Medicare)]
    [InlineData("BWC Workers Comp", PayerClass.WorkersCompensation)]
    [InlineData("Summit Crest", PayerClass.Commercial)]
    public void A_payers_kind_is_told_by_its_name(string? payer, string expected) => Assert.Equal(expected, PayerClass.Of(payer));

    private static OrderTaskRule Rule(string kind, string payer, int number, params string[] wanted) =>
        new() { Id = Guid.CreateVersion7(), Kind = kind, Payer = payer, Number = number, Wanted = wanted, IsRemoved = false, At = DateTimeOffset.UnixEpoch };

    private static OrderTaskRule Removed(string kind, string payer, int number) =>
        new() { Id = Guid.CreateVersion7(), Kind = kind, Payer = payer, Number = number, Wanted = [], IsRemoved = true, At = DateTimeOffset.UnixEpoch };
}
