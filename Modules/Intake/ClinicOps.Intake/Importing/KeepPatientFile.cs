using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Importing;

/// <summary>Keeps a register file that somebody uploaded, and has it compared. Nothing of the register changes. The same form sent twice keeps one.</summary>
internal sealed class KeepPatientFile(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IBlobStore blobs, CurrentActor actor, TimeProvider clock)
{
    public const int LongestName = 200;

    /// <param name="id">Made by the form.</param>
    public async Task<PatientFileKept> Run(Guid id, string fileName, byte[] bytes, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        PatientsFile read;
        try
        {
            read = PatientsFile.Read(bytes, DateOnly.FromDateTime(now.UtcDateTime));
        }
        catch (PatientsFileProblem problem)
        {
            return new PatientFileKept.NotUsable(problem.Message);
        }

        if (read.Rows.Count == 0)
        {
            return new PatientFileKept.NotUsable(read.BadRows is [var first, ..] ? $"No line of it can be used. Line {first.Line}: {first.Reason}" : "It names its columns, and no patient.");
        }

        if (await db.PatientFiles.AnyAsync(file => file.Id == id, stopping))
        {
            return new PatientFileKept.Kept(id);
        }

        var hash = await blobs.Put(bytes, stopping);
        try
        {
            await transaction.Run(
                effects =>
                {
                    var name = fileName.Length > LongestName ? fileName[..LongestName] : fileName;
                    db.PatientFiles.Add(new PatientFile { Id = id, FileName = name, BlobHash = hash, Rows = read.Rows.Count, Refused = read.BadRows.Count, At = now, By = actor.UserId });
                    db.PatientFileStates.Add(new PatientFileState { FileId = id, State = PatientFileStates.Comparing });
                    effects.Enqueue(new PatientFileToCompare(id));
                    effects.Audit(new AuditEntry("patient-file.uploaded", "patient-file", id));
                    return Task.CompletedTask;
                },
                stopping);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same form, sent at the same moment.
            db.ChangeTracker.Clear();
        }

        return new PatientFileKept.Kept(id);
    }
}

internal abstract record PatientFileKept
{
    private PatientFileKept()
    {
    }

    public sealed record Kept(Guid Id) : PatientFileKept;

    /// <param name="Why">In a sentence that says what to do, without patient text.</param>
    public sealed record NotUsable(string Why) : PatientFileKept;
}
