namespace ClinicOps.Intake.Data;

/// <summary>
/// What a payer is asked to authorize, or was: the request and how it stands. Editable; what happened to it is in <see cref="AuthorizationEvent"/>.
/// </summary>
internal sealed class PayerAuthorization
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid CareThreadId { get; init; }

    public Guid? OrderId { get; init; }

    /// <summary>The task that asked for it; null when it was started at the patient.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The document that the order came in.</summary>
    public Guid? DocumentId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>That of the document the order came in.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>Who sees to it.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>Of the patient's coverage, as registered.</summary>
    public required string Payer { get; set; }

    public string Plan { get; set; } = "";

    public List<ProcedureCode> Codes { get; set; } = [];

    /// <summary>ICD-10-CM codes as written.</summary>
    public string[] Diagnoses { get; set; } = [];

    /// <summary>Who will do it.</summary>
    public string ProviderName { get; set; } = "";

    /// <summary>Ten digits, or empty.</summary>
    public string ProviderNpi { get; set; } = "";

    /// <summary>Where it will be done, as written.</summary>
    public string Site { get; set; } = "";

    /// <summary>One of <see cref="AuthorizationUrgency"/>.</summary>
    public string Urgency { get; set; } = AuthorizationUrgency.Standard;

    /// <summary>The day it is wanted for, or was done; on the location's calendar.</summary>
    public DateOnly? ServiceOn { get; set; }

    /// <summary>One of <see cref="AuthorizationState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Why it stands so, for people; empty where the state says it all.</summary>
    public string StateReason { get; set; } = "";

    /// <summary>What the payer calls the request while it has not decided.</summary>
    public string CaseReference { get; set; } = "";

    /// <summary>Of the authorization; empty until the payer gave one.</summary>
    public string Number { get; set; } = "";

    /// <summary>One of <see cref="Data.UnitBasis"/>; null where no units were said.</summary>
    public string? UnitBasis { get; set; }

    public decimal? UnitsApproved { get; set; }

    /// <summary>Codes that the payer approved; none where it approved all that were asked for, or nobody has said which.</summary>
    public string[] ApprovedCodes { get; set; } = [];

    /// <summary>First day on which it may be used, on the location's calendar.</summary>
    public DateOnly? ValidFrom { get; set; }

    /// <summary>Last day on which it may be used.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>Who said that none is needed; empty in every other state.</summary>
    public string NotRequiredBy { get; set; } = "";

    public string NotRequiredReference { get; set; } = "";

    public DateOnly? NotRequiredOn { get; set; }

    public DateTimeOffset? SubmittedAt { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    public Guid? StartedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Null when a machine changed it.</summary>
    public Guid? ChangedBy { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    /// <summary>What a step may change, whole: kept with each step as it was and as it became.</summary>
    public AuthorizationFacts Facts
    {
        get => new(
            Payer, Plan, [.. Codes], [.. Diagnoses], ProviderName, ProviderNpi, Site, Urgency, ServiceOn, State, StateReason, CaseReference, Number, UnitBasis, UnitsApproved, ValidFrom, ValidTo,
            NotRequiredBy, NotRequiredReference, NotRequiredOn, SubmittedAt, DecidedAt)
        {
            ApprovedCodes = [.. ApprovedCodes],
        };
        set
        {
            (Payer, Plan, Codes, Diagnoses, ProviderName, ProviderNpi, Site, Urgency, ServiceOn) =
                (value.Payer, value.Plan, [.. value.Codes], [.. value.Diagnoses], value.ProviderName, value.ProviderNpi, value.Site, value.Urgency, value.ServiceOn);
            (State, StateReason, CaseReference, Number, UnitBasis, UnitsApproved, ValidFrom, ValidTo) =
                (value.State, value.StateReason, value.CaseReference, value.Number, value.UnitBasis, value.UnitsApproved, value.ValidFrom, value.ValidTo);
            (NotRequiredBy, NotRequiredReference, NotRequiredOn, SubmittedAt, DecidedAt) =
                (value.NotRequiredBy, value.NotRequiredReference, value.NotRequiredOn, value.SubmittedAt, value.DecidedAt);
            ApprovedCodes = [.. value.ApprovedCodes];
        }
    }
}

/// <summary>A CPT or HCPCS code as it was asked for.</summary>
/// <param name="Code">Empty where only words are known.</param>
internal sealed record ProcedureCode(string Code, string Description)
{
    public override string ToString() => $"{Code} {Description}".Trim();
}

/// <summary>The values of an authorization: see its own properties.</summary>
internal sealed record AuthorizationFacts(
    string Payer,
    string Plan,
    IReadOnlyList<ProcedureCode> Codes,
    IReadOnlyList<string> Diagnoses,
    string ProviderName,
    string ProviderNpi,
    string Site,
    string Urgency,
    DateOnly? ServiceOn,
    string State,
    string StateReason,
    string CaseReference,
    string Number,
    string? UnitBasis,
    decimal? UnitsApproved,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    string NotRequiredBy,
    string NotRequiredReference,
    DateOnly? NotRequiredOn,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? DecidedAt)
{
    /// <summary>Of steps from before it was kept: none.</summary>
    public IReadOnlyList<string> ApprovedCodes { get; init; } = [];

    /// <summary>Something was approved and still holds, and the payer was asked for what it did not approve.</summary>
    public bool IsAppealedGrant => State is AuthorizationState.Partial or AuthorizationState.Expired && SubmittedAt > DecidedAt;
}

internal static class AuthorizationState
{
    public const string Draft = "draft";
    public const string Submitted = "submitted";

    /// <summary>The payer wants something before it decides.</summary>
    public const string Pended = "pended";
    public const string Approved = "approved";
    public const string Partial = "partial";
    public const string Denied = "denied";
    public const string Expired = "expired";
    public const string Withdrawn = "withdrawn";
    public const string NotRequired = "not_required";

    /// <summary>Units of these may be used.</summary>
    public static readonly string[] Granted = [Approved, Partial];

    /// <summary>A payer has refused something, and may be asked to think again; what it approved stands meanwhile.</summary>
    public static readonly string[] MayBeAppealed = [Denied, Partial, Expired];

    /// <summary>Something is still to be done or waited for.</summary>
    public static readonly string[] Undecided = [Draft, Submitted, Pended];
}

internal static class AuthorizationUrgency
{
    public const string Standard = "standard";
    public const string Expedited = "expedited";
}

/// <summary>What one unit is: it need not be one visit.</summary>
internal static class UnitBasis
{
    public const string Visits = "visits";
    public const string Services = "services";
    public const string Mg = "mg";
    public const string Hours = "hours";
    public const string Other = "other";

    public static readonly IReadOnlyList<string> All = [Visits, Services, Mg, Hours, Other];

    /// <summary>What is counted, in a sentence: "say how many units".</summary>
    public static string InWords(string? basis) => basis is null or Other ? "units" : basis;
}
