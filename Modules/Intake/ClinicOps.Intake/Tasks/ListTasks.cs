using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks as the pages show them. The caller audits what it shows.</summary>
internal sealed class ListTasks(IntakeDb db, VisibleToActor visible, TaskReceivers receivers, IPatients patients, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const string Mine = "mine";
    public const string Team = "team";
    public const string Unowned = "unowned";
    public const string Overdue = "overdue";
    public const string DueToday = "due";
    public const string Snoozed = "snoozed";
    public const string Open = "open";
    public const string Done = "done";

    public const int Most = 300;

    public static readonly IReadOnlyList<(string Code, string Text)> Views =
    [
        (Mine, "Mine"), (Team, "My teams"), (Unowned, "Nobody's"), (Overdue, "Overdue"), (DueToday, "Due today"), (Snoozed, "Snoozed"), (Open, "All open"), (Done, "Done"),
    ];

    /// <summary>The code itself when it is a view's.</summary>
    public static string? Known(string? code) => Views.Any(view => view.Code == code) ? code : null;

    public async Task<IReadOnlyList<TaskFilter>> Filters(CancellationToken stopping)
    {
        var today = await Todays(stopping);
        var teams = await receivers.Mine(stopping);
        var open = await OpenOnes(stopping);
        return [.. Views.Select(view => new TaskFilter(view.Code, view.Text, view.Code == Done ? null : open.Count(task => IsIn(view.Code, task, teams, today(task.LocationId)))))];
    }

    /// <summary>How many open tasks of a view are not among those shown.</summary>
    public async Task<int> Beside(string show, IReadOnlyCollection<Guid> shown, CancellationToken stopping)
    {
        var today = await Todays(stopping);
        var teams = await receivers.Mine(stopping);
        return show == Done ? 0 : (await OpenOnes(stopping)).Count(task => IsIn(show, task, teams, today(task.LocationId)) && !shown.Contains(task.Id));
    }

    /// <summary>Raised by urgent wording, and nobody has taken it: an alert until somebody does.</summary>
    public Task<int> AlertCount(CancellationToken stopping) =>
        visible.Tasks.CountAsync(task => task.State == TaskState.Open && task.Kind == TaskKinds.Urgent && task.OwnerId == null, stopping);

    public Task<int> UrgentCount(CancellationToken stopping) =>
        visible.Tasks.CountAsync(task => task.State == TaskState.Open && task.Kind == TaskKinds.Urgent, stopping);

    public async Task<IReadOnlyList<TaskRow>> Of(string show, CancellationToken stopping)
    {
        if (show == Done)
        {
            return await Rows(await visible.Tasks.AsNoTracking().Where(task => task.State == TaskState.Done).OrderByDescending(task => task.ClosedAt).Take(Most).ToListAsync(stopping), stopping);
        }

        var today = await Todays(stopping);
        var teams = await receivers.Mine(stopping);
        Guid[] ids = [.. (await OpenOnes(stopping)).Where(task => IsIn(show, task, teams, today(task.LocationId))).Select(task => task.Id)];
        return await Rows(await Pressing(visible.Tasks.AsNoTracking().Where(task => ids.Contains(task.Id))).Take(Most).ToListAsync(stopping), stopping);
    }

    private static IQueryable<StaffTask> Pressing(IQueryable<StaffTask> tasks) =>
        tasks.OrderBy(task => task.Urgency == "stat" ? 0 : task.Priority == TaskPriority.High ? 1 : 2).ThenBy(task => task.Due).ThenBy(task => task.RaisedAt).ThenBy(task => task.Id);

    /// <summary>By the calendar of its location, what is put off is in no view but its own until its day.</summary>
    private bool IsIn(string show, OpenTask task, Guid[] teams, DateOnly today) => (show == Snoozed) == (task.SnoozedUntil > today) && show switch
    {
        Mine => actor.UserId is { } user && task.OwnerId == user,
        Team => task.TeamId is { } team && teams.Contains(team),
        Unowned => task.OwnerId is null && !task.HasTeam,
        Overdue => task.Due < today,
        DueToday => task.Due == today,
        _ => true,
    };

    private Task<List<OpenTask>> OpenOnes(CancellationToken stopping) =>
        visible.Tasks.Where(task => task.State == TaskState.Open)
            .Select(task => new OpenTask(
                task.Id, task.OwnerId, task.TeamId, db.TaskTeams.Any(team => team.Id == task.TeamId && !team.IsClosed), task.Due, task.SnoozedUntil, task.LocationId))
            .ToListAsync(stopping);

    /// <param name="HasTeam">One that is not closed.</param>
    private sealed record OpenTask(Guid Id, Guid? OwnerId, Guid? TeamId, bool HasTeam, DateOnly? Due, DateOnly? SnoozedUntil, Guid LocationId);

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
                .OrderBy(task => task.State == TaskState.Open ? 0 : task.State == TaskState.Done ? 1 : 2).ThenByDescending(task => task.Urgency == "stat").ThenByDescending(task => task.Priority == TaskPriority.High)
                .ThenBy(task => task.Due).ThenBy(task => task.RaisedAt)
                .Take(Most)
                .ToListAsync(stopping),
            stopping);

    public async Task<TaskRow?> Find(Guid taskId, CancellationToken stopping) =>
        await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(task => task.Id == taskId, stopping) is { } task ? (await Rows([task], stopping))[0] : null;

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

        var closers = new Dictionary<Guid, string>();
        foreach (var closer in tasks.Where(task => task.State != TaskState.Open).Select(task => task.ClosedBy).OfType<Guid>().Distinct())
        {
            closers[closer] = await organization.NameOfUser(closer, stopping) ?? "somebody who left";
        }

        Guid[] teamIds = [.. tasks.Select(task => task.TeamId).OfType<Guid>().Distinct()];
        var teams = await db.TaskTeams.AsNoTracking().Where(team => teamIds.Contains(team.Id)).ToDictionaryAsync(team => team.Id, team => team.Name, stopping);

        return tasks.ConvertAll(task => new TaskRow(
            task,
            task.PatientId is { } patient ? people.GetValueOrDefault(patient) : null,
            task.OwnerId is { } owner ? owners[owner] : null,
            task.TeamId is { } team ? teams[team] : null,
            profile.Find(task.LocationId)?.Name ?? "a closed location",
            IsOverdue: task.State == TaskState.Open && task.Due < today(task.LocationId),
            IsMine: task.OwnerId is not null && task.OwnerId == actor.UserId,
            IsSnoozed: task.State == TaskState.Open && task.SnoozedUntil > today(task.LocationId))
        {
            Closed = task.State != TaskState.Open && task.ClosedAt is { } at
                ? string.Create(CultureInfo.InvariantCulture, $"by {(task.ClosedBy is { } closer ? closers[closer] : "ClinicOps")}, {LocalTime.At(profile.Find(task.LocationId), at):MM/dd/yyyy h:mm tt}")
                : null,
        });
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
/// <param name="Team">That has it; null for none.</param>
internal sealed record TaskRow(StaffTask Task, PatientSummary? Patient, string? Owner, string? Team, string LocationName, bool IsOverdue, bool IsMine, bool IsSnoozed)
{
    /// <summary>"by Ana Ruiz, 03/02/2026 2:05 PM": who closed it, and when on its location's clock; null while it is open.</summary>
    public string? Closed { get; init; }

    public bool IsUrgentNow => Task is { Kind: TaskKinds.Urgent, State: TaskState.Open };

    /// <summary>"you", "Ana Ruiz", "Team Referrals", "Ana Ruiz, of Team Referrals"; null while nobody has it.</summary>
    public string? Holder => (Owner, Team) switch
    {
        ({ } owner, { } team) => $"{owner}, of team {team}",
        (null, { } team) => $"team {team}",
        var (owner, _) => owner,
    };

    /// <summary>The steps that may be taken from here by one button, each with its words.</summary>
    public IReadOnlyList<(string Step, string Text)> Steps => Task.State switch
    {
        TaskState.Open => [Task.OwnerId is null ? (WorkOnTask.Take, "Take") : (WorkOnTask.HandBack, IsMine ? "Hand back" : "Free it"), (WorkOnTask.Done, TaskKinds.DoneInWords(Task.Kind))],
        TaskState.Done => [(WorkOnTask.Reopen, "Reopen")],
        _ => [],
    };
}
