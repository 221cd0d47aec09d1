using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Tasks;

/// <summary>The teams that share tasks: made, changed, closed and opened again.</summary>
internal sealed class ChangeTaskTeams(IntakeDb db, ModuleTransaction<IntakeDb> transaction, TaskReceivers receivers, CurrentActor actor, TimeProvider clock)
{
    public const int LongestName = 60;

    /// <param name="id">Made by the form for a new one.</param>
    /// <param name="version">Of the team as the page showed it; null for a new one.</param>
    public async Task<TaskDeskChange> Save(Guid id, uint? version, string? name, IReadOnlyCollection<Guid> members, CancellationToken stopping)
    {
        var called = name?.Trim() ?? "";
        if (called.Length is 0 or > LongestName)
        {
            return new TaskDeskChange.NotUnderstood("Give the team a name.");
        }

        List<Guid> known = [.. (await receivers.People(stopping)).Select(one => one.Id).Where(members.Contains)];
        if (known.Count == 0)
        {
            return new TaskDeskChange.NotUnderstood("Choose who is in the team.");
        }

        return await Change(id, version, team => (team.Name, team.Members) = (called, known), called, stopping);
    }

    /// <summary>A team that has open tasks is not closed: nobody would have them.</summary>
    public async Task<TaskDeskChange> Close(Guid id, uint version, CancellationToken stopping)
    {
        var waiting = await db.Tasks.CountAsync(task => task.TeamId == id && task.State == TaskState.Open, stopping);
        return waiting > 0
            ? new TaskDeskChange.NotUnderstood(waiting == 1 ? "The team has an open task: hand it over first." : $"The team has {waiting} open tasks: hand them over first.")
            : await Change(id, version, team => team.IsClosed = true, null, stopping);
    }

    public Task<TaskDeskChange> Open(Guid id, uint version, CancellationToken stopping) => Change(id, version, team => team.IsClosed = false, null, stopping);

    private async Task<TaskDeskChange> Change(Guid id, uint? version, Action<TaskTeam> change, string? newName, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(
                async Task<TaskDeskChange> (effects) =>
                {
                    var team = await db.TaskTeams.SingleOrDefaultAsync(t => t.Id == id, stopping);
                    if (team is not null && team.Version != version)
                    {
                        return new TaskDeskChange.ChangedMeanwhile(team.ChangedBy, team.ChangedAt);
                    }

                    if (team is null && (version is not null || newName is null))
                    {
                        return new TaskDeskChange.NotUnderstood("This team is not there any more.");
                    }

                    team ??= db.TaskTeams.Add(new TaskTeam { Id = id, Name = newName!, ChangedAt = clock.GetUtcNow() }).Entity;
                    change(team);
                    (team.ChangedAt, team.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
                    effects.Audit(new AuditEntry("task-team.changed", "task-team", id, [.. team.Members]));
                    return new TaskDeskChange.Done(id);
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            var now = await db.TaskTeams.AsNoTracking().SingleAsync(t => t.Id == id, stopping);
            return new TaskDeskChange.ChangedMeanwhile(now.ChangedBy, now.ChangedAt);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return new TaskDeskChange.NotUnderstood("There is a team of that name already.");
        }
    }
}
