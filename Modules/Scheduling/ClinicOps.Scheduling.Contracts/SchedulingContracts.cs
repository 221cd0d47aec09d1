namespace ClinicOps.Scheduling.Contracts;

public interface IVisits
{
    /// <summary>A patient's visits, latest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default);
}

/// <param name="State">scheduled, done or cancelled.</param>
public sealed record VisitSummary(
    Guid Id,
    Guid PatientId,
    Guid LocationId,
    string ProviderName,
    string VisitType,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string State);

/// <summary>What users may be allowed to do with the schedule; the host maps these to roles.</summary>
public static class SchedulingRights
{
    public const string ViewVisits = "visits.view";
    public const string EnterVisits = "visits.enter";
}
