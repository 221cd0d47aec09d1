namespace ClinicOps.Correspondence.Bounces;

/// <summary>A message that was found in the mailbox where bounces arrive: its place there is the key, so that each has its effect once.</summary>
internal sealed class ReturnedMail
{
    public required Guid Id { get; init; }

    /// <summary>"letters@mail.clinic.example:993".</summary>
    public required string Account { get; init; }

    public required string Folder { get; init; }

    public required long UidValidity { get; init; }

    public required long Uid { get; init; }

    /// <summary>failed, delayed, delivered, or other: no report of a mail server, but somebody's mail.</summary>
    public required string Kind { get; init; }

    /// <summary>The letter's way out that it is about; null where nothing in it names one of ours.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>The notice that it is about; null where nothing in it names one of ours.</summary>
    public Guid? NoticeId { get; init; }

    /// <summary>The raw message, as a blob.</summary>
    public required string RawHash { get; init; }

    public required DateTimeOffset FoundAt { get; init; }
}

internal static class ReturnedKind
{
    public const string Failed = "failed";
    public const string Delayed = "delayed";
    public const string Delivered = "delivered";
    public const string Other = "other";
}

/// <summary>How reading that mailbox goes: one row for each that was ever configured.</summary>
internal sealed class BounceMailbox
{
    /// <summary>Host and port with the user in front.</summary>
    public required string Account { get; init; }

    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Since when it cannot be read; null while it can.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Mail in it that no mail server wrote: somebody has to read it.</summary>
    public int FromPeople { get; set; }
}
