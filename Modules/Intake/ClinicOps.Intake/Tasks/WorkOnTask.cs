using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>The steps a user takes with a task: take it, hand it back, do it, reopen it. A step taken already changes nothing.</summary>
internal sealed class WorkOnTask(VisibleToActor visible, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, CurrentActor actor, TimeProvider clock)
{
    public const string Take = "take";
    public const string HandBack = "hand-back";
    public const string Done = "done";
    public const string Reopen = "reopen";

    public Task<TaskStep> Run(Guid taskId, string step, CancellationToken stopping) =>
        transaction.Run<TaskStep>(
            async effects =>
            {
                // One at a time: of two who take it at once the second sees the first.
                if (!await visible.Tasks.AnyAsync(t => t.Id == taskId, stopping))
                {
                    return new TaskStep.Unknown();
                }

                await raise.WaitInLine(taskId, stopping);
                var task = await visible.Tasks.SingleAsync(t => t.Id == taskId, stopping);
                var taken = Apply(task, step);
                if (taken is TaskStep.Taken { What: { } what })
                {
                    raise.Note(task, what);
                    effects.Audit(new AuditEntry("task." + what, "task", task.Id, task.PatientId is { } patient ? [patient] : [], LocationId: task.LocationId));
                    if (what is "done" or "reopened")
                    {
                        RaiseTask.TellSchedule(task, effects);
                    }

                    if (what == "done")
                    {
                        effects.Publish(new TaskDone(task.Id, task.PatientId, task.CareThreadId));
                    }
                }

                return taken;
            },
            stopping);

    private TaskStep Apply(StaffTask task, string step)
    {
        switch (step)
        {
            case Take when task.State == TaskState.Open && task.OwnerId is { } owner && owner != actor.UserId:
                return new TaskStep.OwnedBy(owner);
            case Take when task.State == TaskState.Open && task.OwnerId is null:
                task.OwnerId = actor.UserId;
                return new TaskStep.Taken(task, "taken");
            case HandBack when task.State == TaskState.Open && task.OwnerId is not null:
                task.OwnerId = null;
                return new TaskStep.Taken(task, "handed-back");
            case Done when task.State == TaskState.Open:
                (task.State, task.ClosedAt, task.ClosedBy) = (TaskState.Done, clock.GetUtcNow(), actor.UserId);
                return new TaskStep.Taken(task, "done");
            case Reopen when task.State == TaskState.Done:
                (task.State, task.ClosedAt, task.ClosedBy) = (TaskState.Open, null, null);
                return new TaskStep.Taken(task, "reopened");
            case Take or HandBack or Done or Reopen when task.State == TaskState.Withdrawn:
                return new TaskStep.Withdrawn();
            default:
                return new TaskStep.Taken(task, null);
        }
    }
}

internal abstract record TaskStep
{
    private TaskStep()
    {
    }

    /// <param name="What">Code of what happened; null when the task was so already.</param>
    public sealed record Taken(StaffTask Task, string? What) : TaskStep;

    /// <summary>Somebody else has it.</summary>
    public sealed record OwnedBy(Guid UserId) : TaskStep;

    /// <summary>It is void since the page was shown.</summary>
    public sealed record Withdrawn : TaskStep;

    /// <summary>There is none, or not at the user's locations.</summary>
    public sealed record Unknown : TaskStep;
}
