using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

internal sealed record PatientFileToTake(Guid FileId);

/// <summary>
/// Takes the lines of an uploaded file that somebody asked for, some at a time: a line is taken as it was shown; one whose patient changed meanwhile, or
/// that a namesake was registered of, is compared again and waits. Run again it goes on where it stopped.
/// </summary>
internal sealed class TakePatientFile(IntakeDb db, ModuleTransaction<IntakeDb> transaction, WriteRows write, NoteImport note, IBlobStore blobs, TimeProvider clock) : IJobHandler<PatientFileToTake>
{
    private const int BatchSize = 100;

    /// <summary>Stands in the history of every patient that the file changes.</summary>
    public const string Why = "Taken from a file of the EHR";

    public async Task Run(PatientFileToTake arguments, JobMessage message, CancellationToken stopping)
    {
        var file = await db.PatientFiles.AsNoTracking().SingleAsync(known => known.Id == arguments.FileId, stopping);
        var rows = PatientsFile.Read(await blobs.Get(file.BlobHash, stopping), file.ReadOn).Rows.ToDictionary(row => row.Line);
        while (await transaction.Run(effects => TakeSome(file.Id, rows, effects, stopping), stopping))
        {
            db.ChangeTracker.Clear();
        }

        await transaction.Run(effects => Finish(file, effects, stopping), stopping);
    }

    /// <returns>False when none was left.</returns>
    private async Task<bool> TakeSome(Guid fileId, Dictionary<int, PatientsFile.Row> rows, Effects effects, CancellationToken stopping)
    {
        // The same job, delivered twice, sees what the other has taken.
        await write.WaitInLine(stopping);
        var lines = await db.PatientFileLines.Where(line => line.FileId == fileId && line.State == PatientFileLineStates.Asked).OrderBy(line => line.Line).Take(BatchSize).ToListAsync(stopping);
        if (lines.Count == 0)
        {
            return false;
        }

        var state = await db.PatientFileStates.SingleAsync(known => known.FileId == fileId, stopping);
        var stamp = new PatientStamp(clock.GetUtcNow(), state.AskedBy, WritePatient.ByImport, Why);
        var written = await write.Run([.. lines.Select(line => new RowToWrite(rows[line.Line], new ShownPatient(line.PatientId, (uint)line.ShownVersion, line.Doubts.Contains(Doubt.Namesake))))], stamp, effects, stopping);
        foreach (var (line, became) in lines.Zip(written))
        {
            Note(line, became);
        }

        state.Revision += written.Any(became => became is RowWritten.Overtaken) ? 1 : 0;
        return true;
    }

    private static void Note(PatientFileLine line, RowWritten became)
    {
        switch (became)
        {
            case RowWritten.Registered registered:
                (line.State, line.PatientId) = (PatientFileLineStates.Taken, registered.PatientId);
                break;
            case RowWritten.Changed:
                line.State = PatientFileLineStates.Taken;
                break;
            case RowWritten.Overtaken { Now: { IsSame: false } now }:
                (line.State, line.IsAgain) = (PatientFileLineStates.Waiting, true);
                (line.PatientId, line.ShownVersion) = (now.Known?.Id, now.Known?.Version ?? 0);
                (line.Fields, line.Doubts) = ([.. now.Changes.Select(change => change.Field)], [.. now.Doubts.Select(doubt => doubt.Code)]);
                break;
            default:
                line.State = PatientFileLineStates.Same;
                break;
        }
    }

    private async Task Finish(PatientFile file, Effects effects, CancellationToken stopping)
    {
        var state = await db.PatientFileStates.SingleAsync(known => known.FileId == file.Id, stopping);
        if (state.State != PatientFileStates.Taking)
        {
            return;
        }

        state.State = PatientFileStates.Compared;
        var lines = db.PatientFileLines.Where(line => line.FileId == file.Id);

        // An old file, or one of which something plain waits still (out of the sight of who took the rest), makes the register no newer.
        var whole = state.TakesAll && file.At > clock.GetUtcNow().AddDays(-1) && !await db.PatientFiles.AnyAsync(later => later.At > file.At, stopping)
            && !await lines.AnyAsync(line => line.State == PatientFileLineStates.Waiting && (line.IsAgain || line.Doubts.Length == 0), stopping);
        var taken = lines.Where(line => line.State == PatientFileLineStates.Taken);
        var changed = whole ? await taken.CountAsync(line => line.Fields.Length > 0, stopping) : 0;
        await note.Run(whole ? new ImportCounts(await taken.CountAsync(stopping) - changed, changed, state.Unchanged, file.Refused) : null, effects, stopping);
        effects.Audit(new AuditEntry("patient-file.finished", "patient-file", file.Id));
    }
}
