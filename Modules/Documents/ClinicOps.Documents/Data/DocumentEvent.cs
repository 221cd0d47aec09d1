namespace ClinicOps.Documents.Data;

/// <summary>A step in the history of a transmission or of one of its documents. Only ever added to; codes and ids, no patient text.</summary>
internal sealed class DocumentEvent
{
    public required Guid Id { get; init; }

    public required Guid TransmissionId { get; init; }

    /// <summary>Null for what concerns the whole transmission.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>Recorded code, one of <see cref="EventCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>A further code: the reason of a review, the problem of a page.</summary>
    public string? Detail { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when the machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>"user", "job:documents.sort" or "cli:ingest".</summary>
    public required string Via { get; init; }
}

/// <summary>What can have happened. Recorded: never rename one.</summary>
internal static class EventCode
{
    public const string Received = "received";
    public const string ReceivedAsRepeat = "received-as-repeat";
    public const string Opened = "opened";
    public const string CannotBeOpened = "cannot-be-opened";
    public const string PagesNormalised = "pages-normalised";
    public const string PagesRead = "pages-read";
    public const string PageFailed = "page-failed";
    public const string Sorted = "sorted";
    public const string UrgentWordingRead = "urgent-wording-read";

    /// <summary>Its page lies in another document, of which it is told from now on; the detail is that of what was read.</summary>
    public const string UrgentWordingMoved = "urgent-wording-moved";
    public const string Matched = "matched";
    public const string SentToReview = "sent-to-review";
    public const string Filed = "filed";
    public const string Unfiled = "unfiled";
    public const string SuggestionsUpdated = "suggestions-updated";
    public const string LooksLikeARepeat = "looks-like-a-repeat";
    public const string SetAsideAsRepeat = "set-aside-as-repeat";
    public const string SaidToBeAnother = "said-to-be-another";
    public const string MarkedJunk = "marked-junk";
    public const string JunkUndone = "junk-undone";
    public const string TypeCorrected = "type-corrected";
    public const string OrdersTranscribed = "orders-transcribed";
    public const string OrdersWithdrawn = "orders-withdrawn";

    /// <summary>The detail is the filing for which it was told.</summary>
    public const string DecisionTold = "decision-told";

    /// <summary>A person corrected what was told.</summary>
    public const string DecisionToldAgain = "decision-told-again";

    /// <summary>The detail is the filing for which it was told.</summary>
    public const string ReferralTold = "referral-told";

    /// <summary>The detail is the filing for which it was told.</summary>
    public const string ConsultNoteTold = "consult-note-told";

    /// <summary>A person corrected what was told of a referral or a consult note.</summary>
    public const string FieldsToldAgain = "fields-told-again";

    /// <summary>By a person; the detail is the order.</summary>
    public const string OrderCorrected = "order-corrected";

    /// <summary>Of an order whose pages were put elsewhere, and which was not found again there; the detail is that order.</summary>
    public const string OrderCorrectionsDropped = "order-corrections-dropped";

    /// <summary>By a person; the detail is the names of the fields.</summary>
    public const string FieldsCorrected = "fields-corrected";
    public const string FieldsCorrectionUndone = "fields-correction-undone";

    /// <summary>By hand; the detail is the kind of the act.</summary>
    public const string PagesChanged = "pages-changed";

    /// <summary>The detail is the document that its pages went into.</summary>
    public const string MergedInto = "merged-into";

    /// <summary>The detail is the page and by how many quarters.</summary>
    public const string PageTurned = "page-turned";
    public const string PageNotTurned = "page-not-turned";
    public const string AccessChanged = "access-changed";
    public const string HandedOver = "handed-over";

    /// <summary>With whose it was before.</summary>
    public const string OwnerChanged = "owner-changed";

    /// <summary>To a colleague by name; the detail says to whom, and whose it was before.</summary>
    public const string Given = "given";

    /// <summary>The detail is the label.</summary>
    public const string LabelPut = "label-put";
    public const string LabelTakenOff = "label-taken-off";
    public const string NoteWritten = "note-written";
    public const string NoteStruck = "note-struck";
    public const string Resumed = "resumed";
    public const string GivenUp = "given-up";

    /// <summary>Somebody took care of a file that cannot be opened.</summary>
    public const string DealtWith = "dealt-with";
    public const string DealtWithUndone = "dealt-with-undone";

    /// <summary>The detail is the folder.</summary>
    public const string FiledToPractice = "filed-to-practice";
    public const string PracticeUndone = "practice-undone";
    public const string MarkedMisdirected = "marked-misdirected";
    public const string MisdirectedUndone = "misdirected-undone";

    /// <summary>A step of a duty; the detail is the duty's kind and the step's code.</summary>
    public const string Duty = "duty";

    /// <summary>By a person, of an automatic filing that counts as wrong: it was not.</summary>
    public const string FilingSaidRight = "filing-said-right";
    public const string FilingSaidRightUndone = "filing-said-right-undone";

    /// <summary>Beside what a person decided: how it stood until then, as <see cref="Filing.StoodBefore"/> writes it, for whoever undoes it.</summary>
    public const string StoodBefore = "stood-before";

    /// <summary>By a person, who has it open from then on.</summary>
    public const string WorkBegun = "work-begun";

    /// <summary>By a person, as a file of its own.</summary>
    public const string SavedAsPdf = "saved-as-pdf";

    /// <summary>Into the folder of the clinic's EHR, and out of it again.</summary>
    public const string Exported = "exported";
    public const string ExportWithdrawn = "export-withdrawn";

    /// <summary>By a person, on the document's page; once in a while, however often it is loaded: the audit trail has each time.</summary>
    public const string Viewed = "viewed";

    /// <summary>After one of these the document is as it was, in its version too.</summary>
    public static readonly string[] ChangesNothing = [Viewed, SavedAsPdf, Exported, ExportWithdrawn, LabelPut, LabelTakenOff, NoteWritten, NoteStruck];

    /// <summary>After one of these nobody has gone on from how its pages lie.</summary>
    public static readonly string[] DecidesNothing = [.. ChangesNothing, WorkBegun];

    /// <summary>A person put it away, as about nobody, as a repeat, or as meant for somebody else.</summary>
    public static readonly string[] PutAway = [MarkedJunk, SetAsideAsRepeat, MarkedMisdirected];
}
