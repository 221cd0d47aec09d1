using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>The tasks that an authorization raises and does. The caller holds the authorization. Saves nothing by itself.</summary>
internal sealed class AuthorizationTasks(IntakeDb db, RaiseTask raise, CurrentActor actor)
{
    /// <summary>Reason of the task that asks anew what a payer decided for something else.</summary>
    public const string Reopened = "authorization_reopened";

    /// <summary>Reason of the task that says that visits hold more units than there are.</summary>
    public const string TooManyUnits = "authorization_units";

    /// <param name="reason">Of its kind one is open at a time; null for any number.</param>
    /// <returns>Null where one of that reason is open.</returns>
    public async Task<StaffTask?> Raise(PayerAuthorization of, string kind, string title, string detail, DateOnly due, string? reason, Effects effects, CancellationToken stopping)
    {
        if (reason is not null && await db.Tasks.AnyAsync(task => task.AuthorizationId == of.Id && task.Reason == reason && task.State == TaskState.Open, stopping))
        {
            return null;
        }

        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = $"{title}: {Subject(of)}",
            Detail = detail,
            State = TaskState.Open,
            PatientId = of.PatientId,
            AuthorizationId = of.Id,
            Reason = reason,
            LocationId = of.LocationId,
            CareThreadId = of.CareThreadId,
            AccessClass = of.AccessClass,
            Urgency = of.Urgency == AuthorizationUrgency.Expedited ? "urgent" : "routine",
            Due = due,
            OwnerId = of.OwnerId,
            RaisedAt = raise.Now,
        };
        raise.Add(task, effects);
        return task;
    }

    /// <summary>What it is for, short.</summary>
    public static string Subject(PayerAuthorization of) => of.Codes.Count == 0 ? of.Payer : string.Join(", ", of.Codes.Select(code => code.ToString()));

    /// <summary>Those of the tasks that are open are done by this.</summary>
    /// <returns>Which were.</returns>
    public async Task<Guid[]> Do(IReadOnlyCollection<Guid> taskIds, Effects effects, CancellationToken stopping)
    {
        var open = await Open(taskIds, stopping);
        foreach (var task in open)
        {
            (task.State, task.ClosedAt, task.ClosedBy) = (TaskState.Done, raise.Now, actor.UserId);
            raise.Note(task, WorkOnTask.Done);
            effects.Audit(new AuditEntry("task.done", "task", task.Id, task.PatientId is { } patient ? [patient] : [], LocationId: task.LocationId));
            effects.Publish(new TaskDone(task.Id, task.PatientId, task.CareThreadId));
        }

        return [.. open.Select(task => task.Id)];
    }

    /// <returns>Which were open.</returns>
    public async Task<Guid[]> Withdraw(IReadOnlyCollection<Guid> taskIds, Effects effects, CancellationToken stopping)
    {
        var open = await Open(taskIds, stopping);
        foreach (var task in open)
        {
            raise.Withdraw(task, effects);
        }

        return [.. open.Select(task => task.Id)];
    }

    /// <summary>What a step closed is open again.</summary>
    public async Task Reopen(IReadOnlyCollection<Guid> taskIds, Effects effects, CancellationToken stopping)
    {
        foreach (var task in await db.Tasks.Where(task => taskIds.Contains(task.Id) && task.State != TaskState.Open).ToListAsync(stopping))
        {
            raise.Reopen(task, "reopened");
            effects.Audit(new AuditEntry("task.reopened", "task", task.Id, task.PatientId is { } patient ? [patient] : [], LocationId: task.LocationId));
        }
    }

    /// <summary>In line with whoever works on one of them.</summary>
    private async Task<List<StaffTask>> Open(IReadOnlyCollection<Guid> taskIds, CancellationToken stopping)
    {
        foreach (var id in taskIds.Distinct().Order())
        {
            await raise.WaitInLine(id, stopping);
        }

        return await db.Tasks.Where(task => taskIds.Contains(task.Id) && task.State == TaskState.Open).ToListAsync(stopping);
    }
}
