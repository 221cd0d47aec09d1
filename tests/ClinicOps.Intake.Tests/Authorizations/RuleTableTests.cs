using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>Which line of the rules a request meets.</summary>
public sealed class RuleTableTests
{
    private static readonly DateOnly On = new(2026, 1, 15);

    private readonly IReadOnlyList<AuthorizationRule> rules = AuthorizationRuleTable.InForce(
    [
        Rule("*", "70450-70498", "*", true, "imaging list"), Rule(PayerClass.Medicare, "70450-70498", "*", false, "Medicare itself"), Rule("Humana Medicare Advantage", "70450-70498", "*", true, "Humana's list"),
        Rule("Humana Medicare Advantage", "70450", "*", false, "Dora at Humana"), Rule("Humana Medicare Advantage", "70450", "Mesa", true, "Humana on Mesa"), Rule("Buckwheat", "*", "*", false, "Buckwheat's letter"),
        Rule("Buckwheat", "J0129", "*", true, "Buckwheat's drugs"),
    ]);

    [Theory]
    [InlineData("Summit Crest", "70470", "", "needed: imaging list")] // any payer, a range
    [InlineData("Medicare Part B", "70470", "", "not needed: Medicare itself")] // the kind of payer
    [InlineData("humana medicare advantage ", "70470", "", "needed: Humana's list")] // the payer itself
    [InlineData("Humana Medicare Advantage", "70450", "", "not needed: Dora at Humana")] // the code itself
    [InlineData("Humana Medicare Advantage", "70450", "mesa", "needed: Humana on Mesa")] // the site itself
    [InlineData("Buckwheat", "99213", "", "not needed: Buckwheat's letter")]
    [InlineData("Buckwheat", "J0129", "", "needed: Buckwheat's drugs")]
    [InlineData("Summit Crest", "99213", "", "unknown")]
    [InlineData("Summit Crest", "7047", "", "unknown")] // no code of that shape
    [InlineData("Summit Crest", "7047F", "", "unknown")]
    public void The_narrowest_line_counts(string payer, string code, string site, string expected) => Assert.Equal(expected, Ask(payer, site, code));

    [Theory]
    [InlineData("needed: Buckwheat's drugs", "99213", "J0129")] // one that needs it is enough
    [InlineData("not needed: Buckwheat's letter", "99213", "99214")]
    public void Of_several_codes_one_that_needs_it_makes_it_needed(string expected, params string[] codes) => Assert.Equal(expected, Ask("Buckwheat", "", codes));

    [Fact]
    public void None_is_needed_only_where_that_is_known_of_every_code() => Assert.Equal("unknown", Ask("Medicare Part B", "", "70470", "99213"));

    [Fact]
    public void A_line_taken_out_leaves_the_broader_one()
    {
        var removed = AuthorizationRuleTable.InForce([.. rules, Rule(PayerClass.Medicare, "70450-70498", "*", false, "Medicare itself", number: 2, isRemoved: true)]);

        Assert.IsType<RuleAnswer.Needed>(AuthorizationRuleTable.For(removed, NamedPayer.Told("Medicare Part B"), [new ProcedureCode("70470", "")], ""));
    }

    [Fact]
    public void What_staff_say_of_a_payer_counts_before_what_its_name_sounds_like()
    {
        Assert.IsType<RuleAnswer.NotNeeded>(AuthorizationRuleTable.For(rules, new NamedPayer("Golden Years", PayerClass.OfKind(PayerKinds.Medicare)), [new ProcedureCode("70470", "")], ""));
        Assert.IsType<RuleAnswer.Needed>(AuthorizationRuleTable.For(rules, new NamedPayer("Medicare Supplement Shop", PayerClass.OfKind(PayerKinds.Commercial)), [new ProcedureCode("70470", "")], ""));
    }

    [Theory]
    [InlineData(" 73721 ", "73721")]
    [InlineData("70450 – 70498", "70450-70498")]
    [InlineData("j0129", "J0129")]
    [InlineData("*", "*")]
    [InlineData("70498-70450", null)]
    [InlineData("J0129-70450", null)]
    [InlineData("MRI", null)]
    [InlineData("", null)]
    public void Codes_are_tidied_or_refused(string typed, string? kept) => Assert.Equal(kept, AuthorizationRuleTable.CodesOf(typed));

    private string Ask(string payer, string site, params string[] codes) => AuthorizationRuleTable.For(rules, NamedPayer.Told(payer), [.. codes.Select(code => new ProcedureCode(code, ""))], site) switch
    {
        RuleAnswer.Needed needed => $"needed: {needed.SaidBy}",
        RuleAnswer.NotNeeded none => $"not needed: {none.SaidBy}",
        _ => "unknown",
    };

    private static AuthorizationRule Rule(string payer, string codes, string site, bool isNeeded, string saidBy, int number = 1, bool isRemoved = false) => new()
    {
        Id = Guid.CreateVersion7(),
        Payer = payer,
        Codes = codes,
        Site = site,
        Number = number,
        IsNeeded = isNeeded,
        SaidBy = saidBy,
        SaidOn = On,
        IsRemoved = isRemoved,
        At = DateTimeOffset.UnixEpoch,
    };
}
