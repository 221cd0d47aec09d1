namespace ClinicOps.Intake.Data;

/// <summary>One question about one person's coverage, as it was asked. Append-only; how it stands is <see cref="EligibilityState"/>.</summary>
internal sealed class EligibilityCheck
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The coverage asked about; it may be gone since.</summary>
    public required Guid CoverageId { get; init; }

    public required Guid PayerId { get; init; }

    /// <summary>The member id asked with, as member ids are compared: a coverage keeps its id when another card is written into it.</summary>
    public required string MemberKey { get; init; }

    public required Guid VisitId { get; init; }

    public required Guid LocationId { get; init; }

    public required Guid CareThreadId { get; init; }

    /// <summary>The visit's day when it was asked, on the location's calendar.</summary>
    public required DateOnly VisitOn { get; init; }

    /// <summary>The day asked about: that of the visit, or an earlier one where the payer does not answer for the future.</summary>
    public required DateOnly AskedFor { get; init; }

    public required string[] ServiceTypes { get; init; }

    /// <summary>One of <see cref="Coverage.VerifyWays"/>.</summary>
    public required string Way { get; init; }

    /// <summary>TRN02; unique.</summary>
    public required string Trace { get; init; }

    /// <summary>ISA13; null for a question asked by a person.</summary>
    public int? ControlNumber { get; init; }

    /// <summary>The 270 as it was written; null for a question asked by a person.</summary>
    public byte[]? Question { get; init; }

    /// <summary>What is sent otherwise than it is registered.</summary>
    public required string[] Notes { get; init; }

    /// <summary>The question that this one asks again.</summary>
    public Guid? FollowsId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>How a question stands. The one row of it that changes.</summary>
internal sealed class EligibilityState
{
    public required Guid CheckId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>One of <see cref="CheckState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Why it failed, in words; empty otherwise.</summary>
    public string Reason { get; set; } = "";

    public int Attempts { get; set; }

    /// <summary>The answer that counts; null while there is none.</summary>
    public Guid? AnswerId { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}

internal static class CheckState
{
    public const string Pending = "pending";

    /// <summary>Being handed over. Found so by a second delivery of the job, nobody knows whether it was.</summary>
    public const string Sending = "sending";
    public const string Sent = "sent";
    public const string Answered = "answered";
    public const string Failed = "failed";

    /// <summary>Whether it reached the clearinghouse, nobody knows. It is not asked again by itself.</summary>
    public const string Unknown = "unknown";
}
