namespace ClinicOps.Intake.Data;

/// <summary>What was put together to go with a referral of this clinic: its letter and papers of the chart, as one PDF, kept as it was given out. Append-only.</summary>
internal sealed class ReferralPacket
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The papers in it, in their order.</summary>
    public required Guid[] DocumentIds { get; init; }

    /// <summary>With the letter's own.</summary>
    public required int Pages { get; init; }

    public required string BlobHash { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
