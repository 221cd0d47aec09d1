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

    /// <summary>Of a print: those that were printed together.</summary>
    public Guid? BatchId { get; set; }

    public DateTimeOffset? PrintedAt { get; set; }

    public Guid? PrintedBy { get; set; }

    /// <summary>When somebody took care of a failure; null while nobody has.</summary>
    public DateTimeOffset? DealtWithAt { get; set; }

    public uint Version { get; init; }

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

    public static readonly IReadOnlyList<(string Code, string Words)> Choices =
    [
        (Patient, "the patient alone"),
        (Family, "the patient and people the patient allows"),
        (Colleague, "a colleague who treats the patient"),
        (Payer, "the patient's health plan"),
    ];

    public static string Words(string? code) => Choices.FirstOrDefault(choice => choice.Code == code).Words ?? "not said";
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

    /// <summary>These end it.</summary>
    public const string MailboxUnknown = "mailbox_unknown";
    public const string MailboxFull = "mailbox_full";
    public const string Refused = "refused";
    public const string TooLarge = "too_large";
    public const string GaveUp = "gave_up";
    public const string Bounced = "bounced";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string PatientDeceased = "patient_deceased";

    /// <summary>A document in the papers has left the chart, or was closed, while they waited.</summary>
    public const string PapersClosed = "papers_closed";

    /// <summary>What the papers are about was withdrawn while they waited.</summary>
    public const string NotMeant = "not_meant";

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
