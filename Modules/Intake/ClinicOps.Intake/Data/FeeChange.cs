namespace ClinicOps.Intake.Data;

/// <summary>What a service was said to cost, by a person or a list that was taken over. Append-only: the fee itself stands with its code.</summary>
internal sealed class FeeChange
{
    public required Guid Id { get; init; }

    /// <summary>CPT or HCPCS.</summary>
    public required string Code { get; init; }

    /// <summary>In cents; null where it had no usual charge.</summary>
    public int? FromCents { get; init; }

    /// <summary>In cents; null where it has none any more.</summary>
    public int? ToCents { get; init; }

    /// <summary>As patients read it; empty where the code was not there.</summary>
    public string FromWords { get; init; } = "";

    public required string ToWords { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null where a list was taken over by no user.</summary>
    public Guid? By { get; init; }
}
