using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>The rules by which visits are confirmed.</summary>
internal sealed class KnowRules(SchedulingDb db)
{
    public async Task<RulesInForce> InForce(CancellationToken stopping) => new(await db.ConfirmationRules.AsNoTracking().ToListAsync(stopping));
}

internal sealed record RulesInForce(IReadOnlyList<ConfirmationRule> Rules)
{
    /// <summary>The furthest that any of them looks ahead, in days.</summary>
    public int Furthest => Rules.Count == 0 ? 0 : Rules.Max(rule => Math.Max(rule.MailDaysBefore ?? 0, rule.CallDaysBefore ?? 0));

    /// <summary>Null where no rule says anything of such visits.</summary>
    public ConfirmationRule? For(Guid? visitTypeId) =>
        (visitTypeId is { } type ? Rules.FirstOrDefault(rule => rule.VisitTypeId == type) : null) ?? Rules.FirstOrDefault(rule => rule.VisitTypeId is null);
}
