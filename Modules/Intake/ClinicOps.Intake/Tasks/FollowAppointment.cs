using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// A task that asked for an appointment is done when one stands for it, and open again when that one is cancelled. An appointment
/// that was booked while its order became void is a task for somebody to take it back. Events may overtake each other, so what
/// counts is how the schedule stands, not which event came.
/// </summary>
internal sealed class FollowAppointment(IntakeDb db, FollowStanding standing, RaiseTask raise, WithdrawOrder withdraw, IAppointmentRequests requests)
{
    private const string Booked = "booked";
    private const string BookingCancelled = "booking-cancelled";

    public async Task Run(Guid? taskId, JobMessage message, CancellationToken stopping)
    {
        if (taskId is { } id)
        {
            await standing.Run(message, async () => await requests.AppointmentOf(id, stopping) is not null, (stands, effects) => BringTo(id, stands, effects, stopping), stopping);
        }
    }

    private async Task BringTo(Guid taskId, bool stands, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(taskId, stopping);
        if (await db.Tasks.SingleOrDefaultAsync(task => task.Id == taskId, stopping) is not { } task)
        {
            return;
        }

        if (task.OrderId is { } order)
        {
            // In line with the order's own events too: being withdrawn and being booked may happen at once.
            await raise.WaitInLine(order, stopping);
            await db.Entry(task).ReloadAsync(stopping);
        }

        if (stands && task.State == TaskState.Open)
        {
            raise.Do(task, Booked, effects);
        }
        else if (stands && task.State == TaskState.Withdrawn)
        {
            await withdraw.AskToTakeBack(task, effects, stopping);
        }
        else if (!stands && task.State == TaskState.Done && await WasDoneByBooking(taskId, stopping) && !await db.Tasks.AnyAsync(other => other.FollowsTaskId == taskId, stopping))
        {
            raise.Reopen(task, BookingCancelled);
            RaiseTask.TellSchedule(task, effects);
            effects.Audit(RaiseTask.Audited(BookingCancelled, task));
        }
    }

    /// <summary>What a person called done stays done.</summary>
    private async Task<bool> WasDoneByBooking(Guid taskId, CancellationToken stopping) =>
        await db.TaskEvents.Where(happened => happened.TaskId == taskId && (happened.What == Booked || happened.What == WorkOnTask.Done))
            .OrderByDescending(happened => happened.Id).Select(happened => happened.What).FirstOrDefaultAsync(stopping) == Booked;
}

internal sealed class OnAppointmentBooked(FollowAppointment follow) : IJobHandler<AppointmentBooked>
{
    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.TaskId, message, stopping);
}

internal sealed class OnAppointmentMissed(FollowAppointment follow) : IJobHandler<AppointmentMissed>
{
    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.TaskId, message, stopping);
}

internal sealed class OnAppointmentCancelled(FollowAppointment follow) : IJobHandler<AppointmentCancelled>
{
    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.TaskId, message, stopping);
}
