using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Referrals;

/// <summary>What a referral to this clinic gives.</summary>
/// <param name="Visits">How many visits; null where it does not say.</param>
internal sealed record ReferralGrant(string Number, DateOnly? ValidFrom, DateOnly? ValidTo, int? Visits);

/// <summary>What went out, and where to.</summary>
/// <param name="To">The fax number, address or portal, as written; empty where nobody said it.</param>
/// <param name="PacketId">Out: the packet that was sent; null where none was, or nobody said which.</param>
internal sealed record Sending(string To, Guid? PacketId = null)
{
    public static readonly Sending Nothing = new("");
}

/// <summary>Something that happens to a referral.</summary>
internal abstract record ReferralStep(Contact Contact)
{
    /// <summary>Of what was asked for or sent.</summary>
    public Sending Sending { get; init; } = Sending.Nothing;

    /// <summary>In: the PCP was asked for it.</summary>
    public sealed record Ask(Contact Contact) : ReferralStep(Contact);

    /// <summary>In: this clinic takes it, and visits count under it; or what it gives was corrected.</summary>
    public sealed record Accept(Contact Contact, ReferralGrant Grant) : ReferralStep(Contact);

    /// <summary>Out: it went to whom it asks.</summary>
    /// <param name="On">On the location's calendar; null for today.</param>
    public sealed record Send(Contact Contact, DateOnly? On = null) : ReferralStep(Contact);

    /// <summary>Out: a packet went to them that does not ask for the first time.</summary>
    public sealed record Papers(Contact Contact) : ReferralStep(Contact);

    /// <summary>Out: a packet that was sent did not arrive, or nobody knows: Contact.Comment says why.</summary>
    public sealed record NotArrived(Contact Contact) : ReferralStep(Contact)
    {
        /// <summary>What the packet had done, and has not; null where nothing rests on it.</summary>
        public ReferralCameBack? CameBack { get; init; }
    }

    /// <summary>Out: they see the patient on that day.</summary>
    public sealed record Book(Contact Contact, DateOnly? On) : ReferralStep(Contact);

    /// <summary>Out: Contact.DocumentId is the consult note that answers it; without one, Contact.Comment says why nobody waits for one.</summary>
    public sealed record Close(Contact Contact) : ReferralStep(Contact);

    /// <summary>Somebody was to be reached.</summary>
    /// <param name="Outcome">One of <see cref="AttemptOutcome"/>.</param>
    public sealed record Attempt(Contact Contact, string Outcome) : ReferralStep(Contact);

    /// <summary>Contact.Comment says why.</summary>
    public sealed record Decline(Contact Contact) : ReferralStep(Contact);

    public sealed record Withdraw(Contact Contact) : ReferralStep(Contact);

    /// <summary>Begin again.</summary>
    public sealed record Reopen(Contact Contact) : ReferralStep(Contact);

    /// <summary>What is asked of whom is another thing now.</summary>
    public sealed record Change(ReferralRequest Request) : ReferralStep(new Contact());

    /// <summary>Its document was read, or read otherwise than before. Contact.DocumentId is that.</summary>
    public sealed record Read(Contact Contact, ReferralRequest Request, ReferralGrant Grant) : ReferralStep(Contact);

    /// <summary>What it rests on left the record, or says otherwise: the referral itself, or the consult note that closed it. Contact.DocumentId is that, Contact.Comment why where it is still here.</summary>
    /// <param name="Asked">In: as it was asked for before the document came; null where it began with the document.</param>
    public sealed record DocumentGone(Contact Contact, ReferralFacts? Asked = null) : ReferralStep(Contact);
}

/// <summary>A packet came back by which a referral was sent.</summary>
/// <param name="StepId">The step that sent it: it is taken back.</param>
/// <param name="State">Sent where it got there in another packet, else to be sent.</param>
/// <param name="SentAt">Null where it is not sent.</param>
/// <param name="OpensTasks">Tasks that the sending had closed.</param>
internal sealed record ReferralCameBack(Guid StepId, string State, DateTimeOffset? SentAt, IReadOnlyList<Guid> OpensTasks);

/// <summary>What came of an attempt to reach somebody.</summary>
internal static class AttemptOutcome
{
    public const string Spoken = "spoken";
    public const string Message = "message";
    public const string NoAnswer = "no-answer";
    public const string Wrong = "wrong-number";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(NoAnswer, "no answer"), (Message, "left a message"), (Spoken, "spoken with"), (Wrong, "wrong number, or it did not go through")];

    public static string InWords(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? "";
}

/// <summary>The codes of steps as they are kept, and what people read.</summary>
internal static class ReferralWords
{
    public const string Started = "started";
    public const string Undone = "undone";
    public const string Attempted = "attempted";
    public const string Sent = "sent";
    public const string SentPapers = "papers";

    private static readonly string[] OfMachines = ["read", "document-gone", "not-arrived"];

    public static string CodeOf(ReferralStep step) => step switch
    {
        ReferralStep.Ask => "asked",
        ReferralStep.Accept => "accepted",
        ReferralStep.Send => Sent,
        ReferralStep.Papers => SentPapers,
        ReferralStep.NotArrived => "not-arrived",
        ReferralStep.Book => "scheduled",
        ReferralStep.Close => "closed",
        ReferralStep.Attempt => Attempted,
        ReferralStep.Decline => "declined",
        ReferralStep.Withdraw => "withdrawn",
        ReferralStep.Reopen => "reopened",
        ReferralStep.Change => "changed",
        ReferralStep.Read => "read",
        _ => "document-gone",
    };

    /// <summary>What may be taken back: the beginning, and what documents say, may not.</summary>
    public static bool MayBeUndone(string what) => what is not (Started or Undone) && !OfMachines.Contains(what);

    public static string InWords(string what) => what switch
    {
        Started => "Started",
        "asked" => "Asked the PCP for it",
        "accepted" => "Accepted",
        Sent => "Sent",
        SentPapers => "Papers sent",
        "not-arrived" => "A packet did not arrive, as far as is known",
        "scheduled" => "They gave an appointment",
        "closed" => "Closed",
        Attempted => "Tried to reach them",
        "declined" => "Declined",
        "withdrawn" => "Withdrawn",
        "reopened" => "Opened again",
        "changed" => "What is asked was changed",
        "read" => "Read from its document",
        "document-gone" => "The document it rests on left the record, or says otherwise",
        _ => "Taken back",
    };

    public static string OfState(string state) => state switch
    {
        ReferralState.Needed => "to be asked for",
        ReferralState.Requested => "asked of the PCP",
        ReferralState.Received => "here, not yet accepted",
        ReferralState.Accepted => "accepted",
        ReferralState.Draft => "to be sent",
        ReferralState.Sent => "sent, no appointment yet",
        ReferralState.Scheduled => "appointment given, no note yet",
        ReferralState.Closed => "closed",
        ReferralState.Declined => "declined",
        _ => "withdrawn",
    };
}
