using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>Two records held against everybody else until the transaction ends, always in the same order: rows, accounts, and what is carried.</summary>
internal sealed class HoldTwo(IntakeDb db, OpenAccount accounts, CarriedRows<IntakeDb> rows)
{
    /// <summary>The way by which a history says that something changed.</summary>
    public const string Way = "merge";

    /// <returns>The two as asked for; null where one is not in sight.</returns>
    public async Task<(Patient First, Patient Second)?> Run(Guid first, Guid second, CancellationToken stopping)
    {
        foreach (var id in new[] { first, second }.Order())
        {
            await rows.Hold(id, stopping);
            await accounts.HoldRecord(id, stopping);
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM patients WHERE id = {id} FOR NO KEY UPDATE", stopping);
        }

        var held = await db.Patients.Include(patient => patient.Names).Where(patient => patient.Id == first || patient.Id == second).ToDictionaryAsync(patient => patient.Id, stopping);
        return held.Count == 2 ? (held[first], held[second]) : null;
    }

    /// <summary>The record and the line of its history.</summary>
    public void Touch(Patient patient, string field, string? old, string? becomes, CurrentActor actor, DateTimeOffset now)
    {
        (patient.ChangedAt, patient.ChangedBy) = (now, actor.UserId);
        db.PatientChanges.Add(new PatientChange
        {
            Id = Guid.CreateVersion7(),
            PatientId = patient.Id,
            At = now,
            By = actor.UserId,
            Via = Way,
            Field = field,
            Old = old,
            New = becomes,
        });
    }
}
