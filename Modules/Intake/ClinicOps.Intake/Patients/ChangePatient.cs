using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>Changes a patient's particulars from a form. Who works on what somebody else changed meanwhile is told, and nothing is stored.</summary>
internal sealed class ChangePatient(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    /// <param name="version">The patient's version that the form was filled from.</param>
    /// <param name="keepsOldName">Whether a changed name was the right one until now.</param>
    /// <param name="keepsOldHome">Whether the patient lived at a changed home address until now.</param>
    /// <param name="why">As who changes it says it; null where nobody said.</param>
    public async Task<PatientEdit> Run(Guid id, uint version, PatientDetails details, bool keepsOldName, bool keepsOldHome, string? why, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run<PatientEdit>(
                async effects =>
                {
                    var patient = await db.WholePatients.SingleOrDefaultAsync(p => p.Id == id, stopping);
                    if (patient is null)
                    {
                        return new PatientEdit.Unknown();
                    }

                    if (patient.MergedIntoId is { } leadsTo)
                    {
                        return new PatientEdit.Merged(leadsTo);
                    }

                    if (patient.Version != version)
                    {
                        return new PatientEdit.ChangedMeanwhile(patient.ChangedBy, patient.ChangedAt);
                    }

                    var changes = WritePatient.Change(db, patient, details, keepsOldName, new PatientStamp(clock.GetUtcNow(), actor.UserId, "edit", why), keepsOldHome);
                    if (changes.Count > 0)
                    {
                        effects.Audit(new AuditEntry("patient.changed", "patient", id, Reason: why));
                    }

                    if (changes.Any(change => change.Matters))
                    {
                        effects.Publish(new PatientChanged(id));
                    }

                    return new PatientEdit.Changed([.. changes.Select(change => change.Field)]);
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.Patients.AsNoTracking().SingleOrDefaultAsync(patient => patient.Id == id, stopping) is { } now
                ? new PatientEdit.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new PatientEdit.Unknown();
        }
    }
}

internal abstract record PatientEdit
{
    private PatientEdit()
    {
    }

    /// <param name="Fields">Names of what differs; empty when the form said nothing new.</param>
    public sealed record Changed(IReadOnlyList<string> Fields) : PatientEdit;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : PatientEdit;

    /// <summary>It leads to another record: that one is changed, or the merge is taken back first.</summary>
    public sealed record Merged(Guid IntoId) : PatientEdit;

    public sealed record Unknown : PatientEdit;
}
