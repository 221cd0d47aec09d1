using System.Buffers.Binary;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.SetUp;

/// <summary>
/// Changes a part of the set-up (a provider's week, a room, a visit type, ...) and keeps how it was, so that the latest change can be taken
/// back. What is booked is never touched by it.
/// </summary>
internal sealed class ChangeSetUp(SchedulingDb db, SetUpParts parts, ModuleTransaction<SchedulingDb> transaction, CurrentActor actor, TimeProvider clock)
{
    private const int SetUpLock = 7304;
    private const string NameTaken = "There is one of that name already.";

    /// <param name="part">One of <see cref="SetUpParts"/>.</param>
    /// <param name="seen">The latest change of it that the page showed; null when there was none.</param>
    /// <param name="change">Changes the rows; says in words why not, or null.</param>
    public async Task<SetUpChanged> Run(string part, Guid subjectId, Guid? seen, Func<Task<string?>> change, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run<SetUpChanged>(
                async effects =>
                {
                    await WaitFor(subjectId, stopping);
                    if (await Latest(part, subjectId, stopping) is { } latest && latest.Id != seen)
                    {
                        return new SetUpChanged.ChangedMeanwhile(latest.By, clock.GetUtcNow() - latest.At);
                    }

                    var before = await parts.Now(part, subjectId, stopping);
                    if (await change() is { } why)
                    {
                        // What it had begun to change is not saved with the transaction.
                        db.ChangeTracker.Clear();
                        return new SetUpChanged.NotUnderstood(why);
                    }

                    return Note(part, subjectId, before, effects);
                },
                stopping);
        }
        catch (DbUpdateException refused) when (IsTaken(refused))
        {
            db.ChangeTracker.Clear();
            return new SetUpChanged.NotUnderstood(NameTaken);
        }
    }

    /// <summary>Takes a change back, if it is the latest of its part. The undoing is a change like others.</summary>
    /// <returns>Null when there is no such change, or it is of a location where the acting user does not work.</returns>
    public async Task<SetUpChanged?> Undo(Guid changeId, CancellationToken stopping)
    {
        if (await db.SetUpChanges.AsNoTracking().SingleOrDefaultAsync(known => known.Id == changeId, stopping) is not { } change
            || !(await parts.LocationsOf(change, stopping)).All(location => location is { } at ? actor.SeesLocation(at) : actor.Locations.Count == 0))
        {
            return null;
        }

        try
        {
            return await transaction.Run<SetUpChanged>(
                async effects =>
                {
                    await WaitFor(change.PartId, stopping);
                    if (await Latest(change.What, change.PartId, stopping) is { } latest && latest.Id != changeId)
                    {
                        return new SetUpChanged.ChangedMeanwhile(latest.By, clock.GetUtcNow() - latest.At);
                    }

                    var before = await parts.Now(change.What, change.PartId, stopping);
                    if (await parts.Restore(change.What, change.PartId, change.Before, stopping) is { } why)
                    {
                        db.ChangeTracker.Clear();
                        return new SetUpChanged.NotUnderstood(why);
                    }

                    return Note(change.What, change.PartId, before, effects);
                },
                stopping);
        }
        catch (DbUpdateException refused) when (IsTaken(refused))
        {
            db.ChangeTracker.Clear();
            return new SetUpChanged.NotUnderstood(NameTaken);
        }
    }

    /// <summary>Inside a transaction that then changes a part past <see cref="Run"/>: who else changes it is waited for, and how it was is kept to be taken back.</summary>
    public async Task Keep(string part, Guid subjectId, Effects effects, CancellationToken stopping)
    {
        await WaitFor(subjectId, stopping);
        Note(part, subjectId, await parts.Now(part, subjectId, stopping), effects);
    }

    /// <summary>What a page says it has shown; null when nobody has changed it yet.</summary>
    public Task<SetUpChange?> Latest(string part, Guid subjectId, CancellationToken stopping) =>
        db.SetUpChanges.AsNoTracking().Where(change => change.PartId == subjectId && change.What == part)
            .OrderByDescending(change => change.At).ThenByDescending(change => change.Id).FirstOrDefaultAsync(stopping);

    private static bool IsTaken(DbUpdateException refused) => refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private SetUpChanged.Done Note(string part, Guid subjectId, string before, Effects effects)
    {
        var change = new SetUpChange { Id = Guid.CreateVersion7(), At = clock.GetUtcNow(), By = actor.UserId, What = part, PartId = subjectId, Before = before };
        db.SetUpChanges.Add(change);
        effects.Audit(new AuditEntry("schedule.set-up", part, subjectId));
        return new SetUpChanged.Done(change.Id);
    }

    private Task<int> WaitFor(Guid subjectId, CancellationToken stopping)
    {
        Span<byte> bytes = stackalloc byte[16];
        subjectId.TryWriteBytes(bytes);
        var key = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        return db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SetUpLock}, {key})", stopping);
    }
}

internal abstract record SetUpChanged
{
    private SetUpChanged()
    {
    }

    /// <param name="ChangeId">What an undo names.</param>
    public sealed record Done(Guid ChangeId) : SetUpChanged;

    /// <summary>Somebody changed it since the page was shown.</summary>
    public sealed record ChangedMeanwhile(Guid? By, TimeSpan Ago) : SetUpChanged;

    /// <param name="Why">A sentence in plain words.</param>
    public sealed record NotUnderstood(string Why) : SetUpChanged;
}
