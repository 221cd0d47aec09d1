using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>Open requests as a panel lists them, with what their tasks ask for. One whose task is out of the user's sight is left out.</summary>
internal sealed class WantedAppointments(IAppointmentTasks tasks)
{
    public async Task<IReadOnlyList<WantedAppointment>> Of(IQueryable<AppointmentRequest> requests, CancellationToken stopping)
    {
        var wanted = new List<WantedAppointment>();
        foreach (var request in await requests.AsNoTracking().Where(request => request.State == RequestState.Open).OrderBy(request => request.RequestedAt).ToListAsync(stopping))
        {
            if (await tasks.Find(request.TaskId, stopping) is { } wish)
            {
                wanted.Add(new WantedAppointment(request.TaskId, request.PatientId, wish.Title, request.Urgency, request.Latest));
            }
        }

        return wanted;
    }
}

/// <param name="Patient">Their name; null where the page is about one patient.</param>
internal sealed record WantedAppointment(Guid TaskId, Guid PatientId, string Title, string Urgency, DateOnly? Latest, string? Patient = null);
