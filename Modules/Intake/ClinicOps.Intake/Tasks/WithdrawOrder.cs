using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// Takes back what an order made: open tasks close as withdrawn. What staff did already stays done, and a new task asks somebody to
/// take it back (cancel the visit, call again), since no machine can know what was said on the phone.
/// </summary>
internal sealed class WithdrawOrder(IntakeDb db, RaiseTask raise)
{
    public async Task Run(Guid orderId, Effects effects, CancellationToken stopping)
    {
        if (await db.Tasks.Where(task => task.OrderId == orderId).Select(task => task.DocumentId).FirstOrDefaultAsync(stopping) is { } document)
        {
            // In line with whoever says that its access class changed: what is raised here has that of now.
            await raise.WaitInLine(document, stopping);
        }

        await raise.WaitInLine(orderId, stopping);
        var tasks = await db.Tasks.Where(task => task.OrderId == orderId && task.FollowsTaskId == null).ToListAsync(stopping);
        foreach (var open in tasks.Where(task => task.State == TaskState.Open))
        {
            raise.Withdraw(open, effects);
        }

        foreach (var done in tasks.Where(task => task.State == TaskState.Done))
        {
            await AskToTakeBack(done, effects, stopping);
        }
    }

    /// <summary>Raises the task that takes back what was done for a void order, once.</summary>
    public async Task AskToTakeBack(StaffTask done, Effects effects, CancellationToken stopping)
    {
        if (!await db.Tasks.AnyAsync(task => task.FollowsTaskId == done.Id, stopping))
        {
            raise.Add(Undo(done, await raise.Today(done.LocationId, stopping)), effects);
        }
    }

    private StaffTask Undo(StaffTask done, DateOnly today) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TaskKinds.Undo,
        Title = $"Take back: {done.Title}",
        Detail = done.OrderId is null ? "The document it was done for has left the record: it was filed to the wrong patient, or read wrong. Take back what was told or sent, and say so here." : "The order it was done for is void: its document was filed to the wrong patient, or the order was read wrong. Cancel what was booked, tell who was told, and say so here.",
        State = TaskState.Open,
        PatientId = done.PatientId,
        OrderId = done.OrderId,
        DocumentId = done.DocumentId,
        FollowsTaskId = done.Id,
        AuthorizationId = done.AuthorizationId,
        LocationId = done.LocationId,
        CareThreadId = done.CareThreadId,
        AccessClass = done.AccessClass,
        Urgency = "urgent",
        Due = today,
        RaisedAt = raise.Now,
    };
}

internal sealed class OnOrderWithdrawn(ModuleTransaction<IntakeDb> transaction, WithdrawOrder withdraw) : IJobHandler<OrderWithdrawn>
{
    public Task Run(OrderWithdrawn arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(message, effects => withdraw.Run(arguments.OrderId, effects, stopping), stopping);
}
