using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;

namespace ClinicOps.Intake.Tests.CheckIn;

/// <summary>Stands in for Scheduling: the visits that there are just now.</summary>
internal sealed class StandingVisits : IVisits
{
    private readonly List<VisitSummary> visits = [];

    public VisitSummary Add(Guid patient, DateTimeOffset at, string state = VisitStates.Booked, Guid? location = null, Guid? thread = null)
    {
        var visit = new VisitSummary(Guid.CreateVersion7(), patient, location ?? TestOrganization.Harbor.Id, "Dr. Quill", "Follow-up", at, at.AddMinutes(20), state) { CareThreadId = thread };
        visits.Add(visit);
        return visit;
    }

    public Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([.. visits.Where(visit => visit.PatientId == patientId)]);

    public Task<VisitSummary?> Find(Guid visitId, CancellationToken stopping = default) => Task.FromResult(visits.Find(visit => visit.Id == visitId));

    public Task<IReadOnlyList<VisitSummary>> Starting(Guid locationId, DateTimeOffset from, DateTimeOffset before, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([.. visits.Where(visit => visit.LocationId == locationId && visit.StartsAt >= from && visit.StartsAt < before && visit.State != VisitStates.Cancelled).OrderBy(visit => visit.StartsAt)]);
}
