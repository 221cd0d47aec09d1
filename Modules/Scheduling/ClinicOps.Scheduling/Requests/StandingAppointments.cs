using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Requests;

/// <summary>Which appointment stands for a task, for other modules. Of every location: the task's own visibility is asked by whoever shows it.</summary>
internal sealed class StandingAppointments(SchedulingDb db) : IAppointmentRequests
{
    public async Task<VisitSummary?> AppointmentOf(Guid taskId, CancellationToken stopping = default) => (await AppointmentsOf([taskId], stopping)).GetValueOrDefault(taskId);

    public async Task<IReadOnlyDictionary<Guid, VisitSummary>> AppointmentsOf(IReadOnlyCollection<Guid> taskIds, CancellationToken stopping = default) =>
        (await db.Visits.AsNoTracking().Include(visit => visit.Provider).Include(visit => visit.Request)
            .Where(visit => taskIds.Contains(visit.Request!.TaskId) && visit.State != VisitStates.Cancelled && visit.State != VisitStates.Missed)
            .ToListAsync(stopping))
            .ToDictionary(visit => visit.Request!.TaskId, PatientVisits.Summary);

    public async Task<RequestEnd?> EndOf(Guid taskId, CancellationToken stopping = default)
    {
        var request = await db.Requests.AsNoTracking().SingleOrDefaultAsync(known => known.TaskId == taskId && known.Ended != null && known.State == known.Ended, stopping);
        return request is null ? null
            : new RequestEnd(request.State, await db.StandingRequestAttempts.CountAsync(attempt => attempt.RequestId == request.Id && RequestOutcome.NotReached.Contains(attempt.Outcome), stopping));
    }
}
