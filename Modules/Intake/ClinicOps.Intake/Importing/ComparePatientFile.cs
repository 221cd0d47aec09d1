using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

internal sealed record PatientFileToCompare(Guid FileId);

/// <summary>Holds an uploaded file against the register, and keeps which lines would change something. Of the register nothing changes.</summary>
internal sealed class ComparePatientFile(IntakeDb db, ModuleTransaction<IntakeDb> transaction, ComparePatients compare, NoteImport note, IBlobStore blobs) : IJobHandler<PatientFileToCompare>
{
    public async Task Run(PatientFileToCompare arguments, JobMessage message, CancellationToken stopping)
    {
        var file = await db.PatientFiles.AsNoTracking().SingleAsync(known => known.Id == arguments.FileId, stopping);
        var found = await compare.Run(PatientsFile.Read(await blobs.Get(file.BlobHash, stopping), file.ReadOn), stopping);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                var state = await db.PatientFileStates.SingleAsync(known => known.FileId == file.Id, stopping);
                db.PatientFileLines.AddRange(found.Lines.Select(line => LineOf(file.Id, line)));
                (state.State, state.Unchanged) = (PatientFileStates.Compared, found.Unchanged);
                if (found.Lines.Count == 0)
                {
                    await note.Run(new ImportCounts(0, 0, found.Unchanged, file.Refused), effects, stopping);
                }

                effects.Audit(new AuditEntry("patient-file.compared", "patient-file", file.Id));
            },
            stopping);
    }

    private static PatientFileLine LineOf(Guid fileId, PatientDifference line) => new()
    {
        Id = Guid.CreateVersion7(),
        FileId = fileId,
        Line = line.Row.Line,
        PatientId = line.Known?.Id,
        ShownVersion = line.Known?.Version ?? 0,
        Fields = [.. line.Changes.Select(change => change.Field)],
        Doubts = [.. line.Doubts.Select(doubt => doubt.Code)],
        State = PatientFileLineStates.Waiting,
    };
}

/// <summary>Every file is there as it was uploaded.</summary>
internal sealed class VerifyPatientFiles(IntakeDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.PatientFiles.Select(file => file.BlobHash).Distinct().ToListAsync(stopping), stopping);
}
