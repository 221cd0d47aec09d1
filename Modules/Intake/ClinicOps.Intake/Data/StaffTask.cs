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

    /// <summary>Of an urgent task that was raised while its fax was still being read: null until it is known.</summary>
    public Guid? DocumentId { get; set; }

    /// <summary>The letter it is about; null for other tasks.</summary>
    public Guid? LetterId { get; init; }

    /// <summary>The conversation that it goes on with, or in which something alarming was read; null for other tasks.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The authorization it is about, or whose request a payer's letter fits.</summary>
    public Guid? AuthorizationId { get; set; }

    /// <summary>The referral it is about.</summary>
    public Guid? ReferralId { get; set; }

    /// <summary>The visit it is about; null for other tasks.</summary>
    public Guid? VisitId { get; set; }

    /// <summary>Of a task about a visit's coverage: which one; null for other tasks.</summary>
    public Guid? CoverageId { get; init; }

    /// <summary>Code of the wording that raised it; null for a task of an order, and for a done one that is to be taken back.</summary>
    public string? Reason { get; set; }

    /// <summary>The done task whose consequences this one takes back.</summary>
    public Guid? FollowsTaskId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>That of its document: an urgent page may go into a document of another one, and its task with it.</summary>
    public required Guid CareThreadId { get; set; }

    /// <summary>routine, urgent or stat: that of the order, document or letter it came from.</summary>
    public required string Urgency { get; set; }

    /// <summary>One of <see cref="TaskPriority"/>: what staff, or a rule about its age, say of it. The urgency stays that of what was asked.</summary>
    public string Priority { get; set; } = TaskPriority.Normal;

    /// <summary>On the location's calendar.</summary>
    public DateOnly? Due { get; set; }

    /// <summary>Null while nobody has taken it.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>The team that has it; whoever of it takes it is the owner, and the team stays. Null for none.</summary>
    public Guid? TeamId { get; set; }

    /// <summary>On the location's calendar: until that day it is out of the lists, and on that day back by itself.</summary>
    public DateOnly? SnoozedUntil { get; set; }

    public string SnoozeReason { get; set; } = "";

    public string AccessClass { get; set; } = "standard";

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it was done or withdrawn.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public Guid? ClosedBy { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    /// <summary>What steps of staff change.</summary>
    public TaskStanding Standing
    {
        get => new(State, ClosedAt, ClosedBy, OwnerId, TeamId, Priority, SnoozedUntil, SnoozeReason);
        set => (State, ClosedAt, ClosedBy, OwnerId, TeamId, Priority, SnoozedUntil, SnoozeReason) =
            (value.State, value.ClosedAt, value.ClosedBy, value.OwnerId, value.TeamId, value.Priority, value.SnoozedUntil, value.SnoozeReason);
    }
}

/// <summary>Who has a task, and how it stands.</summary>
internal sealed record TaskStanding(
    string State, DateTimeOffset? ClosedAt, Guid? ClosedBy, Guid? OwnerId, Guid? TeamId, string Priority, DateOnly? SnoozedUntil, string SnoozeReason);

internal static class TaskPriority
{
    public const string Normal = "normal";
    public const string High = "high";
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

    /// <summary>
    /// raised, taken, handed-back, handed-over, snoozed, snoozed-past-due, woken, put-first, put-back, comment, undone, done, reopened, side-corrected, withdrawn,
    /// patient-known, patient-unknown, booked, booking-cancelled, call-settled, escalated, declined, unreachable, request-goes-on.
    /// </summary>
    public required string What { get; init; }

    /// <summary>What was said with it; empty for most.</summary>
    public string Words { get; init; } = "";

    /// <summary>The act it was part of, of one task or several; null for what no user did.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>How the task stood before; null for what cannot be undone.</summary>
    public TaskStanding? Before { get; init; }

    /// <summary>The line about ages whose step this was: each is taken once for a task.</summary>
    public string? AgeStep { get; init; }
}

/// <summary>Some people who share tasks.</summary>
internal sealed class TaskTeam
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Users.</summary>
    public List<Guid> Members { get; set; } = [];

    /// <summary>It is offered for nothing any more.</summary>
    public bool IsClosed { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public Guid? ChangedBy { get; set; }

    public uint Version { get; init; }
}

/// <summary>
/// What becomes of a task that waits too long: one version of a line. Append-only; the line with the highest number is the one in force.
/// </summary>
internal sealed class TaskAgeRule
{
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="Tasks.TaskKinds"/>, or * for any.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="Tasks.TaskAges.Measures"/>.</summary>
    public required string Measure { get; init; }

    /// <summary>Working days.</summary>
    public required int Days { get; init; }

    /// <summary>Counts the versions of this line, from 1: of two who change one at once, one is told of the other.</summary>
    public required int Number { get; init; }

    /// <summary>The task is put first.</summary>
    public required bool Raises { get; init; }

    /// <summary>To whom it is given: a team, a user, or nobody.</summary>
    public Guid? TeamId { get; init; }

    public Guid? UserId { get; init; }

    public required bool IsRemoved { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
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
