using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Authorizations;

/// <summary>How the payer was told, or told us.</summary>
/// <param name="How">One of <see cref="Ways"/>, or empty.</param>
/// <param name="Reference">Of the call, the portal's confirmation or the fax.</param>
/// <param name="Person">Who was spoken to.</param>
internal sealed record Contact(string How = "", string Reference = "", string Person = "", string Comment = "", Guid? DocumentId = null)
{
    public const string Portal = "portal";
    public const string Fax = "fax";
    public const string Phone = "phone";
    public const string Letter = "letter";
    public const string Email = "e-mail";

    public static readonly IReadOnlyList<string> Ways = [Portal, Fax, Email, Phone, Letter];
}

/// <summary>Something that happens to an authorization.</summary>
internal abstract record AuthorizationStep(Contact Contact)
{
    /// <summary>The request went to the payer.</summary>
    public sealed record Submit(Contact Contact) : AuthorizationStep(Contact)
    {
        /// <summary>The reference is that under which it left here: the payer does not know its case by it.</summary>
        public bool IsOurReference { get; init; }
    }

    /// <summary>A packet went to the payer that neither asks nor answers.</summary>
    public sealed record Papers(Contact Contact) : AuthorizationStep(Contact);

    /// <summary>A packet that was sent did not arrive, or nobody knows: Contact.Comment says why.</summary>
    public sealed record NotArrived(Contact Contact) : AuthorizationStep(Contact)
    {
        /// <summary>What the packet had done, and has not; null where nothing rests on it.</summary>
        public CameBack? CameBack { get; init; }
    }

    /// <summary>Spoken with, without a change of state.</summary>
    /// <param name="Meets">The kind of deadline that it meets, "peer-to-peer"; null for none.</param>
    public sealed record Talk(Contact Contact, string? Meets) : AuthorizationStep(Contact);

    /// <param name="Wants">What the payer asks for.</param>
    /// <param name="By">The last day to send it; null where none was named.</param>
    public sealed record Pend(Contact Contact, string Wants, DateOnly? By) : AuthorizationStep(Contact);

    /// <summary>What the payer asked for went to it.</summary>
    public sealed record Respond(Contact Contact) : AuthorizationStep(Contact);

    /// <param name="Outcome">approved, partial or denied.</param>
    public sealed record Decide(
        Contact Contact, string Outcome, string Number, string? UnitBasis, decimal? Units, DateOnly? ValidFrom, DateOnly? ValidTo, DateOnly? PeerToPeerBy, DateOnly? AppealBy)
        : AuthorizationStep(Contact)
    {
        /// <summary>What was approved of what was asked for; none where that is all of it, or not said.</summary>
        public IReadOnlyList<string> Codes { get; init; } = [];
    }

    /// <summary>The payer says that none is needed: Contact.Person says who.</summary>
    public sealed record NotRequired(Contact Contact, DateOnly? On) : AuthorizationStep(Contact);

    public sealed record AppealSent(Contact Contact) : AuthorizationStep(Contact);

    public sealed record Withdraw(Contact Contact) : AuthorizationStep(Contact);

    /// <summary>Begin again.</summary>
    public sealed record Reopen(Contact Contact) : AuthorizationStep(Contact);

    /// <summary>What is asked for is another thing now.</summary>
    /// <param name="IfGranted">What the clinic's rules say of the new request, for the case that it was decided already.</param>
    public sealed record Change(AuthorizationRequest Request, RuleAnswer IfGranted) : AuthorizationStep(new Contact());

    /// <summary>Its last day is over.</summary>
    public sealed record Expire() : AuthorizationStep(new Contact());
}

/// <summary>A packet came back by which the payer was asked, or had its answer.</summary>
/// <param name="StepId">The step that sent it: it is taken back.</param>
/// <param name="BeganBy">The step since which the payer decides: the same, or one before it.</param>
/// <param name="State">How it stands without it: submitted where another packet got there, else as before.</param>
/// <param name="SubmittedAt">Null where the payer was not asked.</param>
/// <param name="Since">When the packet that got there was sent; null where none did, or the clock runs from it already.</param>
/// <param name="Wants">What the payer waits for again; empty where it was not asked.</param>
/// <param name="OpensTasks">Tasks that the sending had closed.</param>
internal sealed record CameBack(Guid StepId, Guid BeganBy, string State, DateTimeOffset? SubmittedAt, DateTimeOffset? Since, string Wants, IReadOnlyList<Guid> OpensTasks);

