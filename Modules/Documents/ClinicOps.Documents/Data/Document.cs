using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Data;

/// <summary>Some pages of a transmission that belong together, and what is known and decided about them.</summary>
internal sealed class Document
{
    public required Guid Id { get; init; }

    public required Guid TransmissionId { get; init; }

    public Transmission? Transmission { get; init; }

    /// <summary>In the transmission, from 1.</summary>
    public required int Ordinal { get; init; }

    public List<ReceivedPage> Pages { get; init; } = [];

    /// <summary>Stored as its recorded code.</summary>
    public required DocumentType Type { get; set; }

    /// <summary>0 to 1; 1 when a person said it.</summary>
    public required double TypeConfidence { get; set; }

    /// <summary>The person who said what it is; null when the machine did.</summary>
    public Guid? TypeSetBy { get; set; }

    /// <summary>How many pages its own pages say that it has ("page 2 of 5"); null when they do not say.</summary>
    public int? PagesSaid { get; set; }

    /// <summary>Numbers of those pages that never came.</summary>
    public int[] MissingPages { get; set; } = [];

    public IReadOnlyList<TypeEvidence> TypeEvidence { get; set; } = [];

    /// <summary>Whom the pages speak of, as read: judged again whenever the register changes.</summary>
    public required PatientEvidence PatientEvidence { get; set; }

    /// <summary>Hashes of the names, dates and numbers in <see cref="PatientEvidence"/>: who in the register may concern this document.</summary>
    public required int[] MatchKeys { get; set; }

    /// <summary>The gate's latest word; null before matching.</summary>
    public FilingDecision? Decision { get; set; }

    /// <summary>One of <see cref="DocumentState"/>.</summary>
    public string State { get; set; } = DocumentState.Sorted;

    /// <summary>The patient it is filed to; null unless filed.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The user who filed it; null when the machine did or nobody has.</summary>
    public Guid? FiledBy { get; set; }

    public DateTimeOffset? FiledAt { get; set; }

    /// <summary>Recorded name of a <see cref="Matching.ReviewReason"/>: why it waits for a person; null unless in review.</summary>
    public ReviewReason? ReviewReason { get; set; }

    /// <summary>The reason in plain words, without patient text.</summary>
    public string? ReviewWords { get; set; }

    public DateTimeOffset? ReviewSince { get; set; }

    /// <summary>The transmission it seems to have come in before, by its bytes or by what stands on it; null when it seems to be new.</summary>
    public Guid? RepeatOfTransmission { get; set; }

    /// <summary>The document there; null while that transmission has none at its place.</summary>
    public Guid? RepeatOfDocument { get; set; }

    /// <summary>What a person said: one of <see cref="Data.RepeatSaid"/>; null while nobody has.</summary>
    public string? RepeatSaid { get; set; }

    /// <summary>It seems to be a repeat, and nobody has said yet: it is filed by nobody, and its orders are told to nobody.</summary>
    public bool IsRepeatUndecided => RepeatOfTransmission is not null && RepeatSaid is null;

    /// <summary>Of what is filed to the practice: one of <see cref="Data.PracticeFolder"/>; null for all else.</summary>
    public string? PracticeFolder { get; set; }

    /// <summary>Set aside because it was meant for somebody else: its duty says how far that is.</summary>
    public bool IsMisdirected { get; set; }

    /// <summary>The access class it had before it was destroyed as misdirected, for who undoes it; null for all else.</summary>
    public string? ClassBefore { get; set; }

    /// <summary>Why somebody must see it at once: "critical_result", "stat", "deadline_passed" or "deadline_near"; null when nothing is urgent.</summary>
    public string? UrgentReason { get; set; }

    /// <summary>The first day still to come by which somebody must act, as its pages say; null when they do not, or everything about it was raised.</summary>
    public DateOnly? RespondBy { get; set; }

    /// <summary>When its orders were last read; null while that is still to be done.</summary>
    public DateTimeOffset? TranscribedAt { get; set; }

    /// <summary>
    /// A machine has it in work, also one that reads what it says while it waits for review already: a page about it shows itself anew once that is
    /// through. What does not come to an end within half a minute is not waited for.
    /// </summary>
    public bool IsStillRead(DateTimeOffset now) =>
        DocumentState.InProgress.Contains(State) || (TranscribedAt is null && State == DocumentState.Review && now - ProgressAt < TimeSpan.FromSeconds(30));

    /// <summary>A person opened, filed, sent back or judged it: from then on no machine files it.</summary>
    public bool TouchedByPerson { get; set; }

