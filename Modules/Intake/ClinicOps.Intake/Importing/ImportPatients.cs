using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Intake.Importing;

/// <summary>Brings the register to a file at once, by MRN, as often as one likes. Patients that the file does not name stay as they are.</summary>
internal sealed class ImportPatients(IntakeDb db, ModuleTransaction<IntakeDb> transaction, WriteRows rows, NoteImport note, CurrentActor actor, TimeProvider clock)
{
    private const int BatchSize = 100;

    public async Task<PatientsImported> Run(PatientsFile file, CancellationToken stopping)
    {
        var written = new List<RowWritten>();
        foreach (var batch in file.Rows.Chunk(BatchSize))
        {
            var stamp = new PatientStamp(clock.GetUtcNow(), actor.UserId, WritePatient.ByImport);
            written.AddRange(await transaction.Run(effects => rows.Run([.. batch.Select(row => new RowToWrite(row))], stamp, effects, stopping), stopping));
            db.ChangeTracker.Clear();
        }

        var imported = new PatientsImported(
            [.. written.OfType<RowWritten.Registered>().Select(row => row.Mrn)],
            [.. written.OfType<RowWritten.Changed>().Select(row => new ChangedPatient(row.Mrn, row.Changes))],
            written.OfType<RowWritten.Same>().Count(),
            file.BadRows);
        if (file.Rows.Count > 0)
        {
            await transaction.Run(effects => note.Run(new ImportCounts(imported.Registered.Count, imported.Changed.Count, imported.Unchanged, imported.Refused.Count), effects, stopping), stopping);
        }

        return imported;
    }
}

internal sealed record PatientsImported(
    IReadOnlyList<string> Registered,
    IReadOnlyList<ChangedPatient> Changed,
    int Unchanged,
    IReadOnlyList<PatientsFile.BadRow> Refused);

internal sealed record ChangedPatient(string Mrn, IReadOnlyList<FieldChange> Changes);
