namespace ClinicOps.Documents.Data;

/// <summary>
/// One e-mail as taken out of a mailbox, whole: the row is there before the message is moved. What is in it becomes transmissions,
/// each naming this row; what cannot waits here for a person.
/// </summary>
internal sealed class MailMessage
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>With the account, <see cref="UidValidity"/> and <see cref="Uid"/> what makes it this message; unique.</summary>
    public required string Folder { get; init; }

    /// <summary>The server counts anew under another one.</summary>
    public required long UidValidity { get; init; }

    public required long Uid { get; init; }

    /// <summary>SHA-256 of the raw message, the blob's name; null only where it was too big to be fetched.</summary>
    public string? BlobHash { get; init; }

    public required long ByteCount { get; init; }

    /// <summary>As the sender wrote it: not unique, and often missing.</summary>
    public string? MessageId { get; init; }

    /// <summary>For people to recognise it by. May hold patient text.</summary>
    public string? Sender { get; init; }

    /// <summary>As <see cref="Sender"/>.</summary>
    public string? Subject { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>One of <see cref="TransmissionChannel"/>, the account's.</summary>
    public required string Channel { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>One of <see cref="MailState"/>.</summary>
    public string State { get; set; } = MailState.Stored;

    /// <summary>Why it waits for a person; null where it does not.</summary>
    public MailProblem? Problem { get; set; }

    /// <summary>How many transmissions it became.</summary>
    public int PartCount { get; set; }

    /// <summary>Names of the attachments that are no documents. May hold patient text.</summary>
    public string[] LeftOut { get; set; } = [];

    /// <summary>The row under which this very message was taken before the server counted anew; nothing more follows from this one.</summary>
    public Guid? SameAs { get; init; }

    /// <summary>When it was moved out of the folder, or found gone from it.</summary>
    public DateTimeOffset? MovedAt { get; set; }

    public required DateTimeOffset ProgressAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? DealtWithAt { get; set; }

    public Guid? DealtWithBy { get; set; }

    public string AccessClass { get; set; } = "standard";

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

internal static class MailState
{
    /// <summary>Stored whole; not yet taken apart. Counts as one page in progress.</summary>
    public const string Stored = "stored";

    /// <summary>Everything in it that matters became transmissions, whose pages count.</summary>
    public const string TakenApart = "taken-apart";

    /// <summary>Something in it, or all of it, is for a person. Counts as one page failed, besides those of its transmissions.</summary>
    public const string Kept = "kept";

    /// <summary>Taken before under other numbers: counts as nothing.</summary>
    public const string SeenBefore = "seen-before";
}

/// <summary>Why an e-mail waits for a person. The names are recorded; never rename one.</summary>
internal enum MailProblem
{
    TooBig,
    NotAMessage,
    NothingInIt,
    NoDocument,
    SomeLeftOut,
    TooManyParts,
    DeliveryReport,
    Encrypted,
    StepFailed,
}
