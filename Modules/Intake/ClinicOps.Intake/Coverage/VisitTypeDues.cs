using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Coverage;

/// <summary>Which visits owe nothing by their type, as the clinic has it. A change is a new version, and the one before stays.</summary>
internal sealed class VisitTypeDues(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    /// <summary>The latest version of each type, also of one that is back to owing what its payer says.</summary>
    public async Task<IReadOnlyDictionary<string, VisitTypeDue>> InForce(CancellationToken stopping) =>
        (await db.VisitTypeDues.AsNoTracking().ToListAsync(stopping)).GroupBy(due => due.VisitType).ToDictionary(versions => versions.Key, versions => versions.MaxBy(due => due.Number)!);

    /// <summary>What the type of a visit says of it: which kind of service it is and where, and whether it owes nothing.</summary>
    public static KindOfVisit KindOf(VisitSummary visit, CoverageOptions options, IReadOnlyDictionary<string, VisitTypeDue> inForce) => options.KindOf(visit.VisitType) with { OwesNothing = Of(visit, inForce) };

    /// <returns>The code; empty where the visit owes what its payer says.</returns>
    private static string Of(VisitSummary visit, IReadOnlyDictionary<string, VisitTypeDue> inForce) =>
        visit.VisitTypeCode is { } code && inForce.TryGetValue(code, out var due) ? due.OwesNothing : "";

    /// <param name="number">Of the version that the page showed; 0 where there was none.</param>
    /// <returns>The version that was made meanwhile, and nothing was saved; null when it is saved, or was so already.</returns>
    public async Task<VisitTypeDue?> Say(string visitType, int number, string owesNothing, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(
                async effects =>
                {
                    var latest = await Latest(visitType, stopping);
                    if ((latest?.OwesNothing ?? "") == owesNothing)
                    {
                        return null;
                    }

                    if ((latest?.Number ?? 0) != number)
                    {
                        return latest;
                    }

                    var said = new VisitTypeDue { Id = Guid.CreateVersion7(), VisitType = visitType, Number = number + 1, OwesNothing = owesNothing, At = clock.GetUtcNow(), By = actor.UserId };
                    db.VisitTypeDues.Add(said);
                    effects.Audit(new AuditEntry("visit-type-dues.changed", "visit-type-due", said.Id));
                    return null;
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await Latest(visitType, stopping);
        }
    }

    private Task<VisitTypeDue?> Latest(string visitType, CancellationToken stopping) =>
        db.VisitTypeDues.AsNoTracking().Where(due => due.VisitType == visitType).OrderByDescending(due => due.Number).FirstOrDefaultAsync(stopping);
}
