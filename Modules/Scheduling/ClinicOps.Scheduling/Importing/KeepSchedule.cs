using System.Text.Json;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Importing;

/// <summary>Keeps a schedule file that somebody uploaded. Nothing of the schedule changes. The same form sent twice keeps one.</summary>
internal sealed class KeepSchedule(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, IBlobStore blobs, CurrentActor actor, TimeProvider clock)
{
    private const int LongestName = 200;

    /// <param name="id">Made by the form.</param>
    public async Task<ScheduleKept> Run(Guid id, string fileName, byte[] bytes, CancellationToken stopping)
    {
        ScheduleFile file;
        try
        {
            file = await ScheduleFile.Read(new MemoryStream(bytes), stopping);
        }
        catch (JsonException wrong)
        {
            return new ScheduleKept.NotUsable($"This is no schedule file, at {wrong.Path ?? "its start"}, line {wrong.LineNumber + 1}: it needs \"providers\" and \"visits\".");
        }

        if (file.Visits.Count == 0)
        {
            return new ScheduleKept.NotUsable("The file holds no visits.");
        }

        var hash = await blobs.Put(bytes, stopping);
        try
        {
            await transaction.Run(
                effects =>
                {
                    var name = fileName.Length > LongestName ? fileName[..LongestName] : fileName;
                    db.UploadedSchedules.Add(new UploadedSchedule { Id = id, FileName = name, BlobHash = hash, Visits = file.Visits.Count, At = clock.GetUtcNow(), By = actor.UserId });
                    effects.Audit(new AuditEntry("schedule-file.uploaded", "schedule-file", id));
                    return Task.CompletedTask;
                },
                stopping);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same form, sent before.
            db.ChangeTracker.Clear();
        }

        return new ScheduleKept.Kept(id);
    }
}

internal abstract record ScheduleKept
{
    private ScheduleKept()
    {
    }

    public sealed record Kept(Guid Id) : ScheduleKept;

    /// <param name="Why">In a sentence that says what to do, without patient text.</param>
    public sealed record NotUsable(string Why) : ScheduleKept;
}

/// <summary>Every file is there as it was uploaded.</summary>
internal sealed class VerifySchedules(SchedulingDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.UploadedSchedules.Select(file => file.BlobHash).Distinct().ToListAsync(stopping), stopping);
}
