using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Intake.Tasks;

internal sealed record TasksToEscalate;

/// <summary>
/// What the clinic says of tasks that wait too long: they are put first, or given to somebody, each step once for a task, however often this runs.
/// What is put off waits for its day. Working days are those of the authorizations' clocks: weekends and the clinic's holidays, as the schedule has them, are none.
/// </summary>
internal sealed partial class EscalateTasks(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, TaskReceivers receivers, IOrganization organization, BusinessDays businessDays, TimeProvider clock, ILogger<EscalateTasks> log)
    : IJobHandler<TasksToEscalate>
{
    /// <summary>Since when nobody has a task.</summary>
    private static readonly string[] LetGo = ["raised", "handed-back", "handed-over", "reopened", "undone"];

    public async Task Run(TasksToEscalate arguments, JobMessage message, CancellationToken stopping)
    {
        var lines = TaskAges.InForce(await db.TaskAgeRules.AsNoTracking().ToListAsync(stopping));
        if (lines.Count == 0)
        {
            return;
        }

        var (profile, working) = (await organization.Profile(stopping), await businessDays.Known(stopping));
        (DateOnly Today, Clocks Working) Calendar(StaffTask task) => (LocalTime.DayAt(profile.Find(task.LocationId), clock.GetUtcNow()), working(profile.Find(task.LocationId)));
        var open = await db.Tasks.AsNoTracking().Where(task => task.State == TaskState.Open).OrderBy(task => task.Id).ToListAsync(stopping);
        var taken = (await db.TaskEvents.Where(e => e.AgeStep != null && db.Tasks.Any(task => task.Id == e.TaskId && task.State == TaskState.Open)).Select(e => new { e.TaskId, e.AgeStep }).ToListAsync(stopping))
            .Select(e => (e.TaskId, e.AgeStep)).ToHashSet();
        var concerned = open.FindAll(task => TaskAges.For(lines, task.Kind).Any(line => !taken.Contains((task.Id, line.Step)) && IsDue(task, line, LocalTime.DayAt(profile.Find(task.LocationId), task.RaisedAt), Calendar(task))));
        await EachByItself.Run(db, concerned, task => transaction.Run(effects => Look(task.Id, lines, profile, Calendar, effects, stopping), stopping), LogFailed, stopping);
    }

    private async Task Look(Guid id, IReadOnlyList<TaskAge> lines, OrganizationProfile profile, Func<StaffTask, (DateOnly Today, Clocks Working)> calendar, Effects effects, CancellationToken stopping)
    {
        // In line with whoever works on it: what was taken or done meanwhile is left alone.
        await raise.WaitInLine(id, stopping);
        if (await db.Tasks.SingleOrDefaultAsync(task => task.Id == id && task.State == TaskState.Open, stopping) is not { } task)
        {
            return;
        }

        var happened = await db.TaskEvents.AsNoTracking().Where(e => e.TaskId == id).ToListAsync(stopping);
        var free = LocalTime.DayAt(profile.Find(task.LocationId), happened.Where(e => LetGo.Contains(e.What)).Select(e => e.At).DefaultIfEmpty(task.RaisedAt).Max());
        foreach (var line in TaskAges.For(lines, task.Kind).Where(line => happened.TrueForAll(e => e.AgeStep != line.Step)).ToList())
        {
            if (IsDue(task, line, free, calendar(task)))
            {
                await Take(task, line, effects, stopping);
            }
        }
    }

    private async Task Take(StaffTask task, TaskAge line, Effects effects, CancellationToken stopping)
    {
        var words = new List<string> { $"{line.Days} working {(line.Days == 1 ? "day" : "days")} {(line.Measure == TaskAges.Overdue ? "past the day it is due" : "with nobody")}" };
        if (line.Raises)
        {
            task.Priority = TaskPriority.High;
            words.Add("put first");
        }

        if (line.TeamId is not null || line.UserId is not null)
        {
            var name = line.UserId is { } user
                ? await Apart.Ask(() => organization.NameOfUser(user, stopping)) ?? "somebody who left"
                : await db.TaskTeams.Where(team => team.Id == line.TeamId).Select(team => team.Name).SingleAsync(stopping);
            var mayHave = await receivers.MayHave(task, line.UserId, line.TeamId, stopping);
            if (mayHave)
            {
                (task.OwnerId, task.TeamId) = (line.UserId, line.TeamId);
            }

            words.Add(mayHave ? $"given to {name}" : $"not given to {name}, who may not see it");
        }

        raise.Note(task, new TaskNote("escalated", string.Join(", ", words) + ".", AgeStep: line.Step));
        effects.Audit(RaiseTask.Audited("escalated", task));
    }

    /// <param name="free">The day since when nobody has it, where nobody does.</param>
    /// <param name="calendar">The day it is at the task's location, and which days are working days there.</param>
    private static bool IsDue(StaffTask task, TaskAge line, DateOnly free, (DateOnly Today, Clocks Working) calendar) =>
        !(task.SnoozedUntil > calendar.Today)
        && (line.Measure == TaskAges.Overdue
            ? task.Due is { } due && TaskAges.IsReached(line, due, calendar.Today, calendar.Working)
            : task.OwnerId is null && TaskAges.IsReached(line, free, calendar.Today, calendar.Working));

    private void LogFailed(Exception failure, StaffTask task) => LogFailed(failure, task.Id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Task {TaskId} could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid taskId);
}
