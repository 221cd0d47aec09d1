using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>Says of two records that they are of two people, once and for all who look; or takes that back. Only of what is in sight.</summary>
internal sealed class TellApart(IntakeDb db, ModuleTransaction<IntakeDb> transaction, HoldTwo hold, CurrentActor actor, TimeProvider clock)
{
    /// <returns>False where one is not in sight, or they are one record already.</returns>
    public Task<bool> Run(Guid first, Guid second, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (first == second || await hold.Run(first, second, stopping) is not { } held || held.First.MergedIntoId is not null || held.Second.MergedIntoId is not null)
            {
                return false;
            }

            if (await Standing(first, second, stopping) is null)
            {
                var (one, other) = InOrder(first, second);
                db.PatientsApart.Add(new PatientsApart { Id = Guid.CreateVersion7(), OneId = one, OtherId = other, At = clock.GetUtcNow(), By = actor.UserId });
                effects.Audit(new AuditEntry("patient.told-apart", "patient", first, [second]));
            }

            return true;
        },
        stopping);

    /// <returns>False where one is not in sight, or nobody said it.</returns>
    public Task<bool> TakeBack(Guid first, Guid second, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (first == second || await hold.Run(first, second, stopping) is null || await Standing(first, second, stopping) is not { } said)
            {
                return false;
            }

            (said.EndedAt, said.EndedBy) = (clock.GetUtcNow(), actor.UserId);
            effects.Audit(new AuditEntry("patient.not-told-apart", "patient", first, [second]));
            return true;
        },
        stopping);

    private Task<PatientsApart?> Standing(Guid first, Guid second, CancellationToken stopping)
    {
        var (one, other) = InOrder(first, second);
        return db.PatientsApart.SingleOrDefaultAsync(pair => pair.OneId == one && pair.OtherId == other && pair.EndedAt == null, stopping);
    }

    private static (Guid One, Guid Other) InOrder(Guid first, Guid second) => first.CompareTo(second) < 0 ? (first, second) : (second, first);
}
