namespace ClinicOps.Scheduling.Data;

/// <summary>That two visits of a patient belong together, one after the other: a lab before its visit. Never changed; what a later move or cancellation leaves of it is seen where it is shown.</summary>
internal sealed class VisitLink
{
    public required Guid EarlierId { get; init; }

    public required Guid LaterId { get; init; }

    /// <summary>How long after the end of the earlier one the later one begins at most; null where that was not said.</summary>
    public int? MostMinutes { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public Guid? MadeBy { get; init; }
}
