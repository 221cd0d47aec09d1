using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Correspondence.Contracts;

/// <summary>A letter is approved: from now on its pages are what leaves, byte for byte.</summary>
public sealed record LetterApproved(Guid LetterId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A letter left by one of its ways: the mail server took it, or staff printed and posted it.</summary>
public sealed record LetterSent(Guid LetterId, Guid DeliveryId, Guid PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>A letter did not arrive, or nobody can say whether it did: a person decides.</summary>
/// <param name="Reason">
/// Code: "mailbox_unknown", "mailbox_full", "refused", "too_large", "gave_up", "bounced", or "outcome_unknown".
/// </param>
public sealed record DeliveryFailed(Guid DeliveryId, Guid LetterId, Guid PatientId, Guid LocationId, string Reason, Guid CareThreadId) : IEvent;

/// <summary>A letter's access class changed: ask <see cref="ILetters"/> for that of now. What came of it follows.</summary>
public sealed record LetterClassChanged(Guid LetterId) : IEvent;

/// <summary>What a letter rested on is void, and the letter has left: somebody tells its readers.</summary>
public sealed record SentLetterVoided(Guid LetterId, Guid PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

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
