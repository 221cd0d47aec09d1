namespace ClinicOps.Intake.Data;

/// <summary>
/// Somebody asks what a visit would cost before one is booked: of which type, and for which day. Its estimates carry its id in the place of a visit's; the
/// visit that is booked takes them over.
/// </summary>
internal sealed class AskedEstimate
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Code of the schedule's visit type, and what it was called.</summary>
    public required string VisitTypeCode { get; init; }

    public required string VisitType { get; init; }

    /// <summary>On the location's calendar.</summary>
    public required DateOnly WantedOn { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>The visit that took its estimates over; null while none has.</summary>
    public Guid? VisitId { get; set; }

    /// <summary>When a visit took it over, or nobody wanted it any more; null while it is open.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>Null when a machine did.</summary>
    public Guid? SettledBy { get; set; }

    public uint Version { get; init; }
}
