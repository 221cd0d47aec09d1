namespace ClinicOps.Intake.Data;

/// <summary>What was put together to be sent to a payer: the request and papers of the chart, as one PDF, kept as it was given out. Append-only.</summary>
internal sealed class AuthorizationPacket
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The papers in it, in their order.</summary>
    public required Guid[] DocumentIds { get; init; }

    /// <summary>With the request's own.</summary>
    public required int Pages { get; init; }

    public required string BlobHash { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
