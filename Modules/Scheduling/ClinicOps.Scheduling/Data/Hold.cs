namespace ClinicOps.Scheduling.Data;

/// <summary>
/// A time that somebody keeps while on the phone. The database takes it like a visit; once it has lapsed, whoever wants the time takes the
/// hold away first.
/// </summary>
internal sealed class Hold
{
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid LocationId { get; init; }

    public Guid? VisitTypeId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public int BufferBefore { get; init; }

    public int BufferAfter { get; init; }

    public int Lane { get; init; } = 1;

    public Guid[] ResourceIds { get; init; } = [];

    public int[] ResourceLanes { get; init; } = [];

    /// <summary>Null when a machine holds it.</summary>
    public Guid? HeldBy { get; init; }

    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>From this instant on it holds nothing.</summary>
    public required DateTimeOffset Until { get; init; }
}

/// <summary>
/// What a visit or a hold takes of whom: a numbered lane of its provider, and one of each of its rooms and devices, with the buffers. Written by
/// the database alone, by a trigger on the visits and the holds; the exclusion constraint over it is what makes a double-booking impossible.
/// </summary>
internal sealed class TakenLane
{
    /// <summary>Of the visit or the hold.</summary>
    public required Guid TakerId { get; init; }

    /// <summary>Of the provider, or of the room or device.</summary>
    public required Guid ResourceId { get; init; }

    /// <summary>From 1.</summary>
    public required int Lane { get; init; }

    public required bool IsHold { get; init; }

    public required DateTimeOffset TakenFrom { get; init; }

    /// <summary>The first instant that is free again.</summary>
    public required DateTimeOffset TakenUntil { get; init; }
}
