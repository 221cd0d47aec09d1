using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Access;

/// <summary>
/// Says which access class a patient has. Intake's own rows obey at its commit; the other modules are told. A record merged into this
/// one has the class of the one that it leads to.
/// </summary>
internal sealed class ClassifyPatient(IntakeDb db, ModuleTransaction<IntakeDb> transaction, OwnClasses own, CurrentActor actor, TimeProvider clock)
{
    public const string Field = "access class";

    /// <param name="version">The patient's version as the page showed it.</param>
    /// <param name="accessClass">A code that there is.</param>
    /// <param name="reason">As the user wrote it; kept in the audit trail.</param>
    public async Task<Classification> Run(Guid patientId, uint version, string accessClass, string reason, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run<Classification>(
                async effects =>
                {
                    if (await db.Patients.SingleOrDefaultAsync(p => p.Id == patientId, stopping) is not { } patient)
                    {
                        return new Classification.Unknown();
                    }

                    if (!actor.SeesClass(patient.AccessClass))
                    {
                        return new Classification.NotCleared();
                    }

                    if (patient.Version != version)
                    {
                        return new Classification.ChangedMeanwhile(patient.ChangedBy, patient.ChangedAt);
                    }

                    List<Patient> records = [.. await db.Patients.Where(p => p.MergedIntoId == patientId).ToListAsync(stopping), patient];
                    var before = await own.Of(records, stopping);
                    foreach (var record in records.Where(record => record.AccessClass != accessClass || before[record.Id] != accessClass))
                    {
                        Set(record, accessClass, reason, effects);
                    }

                    return new Classification.Done();
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping) is { } now
                ? new Classification.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new Classification.Unknown();
        }
    }

    /// <summary>Said also where a merge has closed it so already: from now on the class is the record's own.</summary>
    private void Set(Patient patient, string accessClass, string reason, Effects effects)
    {
        db.PatientChanges.Add(new PatientChange
        {
            Id = Guid.CreateVersion7(),
            PatientId = patient.Id,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            Via = "edit",
            Field = Field,
            Old = patient.AccessClass,
            New = accessClass,
        });
        patient.AccessClass = accessClass;
        (patient.ChangedAt, patient.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
        effects.Publish(new PatientClassChanged(patient.Id));
        effects.Audit(new AuditEntry("patient.classified", "patient", patient.Id, Reason: reason));
    }
}

internal abstract record Classification
{
    private Classification()
    {
    }

    public sealed record Done : Classification;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : Classification;

    /// <summary>A break-glass shows the record to one user for a time; it does not open it to everybody.</summary>
    public sealed record NotCleared : Classification;

    /// <summary>There is no such patient in sight.</summary>
    public sealed record Unknown : Classification;
}
