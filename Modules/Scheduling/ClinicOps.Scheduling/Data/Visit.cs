namespace ClinicOps.Scheduling.Data;

/// <summary>A patient's time with a provider. Two visits of one provider never overlap unless one is cancelled: the database refuses it.</summary>
internal sealed class Visit
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid ProviderId { get; init; }

    public Provider? Provider { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>As the clinic calls it, "New patient".</summary>
    public required string VisitType { get; set; }

    public required DateTimeOffset StartsAt { get; set; }

    /// <summary>The first instant that is free again.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>One of <see cref="VisitState"/>.</summary>
    public required string State { get; set; }

    /// <summary>The chain of work this visit came from; null for a visit entered by hand.</summary>
    public Guid? CareThreadId { get; init; }

    /// <summary>"standard" until access classes are kept per visit.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>Null when a machine entered it.</summary>
    public Guid? EnteredBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

internal static class VisitState
{
    public const string Scheduled = "scheduled";
    public const string Done = "done";
    public const string Cancelled = "cancelled";

    public static readonly IReadOnlyList<string> All = [Scheduled, Done, Cancelled];
}
