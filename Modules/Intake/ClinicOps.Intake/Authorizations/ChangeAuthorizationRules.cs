using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Authorizations;

internal abstract record RuleChange
{
    private RuleChange()
    {
    }

    /// <param name="Id">Of the version that is in force now.</param>
    public sealed record Done(Guid Id) : RuleChange;

    public sealed record NotUnderstood(string Why) : RuleChange;

    /// <summary>The page showed an older version of the line.</summary>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : RuleChange;
}

/// <summary>A line of the rules as a form says it.</summary>
/// <param name="Plan">Empty for any of the payer's.</param>
internal sealed record RuleLine(string? Payer, string? Plan, string? Codes, string? Site, bool IsNeeded, string? SaidBy, DateOnly? SaidOn);

/// <summary>Changes a line of the rules: a new version is added, and the one before stays.</summary>
internal sealed class ChangeAuthorizationRules(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    private const int LongestText = 100;

    /// <param name="number">Of the version that the page showed; null for a line that is new.</param>
    public async Task<RuleChange> Save(RuleLine line, int? number, bool remove, CancellationToken stopping)
    {
        var payer = PayerClass.All.FirstOrDefault(known => string.Equals(known, line.Payer?.Trim(), StringComparison.OrdinalIgnoreCase)) ?? line.Payer?.Trim() ?? "";
        var (codes, site, saidBy) = (AuthorizationRuleTable.CodesOf(line.Codes), line.Site?.Trim() is { Length: > 0 } named ? named : AuthorizationRuleTable.Any, line.SaidBy?.Trim() ?? "");
        if (payer.Length is 0 or > LongestText || site.Length > LongestText)
        {
            return new RuleChange.NotUnderstood("Name the payer as it is registered, one of the kinds of payers, or * for any.");
        }

        // A line that stands keeps its plan as it is written there, however the clinic has come to write that plan since.
        if ((number is > 0 ? line.Plan is { Length: > 0 } asItStands ? asItStands : AuthorizationRuleTable.Any : await PlanOf(payer, line.Plan?.Trim() ?? "", stopping)) is not { } plan)
        {
            return new RuleChange.NotUnderstood("Name the payer whose plan it is, as it is registered; leave the plan empty for any.");
        }

        if (codes is null)
        {
            return new RuleChange.NotUnderstood("Write a code like 73721, a range like 70450-70498, or * for any.");
        }

        if (saidBy.Length is 0 or > LongestText || line.SaidOn is not { } saidOn || saidOn > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1))
        {
            return new RuleChange.NotUnderstood("Say who said so, and on which day.");
        }

        if (number is > 0 and { } shown)
        {
            return await Append(New(payer, plan, codes, site, shown, line.IsNeeded, saidBy, saidOn, remove), stopping);
        }

        var alike = await Alike(payer, plan, codes, site, stopping);
        return alike is { IsRemoved: false }
            ? new RuleChange.NotUnderstood("There is a line for that already: change it in the table.")
            : await Append(New(payer, alike?.Plan ?? plan, codes, site, alike?.Number ?? 0, line.IsNeeded, saidBy, saidOn, remove), stopping);
    }

    /// <summary>What a version replaced is in force again, as a new version.</summary>
    public async Task<RuleChange> Undo(AuthorizationRule made, CancellationToken stopping)
    {
        var before = await db.AuthorizationRules.AsNoTracking().SingleOrDefaultAsync(
            rule => rule.Payer == made.Payer && rule.Plan == made.Plan && rule.Codes == made.Codes && rule.Site == made.Site && rule.Number == made.Number - 1, stopping);
        var back = before ?? made;
        return await Append(New(made.Payer, made.Plan, made.Codes, made.Site, made.Number, back.IsNeeded, back.SaidBy, back.SaidOn, before is null or { IsRemoved: true }), stopping);
    }

    /// <summary>A plan as the clinic keeps it, else as it was written; null where there is no payer whose plan it could be, or it is too long.</summary>
    private async Task<string?> PlanOf(string payer, string plan, CancellationToken stopping)
    {
        if (plan.Length == 0 || plan == AuthorizationRuleTable.Any)
        {
            return AuthorizationRuleTable.Any;
        }

        return payer == AuthorizationRuleTable.Any || PayerClass.All.Contains(payer) || plan.Length > LongestText ? null : (await NamedPayer.Find(db, payer, plan, stopping)).Plan;
    }

    private AuthorizationRule New(string payer, string plan, string codes, string site, int number, bool isNeeded, string saidBy, DateOnly saidOn, bool isRemoved) => new()
    {
        Id = Guid.CreateVersion7(),
        Payer = payer,
        Plan = plan,
        Codes = codes,
        Site = site,
        Number = number + 1,
        IsNeeded = isNeeded,
        SaidBy = saidBy,
        SaidOn = saidOn,
        IsRemoved = isRemoved,
        At = clock.GetUtcNow(),
        By = actor.UserId,
    };

    private async Task<RuleChange> Append(AuthorizationRule rule, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(
                async Task<RuleChange> (effects) =>
                {
                    var latest = await Latest(rule.Payer, rule.Plan, rule.Codes, rule.Site, stopping);
                    if ((latest?.Number ?? 0) != rule.Number - 1)
                    {
                        return new RuleChange.ChangedMeanwhile(latest?.By, latest?.At ?? rule.At);
                    }

                    db.AuthorizationRules.Add(rule);
                    effects.Audit(new AuditEntry("authorization-rules.changed", "authorization-rule", rule.Id));
                    return new RuleChange.Done(rule.Id);
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            var latest = await Latest(rule.Payer, rule.Plan, rule.Codes, rule.Site, stopping);
            return new RuleChange.ChangedMeanwhile(latest!.By, latest.At);
        }
    }

    /// <summary>The line in force for the same plan, however it is written there; else the last that was taken out; null where there never was one.</summary>
    private async Task<AuthorizationRule?> Alike(string payer, string plan, string codes, string site, CancellationToken stopping)
    {
        var versions = (await db.AuthorizationRules.AsNoTracking().Where(rule => rule.Payer == payer && rule.Codes == codes && rule.Site == site).ToListAsync(stopping)).FindAll(rule => PlanNames.Key(rule.Plan) == PlanNames.Key(plan));
        return AuthorizationRuleTable.InForce(versions).SingleOrDefault() ?? versions.MaxBy(rule => (rule.Number, rule.At));
    }

    private Task<AuthorizationRule?> Latest(string payer, string plan, string codes, string site, CancellationToken stopping) =>
        db.AuthorizationRules.AsNoTracking().Where(rule => rule.Payer == payer && rule.Plan == plan && rule.Codes == codes && rule.Site == site).OrderByDescending(rule => rule.Number).FirstOrDefaultAsync(stopping);
}
