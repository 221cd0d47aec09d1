using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Readiness;

/// <summary>What was ordered and never came: the one rule by which readiness and the list of gaps say it.</summary>
internal sealed class OutstandingResults(IntakeDb db, IAppointmentRequests appointments)
{
    /// <summary>Not what this visit, or a later one, is for, nor what is due only after it.</summary>
    /// <param name="orders">Of the patient.</param>
    /// <param name="booked">As <see cref="BookedFor"/> says.</param>
    /// <param name="day">Of the visit, on its location's calendar.</param>
    public static IEnumerable<ChartOrder> Of(IEnumerable<ChartOrder> orders, IReadOnlyDictionary<Guid, VisitSummary> booked, VisitSummary visit, DateOnly day) =>
        orders.Where(order => order is { IsWork: true, BringsResult: true, ResultId: null, IsAnswered: false } && !(order.Due > day)
            && !(booked.GetValueOrDefault(order.Id) is { } of && (of.Id == visit.Id || of.StartsAt >= visit.StartsAt)));

    /// <summary>The appointment that stands for an order's task, by order.</summary>
    public async Task<IReadOnlyDictionary<Guid, VisitSummary>> BookedFor(IEnumerable<ChartOrder> orders, CancellationToken stopping)
    {
        var ids = orders.Where(order => order is { IsWork: true, ResultId: null }).Select(order => order.Id).ToList();
        if (ids.Count == 0)
        {
            return new Dictionary<Guid, VisitSummary>();
        }

        var tasks = await db.Tasks.AsNoTracking().Where(task => task.OrderId != null && ids.Contains(task.OrderId.Value) && task.Kind == TaskKinds.Schedule).Select(task => new { task.Id, OrderId = task.OrderId!.Value }).ToListAsync(stopping);
        var standing = await appointments.AppointmentsOf(tasks.ConvertAll(task => task.Id), stopping);
        var booked = new Dictionary<Guid, VisitSummary>();
        foreach (var task in tasks.Where(task => standing.ContainsKey(task.Id)))
        {
            booked[task.OrderId] = standing[task.Id];
        }

        return booked;
    }
}