    /// <summary>Who is to work on it; null: whoever comes first.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>What was done to it together with others, to be undone together; null when it was acted on by itself.</summary>
    public Guid? LastBatch { get; set; }

    /// <summary>Who left it to others, since somebody out of their sight may be meant: it waits no more in their queues.</summary>
    public List<Guid> HandedOverBy { get; set; } = [];

    /// <summary>Who has it open, until <see cref="OpenedUntil"/>.</summary>
    public Guid? OpenedBy { get; set; }

    /// <summary>The lock lapses by itself.</summary>
    public DateTimeOffset? OpenedUntil { get; set; }

    public required Guid LocationId { get; init; }

    public required Guid CareThreadId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When a step or a person last moved it on.</summary>
    public required DateTimeOffset ProgressAt { get; set; }

    /// <summary>How often a step has begun since the last progress: waiting in a long queue counts as nothing.</summary>
    public int Attempts { get; set; }

    public string AccessClass { get; set; } = "standard";

    /// <summary>
    /// The patient whose access class holds for it: in whose chart it is or, out of any, in whose it was last. So what is taken out of a
    /// closed chart is not for everybody before a cleared person files it elsewhere. Null while it was never filed.
    /// </summary>
    public Guid? SubjectId { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    public List<Order> Orders { get; init; } = [];
}

/// <summary>
/// That there is a document, and nothing that it says: by this a filter knows that parts of a transmission are out of sight, and whether the
/// first one of a repeat is.
/// </summary>
internal sealed class StoredDocument
{
    public required Guid Id { get; init; }

    public required Guid TransmissionId { get; init; }

    public required Guid LocationId { get; init; }

    public required string State { get; init; }

    public required string AccessClass { get; init; }

    public Guid? SubjectId { get; init; }

    /// <summary>The class it had before its pages were destroyed; null while they are not.</summary>
    public string? ClassBefore { get; init; }
}

/// <summary>That there is a page, and where it lies: by this a filter knows what of a transmission was joined to a document of another.</summary>
internal sealed class StoredPage
{
    public required Guid Id { get; init; }

    public required Guid TransmissionId { get; init; }

    public Guid? JoinedTo { get; init; }

    public Guid? DocumentId { get; init; }
}

/// <summary>That there is a transmission, and in which e-mail it came: an e-mail is seen only with all that came in it.</summary>
internal sealed class StoredTransmission
{
    public required Guid Id { get; init; }

    public Guid? MailMessageId { get; init; }
}

internal static class DocumentState
{
    /// <summary>Cut out and classified; its patient is not sought yet.</summary>
    public const string Sorted = "sorted";

    /// <summary>The gate let it through; it is about to be filed.</summary>
    public const string Matched = "matched";

    public const string Filed = "filed";

    /// <summary>Filed to the practice itself: it is about no patient.</summary>
    public const string Practice = "practice";

    public const string Review = "review";

    /// <summary>A person said it is about nobody and nothing, or a repeat of what came before.</summary>
    public const string Junk = "junk";

    /// <summary>A person put all its pages into others: nothing is left of it but its history, and its pages may come back to it.</summary>
    public const string Merged = "merged";

    public static readonly IReadOnlyList<string> InProgress = [Sorted, Matched];
}

/// <summary>Where what is about no patient lies. Recorded: never rename one.</summary>
internal static class PracticeFolder
{
    public const string Invoice = "invoice";
    public const string Credentialing = "credentialing";
    public const string Vendor = "vendor";
    public const string PayerNews = "payer-news";
    public const string Other = "other";

    public static readonly IReadOnlyList<(string Code, string Text)> All =
        [(Invoice, "Invoices"), (Credentialing, "Credentialing"), (Vendor, "Vendors"), (PayerNews, "Payer news"), (Other, "Other")];

    /// <summary>What people call it; null for a code that is none.</summary>
    public static string? TextOf(string? code) => All.Where(folder => folder.Code == code).Select(folder => folder.Text).FirstOrDefault();
}

/// <summary>
/// The access class of what was destroyed as misdirected: the received bytes stay until a retention rule removes them, and nobody sees them who is
/// not cleared for this class. A clinic that wants somebody to adds a class of this name and clears them.
/// </summary>
internal static class DestroyedClass
{
    public const string Code = "destroyed";
}

internal static class RepeatSaid
{
    /// <summary>It is what came before: set aside with it.</summary>
    public const string Repeat = "repeat";

    /// <summary>It is another, however alike.</summary>
    public const string Another = "another";
}
