using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>How the lines of the rules are saved, taken out and undone.</summary>
public sealed class RuleSettingsTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly RuleLine Line = new("Lake Mutual", null, "73700 - 73799", null, true, "its list", new DateOnly(2026, 1, 2));

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await IntakeClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_line_is_saved_once_changed_by_who_saw_it_last_taken_out_and_put_back()
    {
        var added = Assert.IsType<RuleChange.Done>(await Save(Line));
        Assert.Equal("needed: its list", await Answer());
        Assert.Equal("There is a line for that already: change it in the table.", Why(await Save(Line with { Codes = "73700-73799" })));
        foreach (var (wrong, why) in new[]
        {
            (Line with { Payer = " " }, "Name the payer as it is registered, one of the kinds of payers, or * for any."),
            (Line with { Codes = "MRI" }, "Write a code like 73721, a range like 70450-70498, or * for any."),
            (Line with { Codes = "1", SaidBy = "" }, "Write a code like 73721, a range like 70450-70498, or * for any."),
            (Line with { Codes = "99213", SaidBy = "" }, "Say who said so, and on which day."),
            (Line with { Codes = "99213", SaidOn = new DateOnly(2027, 1, 1) }, "Say who said so, and on which day."),
            (Line with { Payer = "*", Plan = "Gold HMO" }, "Name the payer whose plan it is, as it is registered; leave the plan empty for any."),
            (Line with { Payer = "medicare", Plan = "Gold HMO" }, "Name the payer whose plan it is, as it is registered; leave the plan empty for any."),
        })
        {
            Assert.Equal(why, Why(await Save(wrong)));
        }

        // Two who saw the same line: one is told of the other.
        var both = await Task.WhenAll(Save(Line with { IsNeeded = false, SaidBy = "Kim" }, 1), Save(Line with { IsNeeded = false, SaidBy = "Ana" }, 1));
        var changed = Assert.Single(both.OfType<RuleChange.Done>());
        Assert.Single(both.OfType<RuleChange.ChangedMeanwhile>());
        Assert.StartsWith("not needed: ", await Answer(), StringComparison.Ordinal);

        // Undone is what was before; what was changed since is not undone.
        Assert.IsType<RuleChange.ChangedMeanwhile>(await Undo(added.Id));
        Assert.IsType<RuleChange.Done>(await Undo(changed.Id));
        Assert.Equal("needed: its list", await Answer());
        var removed = Assert.IsType<RuleChange.Done>(await Save(Line, 3, remove: true));
        Assert.Equal("unknown", await Answer());
        Assert.IsType<RuleChange.Done>(await Undo(removed.Id));
        Assert.Equal("needed: its list", await Answer());
    }

    [Fact]
    public async Task A_line_for_a_plan_counts_before_that_for_its_payer_and_for_no_other_plan()
    {
        var payer = await clinic.Insert("intake.payers", ("name", "Lake Mutual"), ("name_key", Contracts.NameKeys.Number("Lake Mutual")), ("kind", "commercial"), ("verify_by", "clearinghouse"));
        var said = new PlanSaid("Gold HMO", PlanKinds.Hmo, "", null, null, "", true);
        Assert.IsType<PlanChange.Done>(await clinic.In((ChangePlans change) => change.Save(Guid.CreateVersion7(), payer, null, said, CancellationToken.None)));
        Assert.IsType<RuleChange.Done>(await Save(Line));
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = " gold hmo", IsNeeded = false, SaidBy = "the plan's book" }));
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = "Platinum", Codes = "*", IsNeeded = false, SaidBy = "Ana" }));

        Assert.Equal(
            ["needed: its list", "not needed: the plan's book", "needed: its list", "not needed: Ana"],
            [await Answer(), await Answer("GoldHMO"), await Answer("Silver"), await Answer("PLATINUM")]);

        // It stands under the name under which the plan is kept.
        Assert.Equal(["*", "Gold HMO", "Platinum"], await clinic.Sql("SELECT plan FROM intake.authorization_rules ORDER BY plan"));
        var line = await clinic.In((IntakeDb db) => db.AuthorizationRules.AsNoTracking().SingleAsync(rule => rule.Plan == "Gold HMO"));
        Assert.IsType<RuleChange.Done>(await Undo(line.Id));
        Assert.Equal("needed: its list", await Answer("Gold HMO"));
    }

    [Fact]
    public async Task A_line_whose_plan_is_written_otherwise_than_the_kept_one_is_changed_and_taken_out_and_is_the_only_one_of_it()
    {
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = "gold hmo" }));
        var payer = await clinic.Insert("intake.payers", ("name", "Lake Mutual"), ("name_key", Contracts.NameKeys.Number("Lake Mutual")), ("kind", "commercial"), ("verify_by", "clearinghouse"));
        Assert.IsType<PlanChange.Done>(await clinic.In((ChangePlans change) => change.Save(Guid.CreateVersion7(), payer, null, new PlanSaid("Gold HMO", PlanKinds.Hmo, "", null, null, "", true), CancellationToken.None)));

        Assert.Equal("There is a line for that already: change it in the table.", Why(await Save(Line with { Plan = "Gold HMO" })));
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = "gold hmo", IsNeeded = false, SaidBy = "Kim" }, 1));
        Assert.Equal("not needed: Kim", await Answer("Gold HMO"));
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = "gold hmo" }, 2, remove: true));
        Assert.Equal("unknown", await Answer("Gold HMO"));
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = "GOLD HMO", SaidBy = "Ana" }));
        Assert.Equal("needed: Ana", await Answer("Gold HMO"));

        // Two that were made by two spellings, before: what was said last stands, and the other is seen once that is taken out.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.Insert(
            "intake.authorization_rules", ("payer", "Lake Mutual"), ("plan", "Gold  Hmo"), ("codes", "73700-73799"), ("site", "*"), ("number", 1), ("is_needed", false), ("said_by", "Eva"), ("said_on", "2026-03-01"), ("is_removed", false),
            ("at", clinic.Clock.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(["Eva"], (await clinic.In((IntakeDb db) => AuthorizationRuleTable.InForce(db, CancellationToken.None))).Select(rule => rule.SaidBy));
        Assert.IsType<RuleChange.Done>(await Save(Line with { Plan = "Gold  Hmo" }, 1, remove: true));
        Assert.Equal("needed: Ana", await Answer("Gold HMO"));
    }

    private Task<RuleChange> Save(RuleLine line, int? number = null, bool remove = false) => clinic.In((ChangeAuthorizationRules change) => change.Save(line, number, remove, CancellationToken.None));

    private async Task<RuleChange> Undo(Guid version)
    {
        var made = await clinic.In((IntakeDb db) => db.AuthorizationRules.AsNoTracking().SingleAsync(rule => rule.Id == version));
        return await clinic.In((ChangeAuthorizationRules change) => change.Undo(made, CancellationToken.None));
    }

    /// <summary>What the rules say of an MRI of the knee.</summary>
    private Task<string> Answer(string plan = "") => clinic.In(async (IntakeDb db) =>
        AuthorizationRuleTable.For(await AuthorizationRuleTable.InForce(db, CancellationToken.None), await NamedPayer.Find(db, "Lake Mutual", plan, CancellationToken.None), [new ProcedureCode("73721", "")], "") switch
        {
            RuleAnswer.Needed needed => $"needed: {needed.SaidBy}",
            RuleAnswer.NotNeeded none => $"not needed: {none.SaidBy}",
            _ => "unknown",
        });

    private static string Why(RuleChange change) => Assert.IsType<RuleChange.NotUnderstood>(change).Why;
}
