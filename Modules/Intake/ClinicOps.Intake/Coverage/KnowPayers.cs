using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>
/// Gives every coverage that only names its payer the payer of that name, and makes a payer of a name nobody has used yet: what is not known
/// of it, somebody says on the page of payers. Then it gives them the plans that the clinic keeps and that they name. Part of the caller's transaction.
/// </summary>
internal sealed class KnowPayers(IntakeDb db, KnowPlans plans, TimeProvider clock)
{
    /// <summary>Advisory lock: two who meet a new name at once would both make a payer.</summary>
    private const int PayersLock = 7413;

    /// <param name="patientId">Only of this patient; null for all.</param>
    public async Task Run(Guid? patientId, CancellationToken stopping)
    {
        await KnowAll(patientId, stopping);

        // Plans are looked up in the rows as they stand.
        await db.SaveChangesAsync(stopping);
        await plans.Run(patientId, stopping);
    }

    private async Task KnowAll(Guid? patientId, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PayersLock}, 0)", stopping);
        var unknown = await db.Set<PatientCoverage>().Where(coverage => coverage.PayerId == null && coverage.Payer != "" && (patientId == null || coverage.PatientId == patientId)).ToListAsync(stopping);
        if (unknown.Count == 0)
        {
            return;
        }

        var known = await db.Payers.ToDictionaryAsync(payer => payer.NameKey, stopping);
        foreach (var coverage in unknown.Where(coverage => NameKeys.Number(coverage.Payer).Length > 0))
        {
            var key = NameKeys.Number(coverage.Payer);
            if (!known.TryGetValue(key, out var payer))
            {
                known[key] = payer = Named(coverage.Payer, key);
                db.Payers.Add(payer);
            }

            coverage.PayerId = payer.Id;
        }
    }

    private Payer Named(string name, string key)
    {
        var kind = PayerKinds.Of(name);
        return new Payer
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            NameKey = key,
            Kind = kind,
            VerifyBy = kind == PayerKinds.SelfPay ? VerifyWays.None : VerifyWays.Clearinghouse,
            ChangedAt = clock.GetUtcNow(),
        };
    }
}
