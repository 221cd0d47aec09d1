using ClinicOps.Correspondence.Templates;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>One approved letter on one way to one reader: a row with a state, since nothing may leave twice.</summary>
internal sealed class LetterDelivery
{
    public required Guid Id { get; init; }

    public required Guid LetterId { get; init; }

    /// <summary>Whose bytes leave.</summary>
    public required Guid ApprovalId { get; init; }

    /// <summary>One of <see cref="DeliveryWay"/>.</summary>
    public required string Way { get; init; }

    /// <summary>The e-mail address, or the digits of the fax number; null on paper. Patient text: in no log and no event.</summary>
    public string? Address { get; init; }

    /// <summary>Who reads that address, as the user said: one of <see cref="AddressReader"/>; null on paper.</summary>
    public string? ReadBy { get; init; }

    /// <summary>Whom a fax is for, as its cover sheet says, or papers by e-mail; empty where the letter itself says it.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>Of a fax: the cover sheet that goes before the pages, as a blob; null otherwise.</summary>
    public string? CoverHash { get; init; }

    /// <summary>The patient does not want this way, and whoever asked for it said that it goes nevertheless.</summary>
    public bool Nevertheless { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>One of <see cref="DeliveryState"/>.</summary>
    public string State { get; set; } = DeliveryState.Pending;

    /// <summary>Why it waits, failed or is unknown: a code of <see cref="DeliveryProblem"/>; null while nothing is wrong.</summary>
    public string? Problem { get; set; }

    /// <summary>What the mail server answered last, "550 5.1.1": numbers only.</summary>
    public string? ServerCode { get; set; }

    /// <summary>How often a message was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>How often it was put off since it last got through to a server.</summary>
    public int Delays { get; set; }

    /// <summary>Not before this; null on paper.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Since when the mail server cannot be reached for it; null while it can.</summary>
    public DateTimeOffset? WaitsForServerSince { get; set; }

    public Guid? RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the attempt began that is under way, or whose outcome is unknown.</summary>
    public DateTimeOffset? SendingSince { get; set; }

    /// <summary>When the mail server took it, or staff posted it. It stays when a bounce comes back later.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>Of a fax: by which line the last attempt went, one of <see cref="Delivery.FaxLine"/>; null while none was begun. What came of it is asked of that line, whatever is set up by then.</summary>
    public string? FaxLine { get; set; }

    /// <summary>Of a fax that the clinic's own fax queue took: the number of its job there.</summary>
    public string? FaxJob { get; set; }

    /// <summary>When that queue said how it ended; null while it has not.</summary>
    public DateTimeOffset? FaxEndedAt { get; set; }

    /// <summary>Of a print: those that were printed together.</summary>
    public Guid? BatchId { get; set; }

    public DateTimeOffset? PrintedAt { get; set; }

    public Guid? PrintedBy { get; set; }

    /// <summary>When somebody took care of a failure; null while nobody has.</summary>
    public DateTimeOffset? DealtWithAt { get; set; }

    public uint Version { get; init; }

    /// <summary>It waits for somebody to look at its fax number a second time: no machine goes on with it before.</summary>
    public bool IsHeld => State == DeliveryState.Pending && Problem == DeliveryProblem.NumberNotChecked;

    /// <summary>Whether somebody outside may have the letter by this way.</summary>
    public bool MayHaveLeft => LeftAt is not null || State is DeliveryState.Sending or DeliveryState.Unknown or DeliveryState.Printed;
}

internal static class DeliveryWay
{
    public const string Email = "email";
    public const string Print = "print";

    /// <summary>Handed as mail to a service that faxes it: see <see cref="MailOptions.FaxTo"/>.</summary>
    public const string Fax = "fax";
}

/// <summary>How a fax leaves the house. Recorded codes: never rename one.</summary>
internal static class FaxLine
{
    /// <summary>Into the clinic's own fax queue.</summary>
    public const string Queue = "queue";

    /// <summary>As mail to a service that faxes it.</summary>
    public const string Mail = "mail";
}

internal static class DeliveryState
{
    /// <summary>It waits for the sender, or in the print queue.</summary>
    public const string Pending = "pending";

    /// <summary>Committed before the first byte of the message: whoever finds it so with the sender's lock free knows nothing more.</summary>
    public const string Sending = "sending";

    /// <summary>The mail server took it, or it was posted.</summary>
    public const string Sent = "sent";

    /// <summary>Printed, and still to be undone; it becomes sent by itself.</summary>
    public const string Printed = "printed";

    /// <summary>Refused for good, or bounced.</summary>
    public const string Failed = "failed";

    /// <summary>It may have arrived: never sent again by the machine.</summary>
    public const string Unknown = "unknown";

