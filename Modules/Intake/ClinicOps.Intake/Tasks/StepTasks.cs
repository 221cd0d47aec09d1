using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks that a step of an authorization or a referral does, withdraws, or opens again when it is taken back. Saves nothing by itself.</summary>
internal sealed class StepTasks(IntakeDb db, RaiseTask raise)
{
    /// <summary>Those of the tasks that are open are done by this.</summary>
    /// <returns>Which were.</returns>
    public async Task<Guid[]> Do(IReadOnlyCollection<Guid> taskIds, Effects effects, CancellationToken stopping)
    {
        var open = await Open(taskIds, stopping);
        foreach (var task in open)
        {
            raise.Do(task, WorkOnTask.Done, effects);
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
            effects.Audit(RaiseTask.Audited("reopened", task));
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
