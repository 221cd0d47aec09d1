namespace ClinicOps.Intake.Data;

/// <summary>One step of a referral, an attempt to reach somebody among them: who, when, how, and the values before and after. Append-only.</summary>
internal sealed class ReferralEvent
{
    /// <summary>Made by the form that sent it: a second click is the same step.</summary>
    public required Guid Id { get; init; }

    public required Guid ReferralId { get; init; }

    /// <summary>Counts the steps of this referral, from 1.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>A code of <see cref="Referrals.ReferralWords"/>.</summary>
    public required string What { get; init; }

    /// <summary>portal, fax, phone or letter; empty for what is told to nobody.</summary>
    public string How { get; init; } = "";

    public string Reference { get; init; } = "";

    /// <summary>Where it went: the fax number, address or portal, as written; empty for what went nowhere.</summary>
    public string SentTo { get; init; } = "";

    /// <summary>Who was spoken to.</summary>
    public string Person { get; init; } = "";

    /// <summary>Of an attempt: one of <see cref="Referrals.AttemptOutcome"/>; empty for other steps.</summary>
    public string Outcome { get; init; } = "";

    public string Comment { get; init; } = "";

    /// <summary>The document it rests on.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>The packet that was sent; null where none was, or nobody said which.</summary>
    public Guid? PacketId { get; init; }

    /// <summary>Null for the first.</summary>
    public ReferralFacts? Old { get; init; }

    public required ReferralFacts New { get; init; }

    /// <summary>The step that this one takes back.</summary>
    public Guid? UndoesId { get; init; }

    /// <summary>Tasks that it did or withdrew, and that are open again when it is taken back.</summary>
    public Guid[] ClosedTasks { get; init; } = [];

    /// <summary>Tasks that it raised, and that go with it.</summary>
    public Guid[] RaisedTasks { get; init; } = [];
}

/// <summary>
/// A visit that counts under a referral. Append-only: a row is ended by one that names it; a row that no other names counts. Codes are those of
/// <see cref="UseKind"/>: reserved by a booked visit, used by a done one.
/// </summary>
internal sealed class ReferralUse
{
    public required Guid Id { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>One of <see cref="UseKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The row that this one ends; each is ended once. Null for a reservation.</summary>
    public Guid? EndsId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }
}

/// <summary>A consult note in a record, and the referral that it answers. One for each document.</summary>
internal sealed class NoteProposal
{
    public required Guid DocumentId { get; init; }

    public required Guid PatientId { get; set; }

    /// <summary>The referral that it closed, or that a person said it answers. Of a dismissed one that on whose page a person said that it answers none; null where it fitted none by itself, and may fit a later one.</summary>
    public Guid? ReferralId { get; set; }

    /// <summary>One of <see cref="ProposalState"/>; open: a person says which referral it answers.</summary>
    public required string State { get; set; }

    /// <summary>Who saw the patient, as the note says.</summary>
    public string Provider { get; set; } = "";

    public string Practice { get; set; } = "";

    public string Specialty { get; set; } = "";

    public DateOnly? SeenOn { get; set; }

    public required Guid LocationId { get; set; }

    /// <summary>The chain of work that the note itself began.</summary>
    public required Guid CareThreadId { get; init; }

    public string AccessClass { get; set; } = "standard";

    public required DateTimeOffset ReadAt { get; set; }

    /// <summary>The step that closed the referral.</summary>
    public Guid? AcceptedBy { get; set; }

    public uint Version { get; init; }
}