    /// <summary>Taken back before it left.</summary>
    public const string Cancelled = "cancelled";
}

internal static class AddressReader
{
    public const string Patient = "patient";
    public const string Family = "family";
    public const string Colleague = "colleague";
    public const string Payer = "payer";

    /// <summary>Who asked for records of a patient and is none of these: an attorney, an agency. Not chosen for letters.</summary>
    public const string Asker = "asker";

    public static readonly IReadOnlyList<(string Code, string Words)> Choices =
    [
        (Patient, "the patient alone"),
        (Family, "the patient and people the patient allows"),
        (Colleague, "a colleague who treats the patient"),
        (Payer, "the patient's health plan"),
    ];

    /// <summary>Who may be said to read an address to which a letter goes: one to the patient or the family is for no colleague and no plan.</summary>
    public static IEnumerable<(string Code, string Words)> ChoicesFor(string templateCode) =>
        Choices.Where(choice => LetterTemplates.IsToColleague(templateCode) || choice.Code is Patient or Family);

    public static string Words(string? code) => code == Asker ? "who asked for the records" : Choices.FirstOrDefault(choice => choice.Code == code).Words ?? "not said";
}

/// <summary>Recorded codes, also told with <see cref="Contracts.DeliveryFailed"/>: never rename one.</summary>
internal static class DeliveryProblem
{
    /// <summary>These keep a letter waiting.</summary>
    public const string ServerUnreachable = "server_unreachable";
    public const string ServerNotTrusted = "server_not_trusted";
    public const string SignInRefused = "sign_in_refused";
    public const string PutOff = "put_off";
    public const string NotConfigured = "not_configured";

    /// <summary>Nobody has looked at the fax number a second time: somebody does, and it goes on.</summary>
    public const string NumberNotChecked = "number_not_checked";

    /// <summary>The patient's record was merged into another: the letter follows in a moment.</summary>
    public const string RecordMerged = "record_merged";

    /// <summary>These end it.</summary>
    public const string MailboxUnknown = "mailbox_unknown";
    public const string MailboxFull = "mailbox_full";
    public const string Refused = "refused";
    public const string TooLarge = "too_large";
    public const string GaveUp = "gave_up";
    public const string Bounced = "bounced";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string PatientDeceased = "patient_deceased";

    /// <summary>Of the clinic's own fax queue: it does not answer.</summary>
    public const string FaxQueueUnreachable = "fax_queue_unreachable";

    /// <summary>It does not take the pages.</summary>
    public const string FaxQueueRefused = "fax_queue_refused";

    /// <summary>It took them, and the other machine did not.</summary>
    public const string FaxBusy = "fax_busy";
    public const string FaxNoAnswer = "fax_no_answer";
    public const string FaxNoMachine = "fax_no_machine";
    public const string FaxFailed = "fax_failed";

    /// <summary>It might not leave any more when it was about to.</summary>
    public const string AddressIsConfidential = "confidential_address";
    public const string NotEntitled = "not_entitled";
    public const string NoConsent = "no_consent";
    public const string NumberMisdirected = "number_misdirected";
    public const string RecordClosed = "record_closed";

    /// <summary>A document in the papers has left the chart, or was closed, while they waited.</summary>
    public const string PapersClosed = "papers_closed";

    /// <summary>A paper enclosed in a letter is not in the chart any more, or of another access class.</summary>
    public const string EnclosureClosed = "enclosure_closed";

    /// <summary>Of a packet of records: the right by which they were asked for has ended while they waited.</summary>
    public const string AuthorityEnded = "authority_ended";

    /// <summary>What the papers are about was withdrawn while they waited.</summary>
    public const string NotMeant = "not_meant";

    /// <summary>Of what HylaFAX says of a job that failed.</summary>
    public static string OfFax(string said) =>
        said.Contains("busy", StringComparison.OrdinalIgnoreCase) ? FaxBusy
        : said.Contains("no answer", StringComparison.OrdinalIgnoreCase) ? FaxNoAnswer
        : said.Contains("no carrier", StringComparison.OrdinalIgnoreCase) || said.Contains("fax machine", StringComparison.OrdinalIgnoreCase) || said.Contains("no local dialtone", StringComparison.OrdinalIgnoreCase) ? FaxNoMachine
        : FaxFailed;

    /// <summary>Of an enhanced status code (RFC 3463), "5.1.1"; null gives the general one.</summary>
    public static string OfStatus(string? enhanced, string general) => enhanced switch
    {
        "5.1.1" or "5.1.10" or "5.1.2" or "5.1.3" or "5.1.6" or "5.2.1" => MailboxUnknown,
        "5.2.2" or "4.2.2" => MailboxFull,
        "5.2.3" or "5.3.4" => TooLarge,
        "4.4.7" or "5.4.7" => GaveUp,
        _ => general,
    };
}
