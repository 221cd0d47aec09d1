using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;

namespace ClinicOps.Intake.Tests;

/// <summary>Stands in for Scheduling: the visits that there are just now, and for which task each was booked.</summary>
internal sealed class StandingVisits : IVisits, IAppointmentRequests
{
    private readonly Dictionary<Guid, VisitSummary> visits = [];
    private readonly Dictionary<Guid, Guid> ofTasks = [];

    /// <param name="at">By default a day in the week after the clock stands still.</param>
    public VisitSummary Add(Guid patient, DateTimeOffset? at = null, string state = VisitStates.Booked, Guid? location = null, Guid? thread = null, Guid? task = null)
    {
        var start = at ?? new DateTimeOffset(2026, 3, 10, 15, 0, 0, TimeSpan.Zero);
        var visit = new VisitSummary(Guid.CreateVersion7(), patient, location ?? TestOrganization.Harbor.Id, "Dr. Quill", "Echo", start, start.AddHours(1), state) { CareThreadId = thread };
        if (task is { } of)
        {
            ofTasks[of] = visit.Id;
        }

        Put(visit);
        return visit;
    }

    public VisitSummary this[Guid id] => visits[id];

    public VisitSummary Put(VisitSummary visit) => visits[visit.Id] = visit;

    public Task<VisitSummary?> Find(Guid visitId, CancellationToken stopping = default) => Task.FromResult(visits.GetValueOrDefault(visitId));

    public Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([.. visits.Values.Where(visit => visit.PatientId == patientId).OrderByDescending(visit => visit.StartsAt)]);

    public Task<IReadOnlyList<VisitSummary>> OfThread(Guid careThreadId, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([.. visits.Values.Where(visit => visit.CareThreadId == careThreadId).OrderBy(visit => visit.StartsAt)]);

    public Task<IReadOnlyList<VisitSummary>> Starting(Guid locationId, DateTimeOffset from, DateTimeOffset before, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>(
            [.. visits.Values.Where(visit => visit.LocationId == locationId && visit.StartsAt >= from && visit.StartsAt < before && visit.State != VisitStates.Cancelled).OrderBy(visit => visit.StartsAt)]);

    public Task<VisitSummary?> AppointmentOf(Guid taskId, CancellationToken stopping = default) =>
        Task.FromResult(ofTasks.TryGetValue(taskId, out var visit) && visits.GetValueOrDefault(visit) is { State: not VisitStates.Cancelled } stands ? stands : null);
}

/// <summary>Stands in for Scheduling where nobody is to be called.</summary>
internal sealed class NoCalls : IVisitReminders
{
    public Task<VisitReminderContent?> ToSend(Guid reminderId, CancellationToken stopping = default) => Task.FromResult<VisitReminderContent?>(null);

    public Task<bool> NeedsCall(Guid visitId, CancellationToken stopping = default) => Task.FromResult(false);
}

/// <summary>Stands in for Scheduling: the holidays that staff have entered there.</summary>
internal sealed class StandingHolidays(params string[] days) : IClosedDays
{
    private readonly List<ClosedDay> closed = [.. days.Select(day => new ClosedDay(IntakeClinic.Date(day), null, "Holiday"))];

    public void Add(string day, Guid? location = null) => closed.Add(new ClosedDay(IntakeClinic.Date(day), location, "Holiday"));

    public Task<IReadOnlyList<ClosedDay>> All(CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<ClosedDay>>([.. closed]);
}
