using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

/// <summary>
/// Brings the register to a file, by MRN, as often as one likes. Patients that the file does not name stay as they are. A last name
/// that changed while the first name stayed is kept as a former name; any other change of a name is taken as a correction, so
/// that a row once filled with somebody else's name does not go on answering to it.
/// </summary>
internal sealed class ImportPatients(IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPayers knowPayers, CurrentActor actor, TimeProvider clock)
{
    /// <summary>First key of the advisory lock on importing: two imports of one file would both find a patient missing.</summary>
    private const int ImportLock = 7411;

    private const int BatchSize = 100;

    public async Task<PatientsImported> Run(PatientsFile file, CancellationToken stopping)
    {
        var registered = new List<string>();
        var changed = new List<ChangedPatient>();
        foreach (var batch in file.Rows.Chunk(BatchSize))
        {
            var (batchRegistered, batchChanged) = await Store(batch, stopping);
            registered.AddRange(batchRegistered);
            changed.AddRange(batchChanged);
            db.ChangeTracker.Clear();
        }

        var imported = new PatientsImported(registered, changed, file.Rows.Count - registered.Count - changed.Count, file.BadRows);
        if (file.Rows.Count > 0)
        {
            await NoteThatTheRegisterIsCurrent(imported, stopping);
        }

        return imported;
    }

    private Task<(List<string> Registered, List<ChangedPatient> Changed)> Store(PatientsFile.Row[] batch, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ImportLock}, 0)", stopping);
                var keys = batch.Select(row => NameKeys.Number(row.Mrn)).ToArray();
                var known = await db.WholePatients.Where(patient => keys.Contains(patient.MrnKey)).ToDictionaryAsync(patient => patient.MrnKey, stopping);
                var stamp = new PatientStamp(clock.GetUtcNow(), actor.UserId, "import");
                var (registered, changed) = (new List<string>(), new List<ChangedPatient>());
                foreach (var row in batch)
                {
                    if (!known.TryGetValue(NameKeys.Number(row.Mrn), out var patient))
                    {
                        var added = WritePatient.New(db, Guid.CreateVersion7(), row.Mrn, row.Details, stamp);
                        effects.Publish(new PatientRegistered(added.Id));
                        effects.Audit(new AuditEntry("patient.registered", "patient", added.Id));
                        registered.Add(row.Mrn);
                    }
                    else if (WritePatient.Change(db, patient, row.Details, KeepsOldName(patient, row.Details), stamp) is { Count: > 0 } changes)
                    {
                        effects.Audit(new AuditEntry("patient.changed", "patient", patient.Id));
                        changed.Add(new ChangedPatient(patient.Mrn, changes));
                        if (changes.Any(change => change.Matters))
                        {
                            // What a merged record is called, the one that it leads to is called too.
                            effects.Publish(new PatientChanged(patient.MergedIntoId ?? patient.Id));
                        }
                    }
                }

                return (registered, changed);
            },
            stopping);

    private Task NoteThatTheRegisterIsCurrent(PatientsImported imported, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                await knowPayers.Run(null, stopping);
                var import = new PatientImport
                {
                    Id = Guid.CreateVersion7(),
                    At = clock.GetUtcNow(),
                    Registered = imported.Registered.Count,
                    Changed = imported.Changed.Count,
                    Unchanged = imported.Unchanged,
                    Refused = imported.Refused.Count,
                };
                db.PatientImports.Add(import);
                effects.Audit(new AuditEntry("patients.imported", "patient-import", import.Id));
            },
            stopping);

    private static bool KeepsOldName(Patient patient, PatientDetails row) =>
        patient.CurrentName.FirstKey == NameKeys.Key(row.First) && patient.CurrentName.LastKey != NameKeys.Key(row.Last) && patient.CurrentName.Suffix == row.Suffix;
}

internal sealed record PatientsImported(
    IReadOnlyList<string> Registered,
    IReadOnlyList<ChangedPatient> Changed,
    int Unchanged,
    IReadOnlyList<PatientsFile.BadRow> Refused);

internal sealed record ChangedPatient(string Mrn, IReadOnlyList<FieldChange> Changes);
