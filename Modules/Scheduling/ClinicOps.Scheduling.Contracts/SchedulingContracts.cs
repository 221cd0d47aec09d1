namespace ClinicOps.Scheduling.Contracts;

public interface IVisits
{
    /// <summary>A patient's visits, latest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default);
}

/// <param name="State">One of <see cref="VisitStates"/>.</param>
public sealed record VisitSummary(
    Guid Id,
    Guid PatientId,
    Guid LocationId,
    string ProviderName,
    string VisitType,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string State);

/// <summary>Codes of what a visit is.</summary>
public static class VisitStates
{
    public const string Booked = "booked";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
}

public interface IAppointmentRequests
{
    /// <summary>The appointment that stands for this task; null when none was booked, or it was cancelled. The caller audits what it shows.</summary>
    Task<VisitSummary?> AppointmentOf(Guid taskId, CancellationToken stopping = default);
}

/// <summary>What users may be allowed to do with the schedule; the host maps these to roles.</summary>
public static class SchedulingRights
{
    public const string ViewVisits = "visits.view";

    /// <summary>Book, move and cancel.</summary>
    public const string EnterVisits = "visits.enter";
}
