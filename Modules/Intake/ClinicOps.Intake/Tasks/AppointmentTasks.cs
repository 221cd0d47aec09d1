using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Which appointment a task asks for, for the schedule: the task as it stands, and the days its order names.</summary>
internal sealed class AppointmentTasks(VisibleToActor visible, IOrders orders, IOrganization organization, BusinessDays businessDays) : IAppointmentTasks
{
    public async Task<AppointmentWish?> Find(Guid taskId, CancellationToken stopping = default) => (await FindAll([taskId], stopping)).GetValueOrDefault(taskId);

    public async Task<IReadOnlyDictionary<Guid, AppointmentWish>> FindAll(IReadOnlyCollection<Guid> taskIds, CancellationToken stopping = default)
    {
        var asking = await visible.Tasks.AsNoTracking().Where(task => taskIds.Contains(task.Id) && task.Kind == TaskKinds.Schedule && task.PatientId != null).ToListAsync(stopping);
        var ordered = (await orders.FindAll([.. asking.Select(task => task.OrderId).OfType<Guid>().Distinct()], stopping)).ToDictionary(order => order.Id);
        var (profile, clocks) = (await organization.Profile(stopping), await businessDays.Known(stopping));
        return asking.ToDictionary(task => task.Id, task => Wish(task, task.OrderId is { } order ? ordered.GetValueOrDefault(order) : null, clocks(profile.Find(task.LocationId)), LocalTime.DayAt(profile.Find(task.LocationId), task.RaisedAt)));
    }

    private static AppointmentWish Wish(StaffTask task, OrderAsTranscribed? order, Clocks clocks, DateOnly raised) => new(
        task.Id,
        task.OrderId,
        task.PatientId!.Value,
        task.LocationId,
        task.CareThreadId,
        task.Title,
        order?.Kind ?? "",
        task.State,
        task.Urgency,
        raised,
        OrderTasks.LatestVisit(task.Urgency, order?.Due, clocks, raised),
        task.AccessClass);
}
