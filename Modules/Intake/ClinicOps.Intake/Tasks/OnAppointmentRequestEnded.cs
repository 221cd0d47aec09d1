using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// A task that asks for an appointment is done when its request ended without one, and another asks somebody to tell whoever ordered it. Where the request goes on after
/// all, the task is open again, and what was told is corrected. Events may overtake each other, so what counts is how the schedule stands, not which event came.
/// </summary>
internal sealed class OnAppointmentRequestEnded(IntakeDb db, FollowStanding standing, RaiseTask raise, IAppointmentRequests requests, IOrders orders, BusinessDays businessDays, IOrganization organization) : IJobHandler<AppointmentRequestEnded>
{
    private const string GoesOn = "request-goes-on";

    /// <summary>What a task's history says where it was closed, by whomever.</summary>
    private static readonly string[] Closings = [RequestEnd.Declined, RequestEnd.Unreachable, "booked", WorkOnTask.Done];

    public async Task Run(AppointmentRequestEnded arguments, JobMessage message, CancellationToken stopping)
    {
        var orderedBy = await OrderedBy(arguments.TaskId, stopping);
        var today = await raise.Today(arguments.LocationId, stopping);
        await standing.Run(message, () => requests.EndOf(arguments.TaskId, stopping), (end, effects) => BringTo(arguments.TaskId, end, orderedBy, today, effects, stopping), stopping);
    }

    internal static string ReasonOf(Guid taskId) => $"request-ended:{taskId}";

    /// <summary>The ordering provider's name; empty where there is no order, or it names nobody.</summary>
    private async Task<string> OrderedBy(Guid taskId, CancellationToken stopping) =>
        await db.Tasks.Where(task => task.Id == taskId).Select(task => task.OrderId).SingleOrDefaultAsync(stopping) is { } order ? (await orders.Find(order, stopping))?.OrderingProvider ?? "" : "";

    private async Task BringTo(Guid taskId, RequestEnd? end, string orderedBy, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(taskId, stopping);
        if (await db.Tasks.SingleOrDefaultAsync(task => task.Id == taskId, stopping) is not { } task)
        {
            return;
        }

        if (task.OrderId is { } order)
        {
            // In line with the order's own events too: being withdrawn and ending may happen at once.
            await raise.WaitInLine(order, stopping);
            await db.Entry(task).ReloadAsync(stopping);
        }

        var reason = ReasonOf(taskId);
        var tell = await db.Tasks.SingleOrDefaultAsync(known => known.Reason == reason, stopping);
        if (end is not null && task.State == TaskState.Open)
        {
            raise.Do(task, end.Outcome, effects);
            var clocks = await businessDays.At((await organization.Profile(stopping)).Find(task.LocationId), stopping);
            Tell(task, tell, end, orderedBy, task.Urgency == "routine" ? clocks.BusinessDaysAfter(today, 1) : today, effects);
        }
        else if (end is null && task.State == TaskState.Done && await WasDoneByEnd(taskId, stopping))
        {
            raise.Reopen(task, GoesOn);
            RaiseTask.TellSchedule(task, effects);
            effects.Audit(RaiseTask.Audited(GoesOn, task));
            TakeBack(tell, effects);
        }
    }

    private void Tell(StaffTask task, StaffTask? tell, RequestEnd end, string orderedBy, DateOnly due, Effects effects)
    {
        var (title, detail) = (
            end.Outcome == RequestEnd.Declined ? "Tell who ordered it: the patient declined the appointment" : "Tell who ordered it: the patient could not be reached",
            $"{(orderedBy.Length > 0 ? $"Ordered by {orderedBy}. " : "")}{task.Title}. {(end.Outcome == RequestEnd.Declined ? "The patient declined, and nothing is booked." : $"The patient could not be reached after {end.Attempts.ToString(CultureInfo.InvariantCulture)} attempts, and nothing is booked.")}");
        if (tell is not null)
        {
            // Told before, and taken back since: it is news again.
            (tell.Title, tell.Detail, tell.Due) = (title, detail, due);
            if (tell.State != TaskState.Open)
            {
                Open(tell, effects);
            }

            return;
        }

        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Tell,
                Title = title,
                Detail = detail,
                State = TaskState.Open,
                PatientId = task.PatientId,
                OrderId = task.OrderId,
                DocumentId = task.DocumentId,
                Reason = ReasonOf(task.Id),
                LocationId = task.LocationId,
                CareThreadId = task.CareThreadId,
                AccessClass = task.AccessClass,
                Urgency = task.Urgency,
                Due = due,
                RaisedAt = raise.Now,
            },
            effects);
    }

    /// <summary>Where nobody was told yet, nobody needs to be; else that it goes on is to be told.</summary>
    private void TakeBack(StaffTask? tell, Effects effects)
    {
        if (tell?.State == TaskState.Open)
        {
            raise.Withdraw(tell, effects);
        }
        else if (tell?.State == TaskState.Done)
        {
            (tell.Title, tell.Detail) = ("Tell who ordered it: an appointment is wanted after all", $"They were told that nothing would be booked. That was taken back, and the appointment is to be booked. Before: {tell.Detail}");
            Open(tell, effects);
        }
    }

    private void Open(StaffTask tell, Effects effects)
    {
        raise.Reopen(tell, "reopened");
        effects.Audit(RaiseTask.Audited("reopened", tell));
    }

    /// <summary>What a person called done stays done, and so does what was booked.</summary>
    private async Task<bool> WasDoneByEnd(Guid taskId, CancellationToken stopping)
    {
        var last = await db.TaskEvents.Where(happened => happened.TaskId == taskId && Closings.Contains(happened.What)).OrderByDescending(happened => happened.Id).Select(happened => happened.What).FirstOrDefaultAsync(stopping);
        return last is RequestEnd.Declined or RequestEnd.Unreachable;
    }
}
