namespace ClinicOps.Intake.Data;

/// <summary>
/// Two records were said to be one person. Append-only; the merge stands until there is a <see cref="PatientUnmerge"/> of it. Which rows went
/// along is kept row by row in the carried rows of each module.
/// </summary>
internal sealed class PatientMerge
{
    /// <summary>Made by the form, so that what is sent twice is done once.</summary>
    public required Guid Id { get; init; }

    /// <summary>The record that stays and answers for both.</summary>
    public required Guid SurvivorId { get; init; }

    public required Guid MergedId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>As the user wrote it.</summary>
    public required string Reason { get; init; }

    /// <summary>Access classes before; while merged both have the stricter one.</summary>
    public required string SurvivorClass { get; init; }

    public required string MergedClass { get; init; }
}

/// <summary>A merge was taken back. Append-only, one for a merge, and its end.</summary>
internal sealed class PatientUnmerge
{
    public required Guid MergeId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    public required string Reason { get; init; }
}
