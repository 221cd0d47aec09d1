using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>Says that something missing is not needed for this visit, or takes that back. The chart is prepared anew.</summary>
internal sealed class SetGapAside(IntakeDb db, ModuleTransaction<IntakeDb> transaction, LoadCharts load, IVisits visits, CurrentActor actor, TimeProvider clock)
{
    /// <returns>False when there is no such visit in sight, or nothing of that name is missing for it.</returns>
    public async Task<bool> Run(Guid visitId, string gapKey, bool undo, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId)
            || await load.Of([visit], forEverybody: false, stopping) is not [var chart] || FindGaps.All(chart).All(gap => gap.Key != gapKey))
        {
            return false;
        }

        await transaction.Run(
            async effects =>
            {
                var changed = undo
                    ? await db.SetAsideGaps.Where(gap => gap.VisitId == visitId && gap.GapKey == gapKey).ExecuteDeleteAsync(stopping)
                    : await db.Database.ExecuteSqlAsync(
                        $"INSERT INTO set_aside_gaps (visit_id, patient_id, gap_key, at, by) VALUES ({visitId}, {visit.PatientId}, {gapKey}, {clock.GetUtcNow()}, {actor.UserId}) ON CONFLICT DO NOTHING", stopping);
                if (changed > 0)
                {
                    effects.Audit(new AuditEntry(undo ? "gap.taken-back" : "gap.set-aside", "visit", visitId, [visit.PatientId], gapKey, visit.LocationId));
                    effects.Enqueue(new ChartToPrepare(visitId));
                }
            },
            stopping);
        return true;
    }
}
