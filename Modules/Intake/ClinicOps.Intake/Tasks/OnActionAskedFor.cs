using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Who acknowledged a document wants something done: it is staff's task, with the words of who asked. What was taken back meanwhile is none.</summary>
internal sealed class OnActionAskedFor(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IAskedActions actions) : IJobHandler<ActionAskedFor>
{
    public async Task Run(ActionAskedFor arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(message, effects => Raise(arguments, today, effects, stopping), stopping);
    }

    private async Task Raise(ActionAskedFor asked, DateOnly today, Effects effects, CancellationToken stopping)
    {
        // In line with who takes it back: asked now, it still stands, or is found and withdrawn behind us.
        await raise.WaitInLine(asked.DocumentId, stopping);
        if (await Apart.Ask(() => actions.Find(asked.StepId, stopping)) is not { } action)
        {
            return;
        }

        var reason = ReasonOf(asked.StepId);
        if (await db.Tasks.SingleOrDefaultAsync(task => task.DocumentId == asked.DocumentId && task.Reason == reason, stopping) is { } known)
        {
            // It was taken back, and stands again. What was done already is done.
            if (known.State == TaskState.Withdrawn)
            {
                raise.Reopen(known, "reopened");
            }

            return;
        }

        var filing = await db.DocumentPatients.AsNoTracking().SingleOrDefaultAsync(document => document.DocumentId == asked.DocumentId, stopping);
        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.FollowUp,
                Title = action.IsUnsent ? "A signed paper did not go back" : "Asked for by who acknowledged a document",
                Detail = action.Text,
                State = TaskState.Open,
                PatientId = filing is null ? asked.PatientId : filing.PatientId,
                DocumentId = asked.DocumentId,
                Reason = reason,
                LocationId = asked.LocationId,
                CareThreadId = asked.CareThreadId,
                AccessClass = await raise.ClassOf(asked.DocumentId, stopping),
                Urgency = action.IsUrgent ? "stat" : "routine",
                Due = action.IsUrgent ? today : today.AddDays(1),
                RaisedAt = raise.Now,
            },
            effects);
    }

    internal static string ReasonOf(Guid stepId) => $"asked:{stepId}";
}

/// <summary>What was asked for is void: its open task goes; what was done already is done, and what stands again by now stays.</summary>
internal sealed class OnActionTakenBack(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IAskedActions actions) : IJobHandler<ActionTakenBack>
{
    public Task Run(ActionTakenBack arguments, JobMessage message, CancellationToken stopping) => transaction.RunOnce(
        message,
        async effects =>
        {
            await raise.WaitInLine(arguments.DocumentId, stopping);
            if (await Apart.Ask(() => actions.Find(arguments.StepId, stopping)) is not null)
            {
                return;
            }

            var reason = OnActionAskedFor.ReasonOf(arguments.StepId);
            foreach (var task in await db.Tasks.Where(task => task.DocumentId == arguments.DocumentId && task.Reason == reason && task.State == TaskState.Open).ToListAsync(stopping))
            {
                raise.Withdraw(task, effects);
            }
        },
        stopping);
}
