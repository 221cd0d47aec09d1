using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

/// <summary>Has lines of an uploaded file taken, as they were shown. A second click finds them asked for.</summary>
internal sealed class AskToTake(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor)
{
    /// <param name="revision">Of the comparison that was shown.</param>
    /// <param name="list">One of <see cref="FileLists"/>, all of it; null takes <paramref name="chosen"/> alone.</param>
    public async Task<TakingAsked> Run(Guid fileId, int revision, string? list, IReadOnlyCollection<Guid> chosen, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(effects => Ask(fileId, revision, list, chosen, effects, stopping), stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another click was a moment faster.
            db.ChangeTracker.Clear();
            return new TakingAsked.AtWork();
        }
    }

    private async Task<TakingAsked> Ask(Guid fileId, int revision, string? list, IReadOnlyCollection<Guid> chosen, Effects effects, CancellationToken stopping)
    {
        if (await db.PatientFileStates.SingleOrDefaultAsync(known => known.FileId == fileId, stopping) is not { } state)
        {
            return new TakingAsked.Unknown();
        }

        if (state.State != PatientFileStates.Compared)
        {
            return new TakingAsked.AtWork();
        }

        if (state.Revision != revision)
        {
            return new TakingAsked.ComparedAgain();
        }

        var waiting = db.PatientFileLines.Where(line => line.FileId == fileId && line.State == PatientFileLineStates.Waiting);
        var lines = await (list is null ? waiting.Where(line => chosen.Contains(line.Id)) : FileLists.In(waiting, list)).ToListAsync(stopping);
        if (lines.Count == 0)
        {
            return new TakingAsked.Nothing();
        }

        foreach (var line in lines)
        {
            line.State = PatientFileLineStates.Asked;
        }

        (state.State, state.AskedBy, state.TakesAll) = (PatientFileStates.Taking, actor.UserId, await waiting.CountAsync(stopping) == lines.Count);
        effects.Enqueue(new PatientFileToTake(fileId));
        effects.Audit(new AuditEntry("patient-file.taken", "patient-file", fileId, [.. lines.Select(line => line.PatientId).OfType<Guid>().Order()]));
        return new TakingAsked.Asked(lines.Count);
    }
}

internal abstract record TakingAsked
{
    private TakingAsked()
    {
    }

    public sealed record Asked(int Lines) : TakingAsked;

    /// <summary>It is being compared or taken: this click, or another's, is under way.</summary>
    public sealed record AtWork : TakingAsked;

    /// <summary>The register changed meanwhile, and what was shown is not how it stands.</summary>
    public sealed record ComparedAgain : TakingAsked;

    /// <summary>Nothing was ticked, or it is taken already.</summary>
    public sealed record Nothing : TakingAsked;

    public sealed record Unknown : TakingAsked;
}

/// <summary>The lists in which the lines of a file that wait are shown: what asks for a second look stands apart.</summary>
internal static class FileLists
{
    public const string Twice = "look-twice";
    public const string New = "new";
    public const string Changed = "changed";

    /// <summary>Besides these, the code of each doubt is the list of the lines that have it.</summary>
    public static IQueryable<PatientFileLine> In(IQueryable<PatientFileLine> lines, string list) => list switch
    {
        Twice => lines.Where(line => line.Doubts.Length > 0),
        New => lines.Where(line => line.Doubts.Length == 0 && line.PatientId == null),
        Changed => lines.Where(line => line.Doubts.Length == 0 && line.PatientId != null),
        _ => lines.Where(line => line.Doubts.Contains(list)),
    };
}
