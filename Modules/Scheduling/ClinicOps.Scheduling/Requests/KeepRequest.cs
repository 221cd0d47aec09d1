using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Requests;

/// <summary>
/// Brings the request of a task to what the task says now. The event and the first booking may come in any order: whoever comes
/// first makes the request. Inside a transaction, saves nothing by itself. It asks over all: a task has one request, and that one appointment.
/// </summary>
internal sealed class KeepRequest(SchedulingDb db, ProviderCalendar calendar, TimeProvider clock)
{
    public async Task<AppointmentRequest> BringTo(AppointmentWish wish, CancellationToken stopping)
    {
        await calendar.WaitForRequest(wish.TaskId, stopping);
        var request = await db.Requests.IgnoreQueryFilters([ModuleDb.AccessFilter]).SingleOrDefaultAsync(known => known.TaskId == wish.TaskId, stopping);
        if (request is null)
        {
            request = new AppointmentRequest
            {
                Id = Guid.CreateVersion7(),
                TaskId = wish.TaskId,
                PatientId = wish.PatientId,
                LocationId = wish.LocationId,
                CareThreadId = wish.CareThreadId,
                Urgency = wish.Urgency,
                Earliest = wish.Earliest,
                State = RequestState.Open,
                RequestedAt = clock.GetUtcNow(),
            };
            db.Requests.Add(request);
        }

        var isBooked = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(visit => visit.RequestId == request.Id && visit.State != VisitStates.Cancelled && visit.State != VisitStates.Missed, stopping);
        (request.OrderId, request.PatientId, request.LocationId, request.Wants) = (wish.OrderId, wish.PatientId, wish.LocationId, wish.OrderKind);
        (request.Urgency, request.Earliest, request.Latest) = (wish.Urgency, wish.Earliest, wish.Latest);
        if (request.AccessClass != wish.AccessClass)
        {
            request.AccessClass = wish.AccessClass;
            foreach (var visit in await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(visit => visit.RequestId == request.Id || db.SeriesVisits.Any(of => of.VisitId == visit.Id && db.VisitSeries.Any(series => series.Id == of.SeriesId && series.RequestId == request.Id))).ToListAsync(stopping))
            {
                visit.AccessClass = wish.AccessClass;
            }

            // And who waits for it.
            await db.WaitlistEntries.IgnoreQueryFilters([ModuleDb.AccessFilter])
                .Where(entry => entry.TaskId == wish.TaskId || db.Visits.Any(visit => visit.Id == entry.VisitId && visit.RequestId == request.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.AccessClass, wish.AccessClass), stopping);
        }

        request.WithdrawnAt = wish.TaskState != AppointmentWish.Withdrawn ? null : request.WithdrawnAt ?? clock.GetUtcNow();
        KeepEnd(request, wish.TaskState);
        request.State = isBooked ? RequestState.Booked : wish.TaskState == AppointmentWish.Withdrawn ? RequestState.Withdrawn : request.Ended ?? StateOf(wish.TaskState);
        return request;
    }

    /// <summary>What ended without an appointment stays so until its task is open once more after it was closed for that.</summary>
    private static void KeepEnd(AppointmentRequest request, string taskState)
    {
        if (request.Ended is null)
        {
            return;
        }

        if (taskState == AppointmentWish.Open && request.IsEndTaken)
        {
            (request.Ended, request.IsEndTaken) = (null, false);
        }

        request.IsEndTaken = request.Ended is not null && (request.IsEndTaken || taskState != AppointmentWish.Open);
    }

    private static string StateOf(string taskState) => taskState switch
    {
        AppointmentWish.Open => RequestState.Open,
        AppointmentWish.Withdrawn => RequestState.Withdrawn,
        _ => RequestState.Closed,
    };
}
