using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>Which of the plans that the clinic keeps a text names: of one payer, the same whatever case and spaces.</summary>
internal sealed class KnowPlans(IntakeDb db)
{
    /// <summary>The plan of this payer by text, also one that is closed; null where the clinic keeps none of that name.</summary>
    public async Task<PayerPlan?> Of(Guid payerId, string? written, CancellationToken stopping) =>
        PlanNames.Key(written) is { Length: > 0 } key ? await db.PayerPlans.AsNoTracking().SingleOrDefaultAsync(plan => plan.PayerId == payerId && plan.NameKey == key, stopping) : null;

    /// <summary>
    /// Gives every coverage that only names its plan the plan of that name, where its payer has one; what is written there stays as it is. By rows as they stand in the database.
    /// </summary>
    /// <param name="patientId">Only of this patient; null for all.</param>
    /// <returns>How many coverages have their plan now.</returns>
    public Task<int> Run(Guid? patientId, CancellationToken stopping) => db.Database.ExecuteSqlAsync(
        $"""
        UPDATE intake.patient_coverages AS coverage SET plan_id = plan.id FROM intake.payer_plans AS plan
        WHERE coverage.plan_id IS NULL AND coverage.plan <> '' AND coverage.payer_id = plan.payer_id
          AND upper(regexp_replace(coverage.plan, '\s', '', 'g')) = plan.name_key AND ({patientId}::uuid IS NULL OR coverage.patient_id = {patientId}::uuid)
        """,
        stopping);
}
