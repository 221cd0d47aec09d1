using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Units that count against what is granted now. Where the payer gave another number after an earlier grant had ended, what visits used of that
/// one is over; what coming visits still hold counts.
/// </summary>
/// <param name="Basis">In which the payer granted last; null where it never did.</param>
internal sealed record UnitsTaken(decimal Reserved, decimal Used, string? Basis)
{
    public decimal All => Reserved + Used;

    /// <param name="number">Of the grant.</param>
    public static async Task<UnitsTaken> Of(IntakeDb db, Guid authorizationId, string number, CancellationToken stopping) =>
        (await Of(db, new Dictionary<Guid, string> { [authorizationId] = number }, stopping))[authorizationId];

    /// <param name="numbers">Of the grant of each authorization.</param>
    public static async Task<IReadOnlyDictionary<Guid, UnitsTaken>> Of(IntakeDb db, IReadOnlyDictionary<Guid, string> numbers, CancellationToken stopping)
    {
        Guid[] ids = [.. numbers.Keys];
        var uses = (await db.CountingUses.AsNoTracking().Where(use => ids.Contains(use.AuthorizationId)).ToListAsync(stopping)).ToLookup(use => use.AuthorizationId);
        Guid[] taking = [.. uses.Select(of => of.Key)];
        var steps = (await db.AuthorizationEvents.AsNoTracking()
            .Where(e => taking.Contains(e.AuthorizationId) && e.Old != null && !db.AuthorizationEvents.Any(undo => undo.UndoesId == e.Id))
            .OrderBy(e => e.Number)
            .ToListAsync(stopping)).ToLookup(e => e.AuthorizationId);
        return numbers.ToDictionary(of => of.Key, of =>
        {
            var before = steps[of.Key].LastOrDefault(step => IsGranted(step.Old!) && !IsGranted(step.New) && step.Old!.Number != of.Value)?.At;
            return new UnitsTaken(
                uses[of.Key].Where(use => use.Kind == UseKind.Reserved).Sum(use => use.Units),
                uses[of.Key].Where(use => use.Kind == UseKind.Used && !(use.At < before)).Sum(use => use.Units),
                steps[of.Key].LastOrDefault(step => step.Old!.UnitBasis is not null)?.Old!.UnitBasis);
        });
    }

    private static bool IsGranted(AuthorizationFacts facts) => AuthorizationState.Granted.Contains(facts.State);
}
