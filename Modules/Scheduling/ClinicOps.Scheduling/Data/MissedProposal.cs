namespace ClinicOps.Scheduling.Data;

/// <summary>That a visit looks like a no-show: its time has passed and nobody arrived. The machine proposes it; that the patient did not come a person says.</summary>
internal sealed class MissedProposal
{
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>What it is about: a visit that was moved has another time, of which nothing was proposed yet.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>When somebody said that the patient is expected all the same; null while nobody has.</summary>
    public DateTimeOffset? SetAsideAt { get; set; }

    public Guid? SetAsideBy { get; set; }

    public uint Version { get; init; }
}
