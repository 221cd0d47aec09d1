namespace ClinicOps.Intake.Data;

/// <summary>Somebody said that two records are of two people, although they look alike: they are not suggested again until that is taken back.</summary>
internal sealed class PatientsApart
{
    public required Guid Id { get; init; }

    /// <summary>Of the two ids the lesser, so that a pair is one.</summary>
    public required Guid OneId { get; init; }

    public required Guid OtherId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>When it was taken back; null while it holds.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public Guid? EndedBy { get; set; }

    public uint Version { get; init; }
}
