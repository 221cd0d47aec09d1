using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Requests;

/// <summary>Which appointment stands for a task, for other modules. Of every location: the task's own visibility is asked by whoever shows it.</summary>
internal sealed class StandingAppointments(SchedulingDb db) : IAppointmentRequests
{
    public async Task<VisitSummary?> AppointmentOf(Guid taskId, CancellationToken stopping = default) =>
        await db.Visits.AsNoTracking().Include(visit => visit.Provider).Include(visit => visit.Request)
            .Where(visit => visit.Request!.TaskId == taskId && visit.State != VisitStates.Cancelled && visit.State != VisitStates.Missed)
            .SingleOrDefaultAsync(stopping) is { } visit
            ? PatientVisits.Summary(visit)
            : null;
}
