namespace ClinicOps.Correspondence.Conversations;

/// <summary>
/// One matter somebody outside has with the clinic, whatever the channels: a question, a concern, a complaint. What was said is in its entries.
/// </summary>
internal sealed class Conversation
{
    public required Guid Id { get; init; }

    /// <summary>Whom it is about; null while nobody has said for certain.</summary>
    public Guid? PatientId { get; set; }

    public required Guid LocationId { get; set; }

    /// <summary>That of what it is about, or one of its own.</summary>
    public required Guid CareThreadId { get; init; }

    /// <summary>One of <see cref="ConversationKind"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>What it is about, in a line. Patient text.</summary>
    public required string Subject { get; set; }

    /// <summary>Who writes or calls, as they said it; empty where nobody knows. Patient text.</summary>
    public string Correspondent { get; set; } = "";

    /// <summary>The e-mail address that they write from, in lower case, or the digits of their number; null where neither is known. It identifies nobody.</summary>
    public string? Address { get; set; }

    /// <summary>One of <see cref="ConversationState"/>.</summary>
    public string State { get; set; } = ConversationState.Open;

    /// <summary>One of <see cref="ConversationOutcome"/>; null while it is not closed.</summary>
    public string? Outcome { get; set; }

    public string OutcomeWords { get; set; } = "";

    /// <summary>The user whose it is; null while it is nobody's.</summary>
    public Guid? OwnerId { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Of a complaint: when whoever complains first heard of the clinic; null while they have not, and for the other kinds.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>How often it was handed up since nobody answered in time.</summary>
    public int Escalations { get; set; }

    public DateTimeOffset? EscalatedAt { get; set; }

    /// <summary>When wording was seen in it that a clinician must see at once; it stays when somebody has.</summary>
    public DateTimeOffset? RedFlagAt { get; set; }

    /// <summary>The wording, as it was found. Patient text.</summary>
    public string RedFlagWords { get; set; } = "";

    public DateTimeOffset? RedFlagSeenAt { get; set; }

    public Guid? RedFlagSeenBy { get; set; }

    /// <summary>The task that it was handed over to; null where to none.</summary>
    public Guid? TaskId { get; set; }

    public string AccessClass { get; set; } = "standard";

    /// <summary>Null for what came in by itself.</summary>
    public Guid? OpenedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When something last came in or went out.</summary>
    public required DateTimeOffset LastEntryAt { get; set; }

    public Guid? ClosedBy { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class ConversationKind
{
    public const string Question = "question";
    public const string Request = "request";

    /// <summary>Somebody is not content, and wants to be heard.</summary>
    public const string Concern = "concern";

    /// <summary>Somebody wants it looked into and answered: it has a due time of its own and is handed up.</summary>
    public const string Complaint = "complaint";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class ConversationState
{
    /// <summary>We owe the next step.</summary>
    public const string Open = "open";

    /// <summary>They do.</summary>
    public const string Waiting = "waiting";

    public const string Closed = "closed";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class ConversationOutcome
{
    public const string Answered = "answered";
    public const string Resolved = "resolved";
    public const string NotResolved = "not_resolved";

    /// <summary>A task goes on with it.</summary>
    public const string HandedOver = "handed_over";

    public const string NoReply = "no_reply";

    /// <summary>It was not for this clinic, or was an advertisement.</summary>
    public const string NotForUs = "not_for_us";
}
