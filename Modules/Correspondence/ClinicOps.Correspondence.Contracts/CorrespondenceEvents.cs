using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Correspondence.Contracts;

/// <summary>A letter is approved: from now on its pages are what leaves, byte for byte.</summary>
public sealed record LetterApproved(Guid LetterId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A letter left by one of its ways: the mail server took it, or staff printed and posted it.</summary>
public sealed record LetterSent(Guid LetterId, Guid DeliveryId, Guid PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>A letter did not arrive, or nobody can say whether it did: a person decides.</summary>
/// <param name="Reason">
/// Code: "mailbox_unknown", "mailbox_full", "refused", "too_large", "gave_up", "bounced", "outcome_unknown"; of a fax also "fax_queue_refused", "fax_busy", "fax_no_answer",
/// "fax_no_machine", "fax_failed"; or why it might not leave any more: "patient_deceased", "confidential_address", "not_entitled", "no_consent",
/// "number_misdirected", "record_closed"; of a packet of records also "papers_closed", "authority_ended".
/// </param>
public sealed record DeliveryFailed(Guid DeliveryId, Guid LetterId, Guid PatientId, Guid LocationId, string Reason, Guid CareThreadId) : IEvent;

/// <summary>A letter's access class changed: ask <see cref="ILetters"/> for that of now. What came of it follows.</summary>
public sealed record LetterClassChanged(Guid LetterId) : IEvent;

/// <summary>What a letter rested on is void, and the letter has left: somebody tells its readers.</summary>
public sealed record SentLetterVoided(Guid LetterId, Guid PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>A fax about a patient reached somebody whom it was not for: somebody sees to the steps that follow.</summary>
public sealed record FaxMisdirected(Guid IncidentId, Guid LetterId, Guid PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>Records that somebody asked for were not released or refused by the day on which they were due: somebody sees to it. Told once of a request.</summary>
/// <param name="AccessClass">Code of the request's own.</param>
public sealed record RecordsRequestLate(Guid RequestId, Guid PatientId, Guid LocationId, Guid CareThreadId, DateOnly DueOn, string AccessClass) : IEvent;

/// <summary>What became of a letter to a patient that another module asked for. Its id is that of the ask: that it left, or did not arrive, is told as of every letter.</summary>
/// <param name="Outcome">One of the codes here.</param>
public sealed record AskedLetterChanged(Guid AskId, Guid PatientId, Guid LocationId, string Outcome) : IEvent
{
    /// <summary>It waits to be approved.</summary>
    public const string Drafted = "drafted";

    /// <summary>None is written: the patient has died, or is not registered any more.</summary>
    public const string Refused = "refused";

    /// <summary>Somebody withdrew it before it left.</summary>
    public const string Withdrawn = "withdrawn";
}

/// <summary>What became of a short mail that another module asked for.</summary>
/// <param name="NoticeId">The id of what asked for it.</param>
/// <param name="Outcome">One of the codes here.</param>
public sealed record NoticeEnded(Guid NoticeId, Guid PatientId, Guid LocationId, string Outcome) : IEvent
{
    /// <summary>The mail server took it.</summary>
    public const string Sent = "sent";
    public const string Failed = "failed";

    /// <summary>It may have arrived: it is not sent again.</summary>
    public const string Unknown = "unknown";

    /// <summary>Not sent at all: nobody wants it any more, or the patient does not allow it.</summary>
    public const string Cancelled = "cancelled";
}

/// <summary>What became of papers that another module had sent: ask <see cref="IPapers"/> for the rest.</summary>
/// <param name="PapersId">Under which who made them keeps them.</param>
/// <param name="Outcome">One of the codes here.</param>
/// <param name="Reason">Of what did not arrive: a code, as of <see cref="DeliveryFailed"/>, "papers_closed" or "not_meant"; null where they were sent.</param>
public sealed record PapersEnded(Guid PapersId, Guid DeliveryId, Guid PatientId, Guid LocationId, string Outcome, string? Reason) : IEvent
{
    /// <summary>The mail server or the fax service took them, or a person says that they arrived.</summary>
    public const string Sent = "sent";

    /// <summary>They did not leave, or came back: told also after they were sent.</summary>
    public const string Failed = "failed";

    /// <summary>They may have arrived: they are not sent again by a machine.</summary>
    public const string Unknown = "unknown";
}

/// <summary>A letter about a recall, one of many that were begun together here and asked for by nobody, has left.</summary>
/// <param name="BatchId">The same for all that were begun together.</param>
public sealed record RecallLetterSent(Guid LetterId, Guid BatchId, Guid PatientId, Guid LocationId) : IEvent;
/// <summary>Something came in that a clinician must see within minutes: ask <see cref="IConversations"/> for the rest.</summary>
/// <param name="EntryId">What it stands in: each is told by itself.</param>
/// <param name="PatientId">Null while nobody has said whom it is about.</param>
public sealed record RedFlagRead(Guid ConversationId, Guid EntryId, Guid? PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>A task is to go on with a conversation, under the id that it names.</summary>
public sealed record ConversationHandedOver(Guid ConversationId, Guid TaskId, Guid? PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>Whom a conversation is about, who may see it, to which task it was handed over, or who saw what is alarming in it has changed: ask <see cref="IConversations"/> for that of now.</summary>
public sealed record ConversationChanged(Guid ConversationId) : IEvent;
