using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks as the pages show them. The caller audits what it shows.</summary>
internal sealed class ListTasks(IntakeDb db, VisibleToActor visible, IPatients patients, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const string Mine = "mine";
    public const string Unowned = "unowned";
    public const string Overdue = "overdue";
    public const string DueToday = "due";
    public const string Open = "open";
    public const string Done = "done";

    public const int Most = 300;

    /// <summary>The code itself when it is a list's.</summary>
    public static string? Known(string? code) => code is Mine or Unowned or Overdue or DueToday or Open or Done ? code : null;

    public async Task<IReadOnlyList<TaskFilter>> Filters(CancellationToken stopping)
    {
        var today = await Todays(stopping);
        var open = await visible.Tasks.Where(task => task.State == TaskState.Open)
            .Select(task => new { task.OwnerId, task.Due, task.LocationId })
            .ToListAsync(stopping);
        return
        [
            new(Mine, "Mine", open.Count(task => actor.UserId is not null && task.OwnerId == actor.UserId)),
            new(Unowned, "Nobody's", open.Count(task => task.OwnerId is null)),
            new(Overdue, "Overdue", open.Count(task => task.Due < today(task.LocationId))),
            new(DueToday, "Due today", open.Count(task => task.Due == today(task.LocationId))),
            new(Open, "All open", open.Count),
            new(Done, "Done", null),
        ];
    }

    /// <summary>Raised by urgent wording, and nobody has taken it: an alert until somebody does.</summary>
    public Task<int> AlertCount(CancellationToken stopping) =>
        visible.Tasks.CountAsync(task => task.State == TaskState.Open && task.Kind == TaskKinds.Urgent && task.OwnerId == null, stopping);

    public Task<int> UrgentCount(CancellationToken stopping) =>
        visible.Tasks.CountAsync(task => task.State == TaskState.Open && task.Kind == TaskKinds.Urgent, stopping);

    public async Task<IReadOnlyList<TaskRow>> Of(string show, CancellationToken stopping)
    {
        var today = await Todays(stopping);
        var user = actor.UserId;
        var latest = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var tasks = visible.Tasks.AsNoTracking().Where(task => task.State == (show == Done ? TaskState.Done : TaskState.Open));
        tasks = show switch
        {
            Mine => tasks.Where(task => task.OwnerId == user && user != null),
            Unowned => tasks.Where(task => task.OwnerId == null),
            Overdue => tasks.Where(task => task.Due < latest),
            DueToday => tasks.Where(task => task.Due <= latest && task.Due >= latest.AddDays(-2)),
            _ => tasks,
        };
        tasks = show == Done
            ? tasks.OrderByDescending(task => task.ClosedAt)
            : tasks.OrderBy(task => task.Urgency == "stat" ? 0 : 1).ThenBy(task => task.Due).ThenBy(task => task.RaisedAt);
        var found = await tasks.Take(Most).ToListAsync(stopping);
        return await Rows([.. found.Where(task => show switch
        {
            Overdue => task.Due < today(task.LocationId),
            DueToday => task.Due == today(task.LocationId),
            _ => true,
        })], stopping);
    }

    /// <summary>A patient's tasks of every location, open ones first; those that are void are left out.</summary>
    public async Task<IReadOnlyList<TaskRow>> OfPatient(Guid patientId, CancellationToken stopping) =>
        await Rows(
            await db.Tasks.AsNoTracking()
                .Where(task => task.PatientId == patientId && task.State != TaskState.Withdrawn)
                .OrderByDescending(task => task.State == TaskState.Open).ThenByDescending(task => task.Urgency == "stat").ThenBy(task => task.Due).ThenBy(task => task.RaisedAt)
                .Take(Most)
                .ToListAsync(stopping),
            stopping);

    /// <summary>Those of a care thread at the user's locations: open ones first, the next due before the others; those that are void come last.</summary>
    public async Task<IReadOnlyList<TaskRow>> OfThread(Guid careThreadId, CancellationToken stopping) =>
        await Rows(
            await visible.Tasks.AsNoTracking()
                .Where(task => task.CareThreadId == careThreadId)
                .OrderBy(task => task.State == TaskState.Open ? 0 : task.State == TaskState.Done ? 1 : 2).ThenByDescending(task => task.Urgency == "stat").ThenBy(task => task.Due).ThenBy(task => task.RaisedAt)
                .Take(Most)
                .ToListAsync(stopping),
            stopping);

    public async Task<TaskRow?> Find(Guid taskId, CancellationToken stopping) =>
        await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(task => task.Id == taskId, stopping) is { } task ? (await Rows([task], stopping))[0] : null;

    public async Task<IReadOnlyList<TaskHistoryLine>> History(TaskRow row, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(row.Task.LocationId);
        var lines = new List<TaskHistoryLine>();
        foreach (var happened in await db.TaskEvents.AsNoTracking().Where(e => e.TaskId == row.Task.Id).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(stopping))
        {
            var who = happened.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            lines.Add(new TaskHistoryLine(LocalTime.At(location, happened.At), happened.What.Replace('-', ' '), who));
        }

        return lines;
    }

    private async Task<IReadOnlyList<TaskRow>> Rows(List<StaffTask> tasks, CancellationToken stopping)
    {
        var today = await Todays(stopping);
        var profile = await organization.Profile(stopping);
        var people = (await patients.Find([.. tasks.Select(task => task.PatientId).OfType<Guid>().Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var owners = new Dictionary<Guid, string>();
        foreach (var owner in tasks.Select(task => task.OwnerId).OfType<Guid>().Distinct())
        {
            owners[owner] = owner == actor.UserId ? "you" : await organization.NameOfUser(owner, stopping) ?? "somebody who left";
        }

        return tasks.ConvertAll(task => new TaskRow(
            task,
            task.PatientId is { } patient ? people.GetValueOrDefault(patient) : null,
            task.OwnerId is { } owner ? owners[owner] : null,
            profile.Find(task.LocationId)?.Name ?? "a closed location",
            IsOverdue: task.State == TaskState.Open && task.Due < today(task.LocationId),
            IsMine: task.OwnerId is not null && task.OwnerId == actor.UserId));
    }

    /// <summary>The day it is at each location.</summary>
    private async Task<Func<Guid, DateOnly>> Todays(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var days = (await organization.Profile(stopping)).Locations.ToDictionary(
            location => location.Id,
            location => LocalTime.DayAt(location, now));
        return location => days.TryGetValue(location, out var day) ? day : DateOnly.FromDateTime(now.UtcDateTime);
    }
}

/// <param name="Count">Null where counting says nothing.</param>
internal sealed record TaskFilter(string Code, string Text, int? Count);

/// <param name="Owner">"you", a name, or null while nobody has taken it.</param>
internal sealed record TaskRow(StaffTask Task, PatientSummary? Patient, string? Owner, string LocationName, bool IsOverdue, bool IsMine)
{
    public bool IsUrgentNow => Task is { Kind: TaskKinds.Urgent, State: TaskState.Open };

    /// <summary>The steps that may be taken from here, each with the words on its button.</summary>
    public IReadOnlyList<(string Step, string Text)> Steps => Task.State switch
    {
        TaskState.Open when Task.OwnerId is null => [(WorkOnTask.Take, "Take"), (WorkOnTask.Done, "Done")],
        TaskState.Open => [(WorkOnTask.HandBack, IsMine ? "Hand back" : "Free it"), (WorkOnTask.Done, "Done")],
        TaskState.Done => [(WorkOnTask.Reopen, "Reopen")],
        _ => [],
    };
}

/// <param name="At">On the location's wall clock.</param>
internal sealed record TaskHistoryLine(DateTimeOffset At, string What, string Who);
