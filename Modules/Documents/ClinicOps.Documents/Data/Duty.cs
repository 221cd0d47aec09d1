namespace ClinicOps.Documents.Data;

/// <summary>
/// Something about a document that a named person, or one of a pool, has to do by a certain time: filing it does not end the matter. What
/// happened to it is in its steps.
/// </summary>
internal sealed class Duty
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public Document? Document { get; init; }

    /// <summary>The filing that it follows: of each filing it is raised once. Null for what follows no filing.</summary>
    public Guid? FilingId { get; set; }

    /// <summary>One of <see cref="DutyKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="DutyState"/>.</summary>
    public string State { get; set; } = DutyState.Open;

    public required bool IsUrgent { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it goes on to others if nobody has done it; null when there is nobody more, or it is over.</summary>
    public DateTimeOffset? EscalatesAt { get; set; }

    /// <summary>Who has it by now besides the named one: 0 nobody, 1 the pool, 2 the managers too.</summary>
    public int Level { get; set; }

    /// <summary>The named person; null where the pool has it from the beginning. Whoever covers for the person has it too.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>Who has it where nobody is named, or the named one does not do it in time; null for everybody at the location who acknowledges.</summary>
    public Guid? PoolId { get; set; }

    public DutyPool? Pool { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    public Guid? ClosedBy { get; set; }

    public required Guid LocationId { get; init; }

    public List<DutyStep> Steps { get; init; } = [];

    public uint Version { get; init; }
}

/// <summary>What is to be done. Recorded: never rename one.</summary>
internal static class DutyKind
{
    /// <summary>A provider has to see it.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary>It has to be signed, sent back, and its arrival confirmed.</summary>
    public const string SignReturn = "sign-return";

    /// <summary>It was meant for somebody else: the sender has to be told, the pages returned or destroyed, and both written down.</summary>
    public const string Misdirected = "misdirected";
}

/// <summary>How far it is. Recorded: never rename one.</summary>
internal static class DutyState
{
    public const string Open = "open";

    /// <summary>Of what is to be sent back: signed, and still here.</summary>
    public const string Signed = "signed";

    /// <summary>Sent back; nobody has said that it arrived.</summary>
    public const string Returned = "returned";

    /// <summary>Of what was misdirected: the sender knows.</summary>
    public const string Told = "told";
    public const string Done = "done";

    /// <summary>What it followed was taken back: nobody needs to do it.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Nobody waits for it any more.</summary>
    public static readonly IReadOnlyList<string> Over = [Done, Withdrawn];
}

/// <summary>Something that happened to a duty, by whom, and what was said. Only ever added to. Comments are patient text.</summary>
internal sealed class DutyStep
{
    public required Guid Id { get; init; }

    public required Guid DutyId { get; init; }

    /// <summary>One of <see cref="DutyStepCode"/>.</summary>
    public required string Code { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>The named person for whom somebody else acted, as cover, of the pool, or as manager.</summary>
    public Guid? InsteadOf { get; init; }

    /// <summary>Who has it from now on; null for a pool.</summary>
    public Guid? ToUser { get; init; }

    /// <summary>Why this one has it: one of <see cref="Acknowledging.NamedBecause"/>.</summary>
    public string? Because { get; init; }

    public string? Comment { get; init; }

    /// <summary>By which way, one of <see cref="DutyHow"/>; null where that says nothing.</summary>
    public string? How { get; init; }

    /// <summary>To whom, or with whom it was spoken.</summary>
    public string? Whom { get; init; }

    /// <summary>The number of the confirmation, the tracking number.</summary>
    public string? Reference { get; init; }

    /// <summary>The day on which it happened, where a person says so.</summary>
    public DateOnly? On { get; init; }

    /// <summary>The received document that is the signed copy.</summary>
    public Guid? CopyId { get; init; }

    /// <summary>The state before it, to which it can be undone.</summary>
    public required string FromState { get; init; }

    public required string ToState { get; init; }

    /// <summary>The step that this one takes back: none is taken back twice.</summary>
    public Guid? Undoes { get; init; }
}

/// <summary>Recorded: never rename one.</summary>
internal static class DutyStepCode
{
    public const string Raised = "raised";
    public const string Acknowledged = "acknowledged";

    /// <summary>Acknowledged, and something is to be done: the comment says what, and staff have it as a task.</summary>
    public const string ActionAsked = "action-asked";
    public const string Given = "given";

    /// <summary>Nobody did it in time: the pool has it too.</summary>
    public const string ToPool = "to-pool";

    /// <summary>The pool did not do it either: the managers have it too.</summary>
    public const string ToManagers = "to-managers";

    /// <summary>The named person is gone, or does not see the document (any more).</summary>
    public const string TakenFromNamed = "taken-from-named";
    public const string Withdrawn = "withdrawn";
    public const string Undone = "undone";

    public const string Signed = "signed";
    public const string SentBack = "sent-back";

    /// <summary>Sent from here, it did not arrive, or nobody knows: the comment says what to do, and staff have it as a task.</summary>
    public const string SendFailed = "send-failed";
    public const string ArrivalConfirmed = "arrival-confirmed";
    public const string SenderTold = "sender-told";
    public const string PagesReturned = "pages-returned";
    public const string PagesDestroyed = "pages-destroyed";

    /// <summary>For each of which staff have a task.</summary>
    public static readonly IReadOnlyList<string> WithTask = [ActionAsked, SendFailed];

    /// <summary>After one of these the duty is its <see cref="DutyStep.ToUser"/>'s, or a pool's where that is nobody.</summary>
    public static readonly IReadOnlyList<string> SayWhose = [Raised, Given, TakenFromNamed];

    /// <summary>What a person did and can undo; what was sent back may also have been sent from here.</summary>
    public static readonly IReadOnlyList<string> ByPerson = [Acknowledged, ActionAsked, Given, Signed, SentBack, ArrivalConfirmed, SenderTold, PagesReturned, PagesDestroyed];
}

/// <summary>Ways in which something was done. Recorded: never rename one.</summary>
internal static class DutyHow
{
    public static readonly IReadOnlyList<(string Code, string Text)> All = [("fax", "by fax"), ("email", "by e-mail"), ("post", "by post"), ("phone", "by phone"), ("in-person", "in person"), ("portal", "through a portal")];

    /// <summary>In words; null for a code that is none.</summary>
    public static string? TextOf(string? code) => All.Where(how => how.Code == code).Select(how => how.Text).FirstOrDefault();
}

/// <summary>Some users who acknowledge for each other.</summary>
internal sealed class DutyPool
{
    public required Guid Id { get; init; }

    /// <summary>"Diabetes team".</summary>
    public required string Name { get; set; }

    public List<Guid> Members { get; set; } = [];

    public bool IsClosed { get; set; }

    public uint Version { get; init; }
}

/// <summary>What a clinic has set for one type of document. Without a row, <see cref="Acknowledging.DutyRules"/> says what holds.</summary>
internal sealed class DutyRule
{
    /// <summary>Code of the type.</summary>
    public required string Type { get; init; }

    /// <summary>Whether a filed document of the type is acknowledged at all.</summary>
    public required bool IsAsked { get; set; }

    /// <summary>Within which it has to be done; Saturdays and Sundays do not count.</summary>
    public required int Hours { get; set; }

    /// <summary>For one with urgent wording; every hour counts.</summary>
    public required int UrgentHours { get; set; }

    public Guid? PoolId { get; set; }

    public uint Version { get; init; }
}

/// <summary>Days on which a user is away, and who covers.</summary>
internal sealed class Absence
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid CoverId { get; init; }

    public required DateOnly FirstDay { get; init; }

    /// <summary>Itself away.</summary>
    public required DateOnly LastDay { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public required Guid EnteredBy { get; init; }

    /// <summary>Null while it holds.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public Guid? EndedBy { get; set; }
}
