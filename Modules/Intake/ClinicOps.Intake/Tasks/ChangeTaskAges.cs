using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Tasks;

internal abstract record TaskDeskChange
{
    private TaskDeskChange()
    {
    }

    /// <param name="Id">Of the new version of a line, or of the team.</param>
    public sealed record Done(Guid Id) : TaskDeskChange;

    public sealed record NotUnderstood(string Why) : TaskDeskChange;

    /// <summary>The page showed an older version.</summary>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : TaskDeskChange;
}

/// <summary>Changes what becomes of tasks that wait: a new version of a line is added, and the one before stays.</summary>
internal sealed class ChangeTaskAges(IntakeDb db, ModuleTransaction<IntakeDb> transaction, TaskReceivers receivers, CurrentActor actor, TimeProvider clock)
{
    /// <param name="line">Its number is that of the version which the page showed; 0 for a line that was not there.</param>
    /// <param name="remove">The line is taken out.</param>
    public async Task<TaskDeskChange> Save(TaskAge line, bool remove, CancellationToken stopping)
    {
        if ((line.Kind != TaskAges.Any && !TaskKinds.All.Contains(line.Kind)) || !TaskAges.Measures.Contains(line.Measure) || line.Days is < 1 or > TaskAges.MostDays)
        {
            return new TaskDeskChange.NotUnderstood($"Choose a kind of task, from when it counts, and 1 to {TaskAges.MostDays} working days.");
        }

        if (!remove && !line.Raises && line.TeamId is null && line.UserId is null)
        {
            return new TaskDeskChange.NotUnderstood("Say what becomes of such a task: it is put first, given to somebody, or both.");
        }

        if ((line.TeamId is { } team && (await receivers.Teams(stopping)).All(known => known.Id != team)) || (line.UserId is { } user && (await receivers.People(stopping)).All(known => known.Id != user)))
        {
            return new TaskDeskChange.NotUnderstood("To whom it is given is not there any more.");
        }

        return await Append(line, remove, stopping);
    }

    /// <summary>What a version replaced is in force again, as a new version.</summary>
    /// <returns>Null where there is no such version.</returns>
    public async Task<TaskDeskChange?> Undo(Guid version, CancellationToken stopping)
    {
        if (await db.TaskAgeRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Id == version, stopping) is not { } made)
        {
            return null;
        }

        var before = await db.TaskAgeRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Kind == made.Kind && rule.Measure == made.Measure && rule.Days == made.Days && rule.Number == made.Number - 1, stopping);
        var usual = TaskAges.Usual.FirstOrDefault(line => (line.Kind, line.Measure, line.Days) == (made.Kind, made.Measure, made.Days));
        var line = new TaskAge(made.Kind, made.Measure, made.Days, before?.Raises ?? usual?.Raises ?? made.Raises, before?.TeamId, before?.UserId, made.Number, made.At, made.By);
        return await Append(line, before is null ? usual is null : before.IsRemoved, stopping);
    }

    private async Task<TaskDeskChange> Append(TaskAge line, bool remove, CancellationToken stopping)
    {
        var rule = new TaskAgeRule
        {
            Id = Guid.CreateVersion7(),
            Kind = line.Kind,
            Measure = line.Measure,
            Days = line.Days,
            Number = line.Number + 1,
            Raises = line.Raises,
            TeamId = line.TeamId,
            UserId = line.UserId,
            IsRemoved = remove,
            At = clock.GetUtcNow(),
            By = actor.UserId,
        };
        try
        {
            return await transaction.Run(
                async Task<TaskDeskChange> (effects) =>
                {
                    if (await Latest(line, stopping) is var latest && (latest?.Number ?? 0) != line.Number)
                    {
                        return new TaskDeskChange.ChangedMeanwhile(latest?.By, latest?.At ?? rule.At);
                    }

                    db.TaskAgeRules.Add(rule);
                    effects.Audit(new AuditEntry("task-ages.changed", "task-age-rule", rule.Id));
                    return new TaskDeskChange.Done(rule.Id);
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            var latest = (await Latest(line, stopping))!;
            return new TaskDeskChange.ChangedMeanwhile(latest.By, latest.At);
        }
    }

    private Task<TaskAgeRule?> Latest(TaskAge line, CancellationToken stopping) =>
        db.TaskAgeRules.AsNoTracking().Where(r => r.Kind == line.Kind && r.Measure == line.Measure && r.Days == line.Days).OrderByDescending(r => r.Number).FirstOrDefaultAsync(stopping);
}