/// <summary>What is asked for, as a form says it.</summary>
internal sealed record AuthorizationRequest(
    string Payer, string Plan, IReadOnlyList<ProcedureCode> Codes, IReadOnlyList<string> Diagnoses, string ProviderName, string ProviderNpi, string Site, string Urgency, DateOnly? ServiceOn)
{
    public static AuthorizationRequest Of(AuthorizationFacts facts) => new(
        facts.Payer, facts.Plan, facts.Codes, facts.Diagnoses, facts.ProviderName, facts.ProviderNpi, facts.Site, facts.Urgency, facts.ServiceOn);

    public AuthorizationFacts Into(AuthorizationFacts facts) => facts with
    {
        Payer = Payer,
        Plan = Plan,
        Codes = Codes,
        Diagnoses = Diagnoses,
        ProviderName = ProviderName,
        ProviderNpi = ProviderNpi,
        Site = Site,
        Urgency = Urgency,
        ServiceOn = ServiceOn,
    };

    /// <summary>What a payer authorized no longer, each in words: "code 73721 → 73722".</summary>
    public IEnumerable<string> DiffersFrom(AuthorizationRequest before)
    {
        static string Codes(AuthorizationRequest of) => string.Join(", ", of.Codes.Select(code => code.Code.Length > 0 ? code.Code : code.Description).Order(StringComparer.Ordinal));

        (string What, string Was, string Is)[] all =
        [
            ("payer", before.Payer, Payer), ("plan", before.Plan, Plan), ("code", Codes(before), Codes(this)), ("provider", before.ProviderName, ProviderName), ("NPI", before.ProviderNpi, ProviderNpi),
            ("site", before.Site, Site),
        ];
        return all.Where(field => !string.Equals(field.Was, field.Is, StringComparison.OrdinalIgnoreCase)).Select(field => $"{field.What} {Said(field.Was)} → {Said(field.Is)}");
    }

    private static string Said(string value) => value.Length == 0 ? "none" : value;
}

/// <summary>The codes of steps as they are kept, and what people read.</summary>
internal static class StepWords
{
    public const string Started = "started";
    public const string Undone = "undone";
    public const string LetterGone = "letter-gone";
    public const string NotArrived = "not-arrived";
    public const string Appealed = "appealed";
    public const string Submitted = "submitted";
    public const string Responded = "responded";
    public const string SentPapers = "papers";

    /// <summary>Since the last of them the payer decides.</summary>
    public static readonly string[] BeginDecision = [Submitted, Responded, Appealed];

    public static string CodeOf(AuthorizationStep step) => step switch
    {
        AuthorizationStep.Submit => Submitted,
        AuthorizationStep.Talk => "talked",
        AuthorizationStep.Papers => SentPapers,
        AuthorizationStep.NotArrived => NotArrived,
        AuthorizationStep.Pend => "pended",
        AuthorizationStep.Respond => Responded,
        AuthorizationStep.Decide decide => decide.Outcome,
        AuthorizationStep.NotRequired => "not-required",
        AuthorizationStep.AppealSent => Appealed,
        AuthorizationStep.Withdraw => "withdrawn",
        AuthorizationStep.Reopen => "reopened",
        AuthorizationStep.Change => "changed",
        _ => "expired",
    };

    /// <summary>What may be taken back; time and the beginning may not.</summary>
    public static bool MayBeUndone(string what) => what is not (Started or Undone or LetterGone or NotArrived or "expired");

    public static string InWords(string what) => what switch
    {
        Started => "Started",
        Submitted => "Submitted to the payer",
        "talked" => "Spoke with the payer",
        SentPapers => "Sent papers to the payer",
        NotArrived => "A packet did not arrive, as far as is known",
        "pended" => "The payer asks for more",
        Responded => "Sent what the payer asked for",
        "approved" => "Approved",
        "partial" => "Approved in part",
        "denied" => "Denied",
        "not-required" => "Not required",
        Appealed => "Appeal sent",
        "withdrawn" => "Withdrawn",
        "reopened" => "Opened again",
        "changed" => "The request was changed",
        "expired" => "Expired",
        LetterGone => "The letter it rests on left the record",
        _ => "Taken back",
    };
}
