namespace ClinicOps.Scheduling.Data;

/// <summary>How far away the third free time of a provider was on a day, for a kind of visit. Append-only: what a trend is made of, since it cannot be reckoned later.</summary>
internal sealed class ThirdNext
{
    /// <summary>On the location's calendar.</summary>
    public required DateOnly Day { get; init; }

    public required Guid LocationId { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid VisitTypeId { get; init; }

    /// <summary>Calendar days from that day; null where there were fewer than three free times as far as one looked.</summary>
    public int? Days { get; init; }
}
