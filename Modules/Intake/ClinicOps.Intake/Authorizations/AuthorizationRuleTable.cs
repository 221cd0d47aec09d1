using System.Text.RegularExpressions;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>What the clinic's rules say of a request.</summary>
internal abstract record RuleAnswer
{
    private RuleAnswer()
    {
    }

    public sealed record Needed(string SaidBy, DateOnly SaidOn) : RuleAnswer;

    public sealed record NotNeeded(string SaidBy, DateOnly SaidOn) : RuleAnswer;

    /// <summary>No line fits: somebody asks the payer.</summary>
    public sealed record NotKnown : RuleAnswer;
}

/// <summary>
/// When an authorization is needed, by payer, plan, code and site. The narrowest line counts: the payer itself before the kind of payer before any; then its plan itself before any; then
/// the code itself before a range (the smaller first) before any; then the site itself before any.
/// </summary>
internal static partial class AuthorizationRuleTable
{
    public const string Any = "*";

    public static async Task<IReadOnlyList<AuthorizationRule>> InForce(IntakeDb db, CancellationToken stopping) => InForce(await db.AuthorizationRules.AsNoTracking().ToListAsync(stopping));

    /// <summary>One line stands for a plan, however it is written: of two that were made by two spellings, what was said last.</summary>
    public static IReadOnlyList<AuthorizationRule> InForce(IEnumerable<AuthorizationRule> stored) =>
    [
        .. stored.GroupBy(rule => (rule.Payer, rule.Plan, rule.Codes, rule.Site)).Select(versions => versions.MaxBy(rule => rule.Number)!).Where(rule => !rule.IsRemoved)
            .GroupBy(rule => (rule.Payer, PlanNames.Key(rule.Plan), rule.Codes, rule.Site)).Select(alike => alike.MaxBy(rule => (rule.At, rule.Number))!)
            .OrderBy(rule => rule.Payer == Any).ThenBy(rule => rule.Payer, StringComparer.OrdinalIgnoreCase)
            .ThenBy(rule => rule.Plan == Any).ThenBy(rule => rule.Plan, StringComparer.OrdinalIgnoreCase).ThenBy(rule => rule.Codes == Any).ThenBy(rule => rule.Codes, StringComparer.Ordinal).ThenBy(rule => rule.Site),
    ];

    /// <summary>One code that needs it makes it needed; none is needed only where that is known of every code.</summary>
    public static RuleAnswer For(IReadOnlyList<AuthorizationRule> rules, NamedPayer payer, IReadOnlyList<ProcedureCode> codes, string site)
    {
        if (codes.Count == 0)
        {
            return new RuleAnswer.NotKnown();
        }

        var answers = codes.Select(code => Narrowest(rules, payer, code.Code, site)).ToList();
        return answers.Find(rule => rule is { IsNeeded: true }) is { } needed ? new RuleAnswer.Needed(needed.SaidBy, needed.SaidOn)
            : answers.TrueForAll(rule => rule is not null) ? new RuleAnswer.NotNeeded(answers[0]!.SaidBy, answers.Min(rule => rule!.SaidOn))
            : new RuleAnswer.NotKnown();
    }

    private static AuthorizationRule? Narrowest(IReadOnlyList<AuthorizationRule> rules, NamedPayer payer, string code, string site)
    {
        string[] payers = [payer.Name.Trim(), payer.Class, Any];
        return rules
            .Select(rule => (
                Rule: rule, Payer: Array.FindIndex(payers, name => string.Equals(name, rule.Payer, StringComparison.OrdinalIgnoreCase)), IsPlan: rule.Plan != Any && PlanNames.Same(rule.Plan, payer.Plan), Width: Width(rule.Codes, code),
                IsSite: SameSite(rule.Site, site)))
            .Where(fit => fit is { Payer: >= 0, Width: not null } && (fit.IsPlan || fit.Rule.Plan == Any) && (fit.IsSite || fit.Rule.Site == Any))
            .OrderBy(fit => fit.Payer).ThenBy(fit => !fit.IsPlan).ThenBy(fit => fit.Width).ThenBy(fit => !fit.IsSite)
            .Select(fit => fit.Rule)
            .FirstOrDefault();
    }

    private static bool SameSite(string rule, string site) => rule != Any && string.Equals(rule, site.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>How many codes the line holds for; null where this one is not among them.</summary>
    private static int? Width(string codes, string code)
    {
        if (codes == Any)
        {
            return int.MaxValue;
        }

        var ends = codes.Split('-');
        var (first, last) = (ends[0], ends[^1]);
        return code.Length == first.Length && code.Length == last.Length && Letters(code) == Letters(first)
            && string.CompareOrdinal(first, code) <= 0 && string.CompareOrdinal(code, last) <= 0
            ? Digits(last) - Digits(first) + 1
            : null;
    }

    private static string Letters(string code) => string.Concat(code.Where(char.IsAsciiLetter));

    private static int Digits(string code) => int.Parse(string.Concat(code.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"73721", "70450-70498" or "*", tidied; null for what is no code and no range of like codes.</summary>
    public static string? CodesOf(string? typed)
    {
        var text = (typed ?? "").Replace(" ", "", StringComparison.Ordinal).Replace('–', '-').ToUpperInvariant();
        if (text == Any)
        {
            return text;
        }

        if (Range().Match(text) is not { Success: true } range)
        {
            return null;
        }

        var (first, last) = (range.Groups["first"].Value, range.Groups["last"].Value);
        return last.Length == 0 ? first : Letters(first) == Letters(last) && string.CompareOrdinal(first, last) < 0 ? $"{first}-{last}" : null;
    }

    [GeneratedRegex("^(?<first>[A-Z][0-9]{4}|[0-9]{5}|[0-9]{4}[A-Z])(-(?<last>[A-Z][0-9]{4}|[0-9]{5}|[0-9]{4}[A-Z]))?$")]
    private static partial Regex Range();
}
