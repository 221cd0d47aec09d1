namespace ClinicOps.Correspondence.Conversations;

/// <summary>One thing said in a conversation: it came in, went out, or is a note for staff alone. Its words are never changed; one that was entered by mistake is taken back, and stays.</summary>
internal sealed class ConversationEntry
{
    public required Guid Id { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>One of <see cref="EntryChannel"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>One of <see cref="EntryDirection"/>.</summary>
    public required string Direction { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The user who wrote it down; null for what came in or went out by itself.</summary>
    public Guid? By { get; init; }

    /// <summary>With whom, as they said it or as the mail says. Patient text.</summary>
    public string Person { get; init; } = "";

    /// <summary>The related person on the patient's record with whom it was; null for the patient and for who is not on it.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>How the user made sure who it is and that they may be told: one of <see cref="CallerCheck"/>; null where nothing was told.</summary>
    public string? CallerCheck { get; init; }

    /// <summary>Codes of what that rests on, "birth_date,name"; null for none.</summary>
    public string? CheckedWith { get; init; }

    /// <summary>Of a call: one of <see cref="CallOutcome"/>; null otherwise.</summary>
    public string? CallOutcome { get; init; }

    /// <summary>Digits of the number called, or that called; null where it is not a call.</summary>
    public string? Number { get; init; }

    /// <summary>Of a call: when it was promised that the clinic calls back; null where it was not. The next call in the conversation that reaches somebody keeps the promise.</summary>
    public DateTimeOffset? CallBackAt { get; init; }

    /// <summary>Of a call made from the list of calls: what it was made for, a visit, a recall, a task or the call in which it was promised; null otherwise.</summary>
    public Guid? ForId { get; init; }

    public required string Words { get; init; }

    /// <summary>The letter that it is; null where it is none.</summary>
    public Guid? LetterId { get; init; }

    /// <summary>The Message-ID of the mail that it is, without brackets; null where it is none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The mail as it was received, as a blob; null where it is none.</summary>
    public string? RawHash { get; init; }

    /// <summary>Of what goes out by mail: the notice that carries it, whose state says whether it left; null otherwise.</summary>
    public Guid? NoticeId { get; init; }

    /// <summary>Of words that went out where nobody is certain who reads them: the user said that nothing of a patient is in them.</summary>
    public bool SaysNothingOfAPatient { get; init; }

    public DateTimeOffset? TakenBackAt { get; set; }

    public Guid? TakenBackBy { get; set; }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class EntryChannel
{
    public const string Email = "email";
    public const string Call = "call";
    public const string WalkIn = "walk_in";
    public const string Letter = "letter";

    /// <summary>Written on the page that a signed link leads to.</summary>
    public const string Link = "link";

    /// <summary>For staff alone.</summary>
    public const string Note = "note";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class EntryDirection
{
    public const string In = "in";
    public const string Out = "out";

    /// <summary>It never leaves the house.</summary>
    public const string Internal = "internal";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class CallOutcome
{
    public const string Reached = "reached";
    public const string LeftMessage = "left_message";
    public const string NoAnswer = "no_answer";
    public const string WrongNumber = "wrong_number";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class CallerCheck
{
    /// <summary>Two things that the record has, asked of the patient themself: name and birth date, and one more.</summary>
    public const string Patient = "patient";

    /// <summary>Someone whom the record names as one who may be told.</summary>
    public const string EntitledPerson = "entitled_person";

    /// <summary>A colleague or payer who treats the patient or pays for it, called back under a number that we have.</summary>
    public const string Professional = "professional";

    /// <summary>Not made sure of: nothing of the patient was told.</summary>
    public const string NotVerified = "not_verified";
}
