using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks that a step of an authorization or a referral does, withdraws, or opens again when it is taken back. Saves nothing by itself.</summary>
internal sealed class StepTasks(IntakeDb db, RaiseTask raise, CurrentActor actor)
{
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
