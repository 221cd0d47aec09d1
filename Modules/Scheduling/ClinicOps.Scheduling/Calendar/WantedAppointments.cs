using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>Open requests as a panel lists them, the most urgent first, then by the last day that is in time; with what their tasks ask for. One whose task is out of the user's sight is left out.</summary>
internal sealed class WantedAppointments(SchedulingDb db, IAppointmentTasks tasks)
{
    public async Task<IReadOnlyList<WantedAppointment>> Of(IQueryable<AppointmentRequest> requests, CancellationToken stopping)
    {
        var wanted = new List<WantedAppointment>();
        foreach (var request in await requests.AsNoTracking().Where(request => request.State == RequestState.Open)
            .OrderBy(request => request.Urgency == "stat" ? 0 : request.Urgency == "urgent" ? 1 : 2).ThenBy(request => request.Latest ?? DateOnly.MaxValue).ThenBy(request => request.RequestedAt).ToListAsync(stopping))
        {
            if (await tasks.Find(request.TaskId, stopping) is { } wish)
            {
                var attempts = await db.StandingRequestAttempts.CountAsync(attempt => attempt.RequestId == request.Id, stopping);
                wanted.Add(new WantedAppointment(request.TaskId, request.PatientId, wish.Title, request.Urgency, request.Latest) { Attempts = attempts });
            }
        }

        return wanted;
    }
}

/// <param name="Patient">Their name; null where the page is about one patient.</param>
internal sealed record WantedAppointment(Guid TaskId, Guid PatientId, string Title, string Urgency, DateOnly? Latest, string? Patient = null)
{
    /// <summary>How often somebody has tried to reach the patient about it.</summary>
    public int Attempts { get; init; }
}
