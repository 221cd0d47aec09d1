namespace ClinicOps.Intake.Data;

/// <summary>One step of an authorization: who, when, how, and the values before and after. Append-only.</summary>
internal sealed class AuthorizationEvent
{
    /// <summary>Made by the form that sent it: a second click is the same step.</summary>
    public required Guid Id { get; init; }

    public required Guid AuthorizationId { get; init; }

    /// <summary>Counts the steps of this authorization, from 1.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>A code of <see cref="Authorizations.StepWords"/>.</summary>
    public required string What { get; init; }

    /// <summary>portal, fax, phone or letter; empty for what is told to nobody.</summary>
    public string How { get; init; } = "";

    /// <summary>Of the call, the portal's confirmation or the fax.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Who was spoken to.</summary>
    public string Person { get; init; } = "";

    public string Comment { get; init; } = "";

    /// <summary>The letter it rests on.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>Null for the first.</summary>
    public AuthorizationFacts? Old { get; init; }

    public required AuthorizationFacts New { get; init; }

    /// <summary>The step that this one takes back.</summary>
    public Guid? UndoesId { get; init; }

    /// <summary>Tasks that it did or withdrew, and that are open again when it is taken back.</summary>
    public Guid[] ClosedTasks { get; init; } = [];

    /// <summary>Tasks that it raised, and that go with it.</summary>
    public Guid[] RaisedTasks { get; init; } = [];
}

/// <summary>A day that counts: until then the payer decides, or the clinic acts.</summary>
internal sealed class AuthorizationDeadline
{
    public required Guid Id { get; init; }

    public required Guid AuthorizationId { get; init; }

    /// <summary>One of <see cref="DeadlineKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When its clock began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>On the location's calendar.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>The last moment: for a deadline in days the end of its day at the location.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The payer named the day; otherwise the clinic's settings did.</summary>
    public required bool SaidByPayer { get; init; }

    /// <summary>One of <see cref="DeadlineState"/>.</summary>
    public required string State { get; set; }

    /// <summary>The step that set its clock.</summary>
    public required Guid OpenedBy { get; init; }

    /// <summary>The step that ended it; null while it is open, and where time ended it.</summary>
    public Guid? ClosedBy { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The task raised before it, the last one.</summary>
    public Guid? TaskId { get; set; }

    public uint Version { get; init; }
}

internal static class DeadlineKind
{
    /// <summary>The payer decides.</summary>
    public const string Decision = "decision";

    /// <summary>The payer gets what it asked for.</summary>
    public const string RespondBy = "respond-by";
    public const string PeerToPeer = "peer-to-peer";
    public const string Appeal = "appeal";

    /// <summary>What was done already is asked for.</summary>
    public const string Retro = "retro";
}

internal static class DeadlineState
{
    public const string Open = "open";
    public const string Met = "met";
    public const string Missed = "missed";

    /// <summary>It no longer counts.</summary>
    public const string Void = "void";
}
