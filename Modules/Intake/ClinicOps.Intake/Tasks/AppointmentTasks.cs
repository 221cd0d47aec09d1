using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Which appointment a task asks for, for the schedule: the task as it stands, and the days its order names.</summary>
internal sealed class AppointmentTasks(VisibleToActor visible, IOrders orders, IOrganization organization) : IAppointmentTasks
{
    public async Task<AppointmentWish?> Find(Guid taskId, CancellationToken stopping = default)
    {
        if (await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(task => task.Id == taskId, stopping) is not { Kind: TaskKinds.Schedule, PatientId: { } patient } task)
        {
            return null;
        }

        var order = task.OrderId is { } orderId ? await orders.Find(orderId, stopping) : null;
        var raised = LocalTime.DayAt((await organization.Profile(stopping)).Find(task.LocationId), task.RaisedAt);
        return new AppointmentWish(
            task.Id,
            task.OrderId,
            patient,
            task.LocationId,
            task.CareThreadId,
            task.Title,
            order?.Kind ?? "",
            task.State,
            task.Urgency,
            raised,
            OrderTasks.LatestVisit(task.Urgency, order?.Due, raised),
            task.AccessClass);
    }
}
