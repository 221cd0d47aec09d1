namespace ClinicOps.Scheduling.Data;

/// <summary>That somebody changed the set-up, and how it was before. Append-only; what an undo goes by.</summary>
internal sealed class SetUpChange
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>What was changed: a code of SetUp/, "hours".</summary>
    public required string What { get; init; }

    /// <summary>The provider, visit type, room or day that was changed.</summary>
    public required Guid PartId { get; init; }

    /// <summary>As it was, in JSON; "null" where it was not there.</summary>
    public required string Before { get; init; }
}
