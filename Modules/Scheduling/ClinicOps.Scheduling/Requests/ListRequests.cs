using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Requests;

/// <summary>
/// The appointments that are wanted at the user's locations: the most urgent first, then by the last day that is in time. And those that ended without one of late, to be
/// opened again. The caller audits what it shows.
/// </summary>
internal sealed class ListRequests(SchedulingDb db, VisibleToActor visible, IAppointmentTasks tasks, IPatients patients, IOrganization organization, TimeProvider clock)
{
    /// <summary>For how many days one that ended is shown.</summary>
    private const int EndedDays = 30;

    public const int Most = 200;

    public async Task<IReadOnlyList<RequestLine>> Open(CancellationToken stopping) =>
        await Lines(
            await visible.Requests.AsNoTracking().Where(request => request.State == RequestState.Open)
                .OrderBy(request => request.Urgency == "stat" ? 0 : request.Urgency == "urgent" ? 1 : 2).ThenBy(request => request.Latest ?? DateOnly.MaxValue).ThenBy(request => request.RequestedAt)
                .Take(Most).ToListAsync(stopping),
            stopping);

    public async Task<IReadOnlyList<RequestLine>> Ended(CancellationToken stopping)
    {
        var since = clock.GetUtcNow().AddDays(-EndedDays);
        var ended = await visible.Requests.AsNoTracking()
            .Where(request => (request.State == RequestState.Declined || request.State == RequestState.Unreachable)
                && db.StandingRequestAttempts.Any(attempt => attempt.RequestId == request.Id && attempt.Outcome == request.Ended && attempt.At >= since))
            .OrderByDescending(request => request.RequestedAt).Take(Most).ToListAsync(stopping);
        return await Lines(ended, stopping);
    }

    private async Task<IReadOnlyList<RequestLine>> Lines(List<AppointmentRequest> requests, CancellationToken stopping)
    {
        var ids = requests.ConvertAll(request => request.Id);
        var attempts = (await db.StandingRequestAttempts.AsNoTracking().Where(attempt => ids.Contains(attempt.RequestId)).OrderBy(attempt => attempt.At).ThenBy(attempt => attempt.Id).ToListAsync(stopping)).ToLookup(attempt => attempt.RequestId);
        var named = (await patients.Find([.. requests.Select(request => request.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        var wishes = await tasks.FindAll(requests.ConvertAll(request => request.TaskId), stopping);

        // Whose task is out of the user's sight is left out.
        return
        [
            .. requests.Where(request => wishes.ContainsKey(request.TaskId))
                .Select(request => new RequestLine(request, wishes[request.TaskId].Title, named.GetValueOrDefault(request.PatientId), profile.Find(request.LocationId), [.. attempts[request.Id]])),
        ];
    }
}

/// <param name="Patient">Null when no longer registered.</param>
/// <param name="Attempts">Those that stand, in their order.</param>
internal sealed record RequestLine(AppointmentRequest Request, string Title, PatientSummary? Patient, Location? Location, IReadOnlyList<RequestAttempt> Attempts)
{
    /// <summary>How often the patient could not be reached.</summary>
    public int Failed => Attempts.Count(attempt => RequestOutcome.NotReached.Contains(attempt.Outcome));

    /// <summary>The attempt that ended it; null where none did.</summary>
    public RequestAttempt? End => Request.Ended is { } ended ? Attempts.LastOrDefault(attempt => attempt.Outcome == ended) : null;
}
