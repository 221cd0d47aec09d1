namespace ClinicOps.Intake.Data;

/// <summary>One piece of work for staff.</summary>
internal sealed class StaffTask
{
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="Tasks.TaskKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string Title { get; set; }

    public string Detail { get; set; } = "";

    /// <summary>One of <see cref="TaskState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Null while nobody knows whom it is about.</summary>
    public Guid? PatientId { get; set; }

    public Guid? OrderId { get; init; }

    public Guid? DocumentId { get; init; }

    /// <summary>The letter it is about; null for other tasks.</summary>
    public Guid? LetterId { get; init; }

    /// <summary>The authorization it is about, or whose request a payer's letter fits.</summary>
    public Guid? AuthorizationId { get; set; }

    /// <summary>The referral it is about.</summary>
    public Guid? ReferralId { get; set; }

    /// <summary>Code of the wording that raised it; null for a task of an order, and for a done one that is to be taken back.</summary>
    public string? Reason { get; set; }

    /// <summary>The done task whose consequences this one takes back.</summary>
    public Guid? FollowsTaskId { get; init; }

    public required Guid LocationId { get; init; }

    public required Guid CareThreadId { get; init; }

    /// <summary>routine, urgent or stat.</summary>
    public required string Urgency { get; set; }

    /// <summary>On the location's calendar.</summary>
    public DateOnly? Due { get; set; }

    /// <summary>Null while nobody has taken it.</summary>
    public Guid? OwnerId { get; set; }

    public string AccessClass { get; set; } = "standard";

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it was done or withdrawn.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public Guid? ClosedBy { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

internal static class TaskState
{
    public const string Open = "open";
    public const string Done = "done";

    /// <summary>What it rested on is void; nobody needs to do it.</summary>
    public const string Withdrawn = "withdrawn";
}

/// <summary>What happened to a task, by whom. Append-only.</summary>
internal sealed class TaskEvent
{
    public required Guid Id { get; init; }

    public required Guid TaskId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>raised, taken, handed-back, done, reopened, side-corrected, withdrawn, patient-known, patient-unknown, booked, booking-cancelled.</summary>
    public required string What { get; init; }
}

/// <summary>To whom a document was last said to belong, kept because events of one document may arrive out of order.</summary>
internal sealed class DocumentPatient
{
    public required Guid DocumentId { get; init; }

    /// <summary>Null when it was taken out of the record again.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>Time-ordered: a message older than this one changes nothing any more.</summary>
    public required Guid MessageId { get; set; }
}
