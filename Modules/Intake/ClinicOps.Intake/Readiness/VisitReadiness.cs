using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Readiness;

/// <summary>How ready a visit is.</summary>
internal enum Light
{
    Green,

    /// <summary>Something is to be done, and the visit can take place without it.</summary>
    Amber,

    /// <summary>Without it the visit is not paid for, or should not take place.</summary>
    Red,
}

/// <summary>Why a visit is not green.</summary>
/// <param name="Subject">One of <see cref="ReadinessSubjects"/>.</param>
/// <param name="Words">Without a full stop, as part of "not ready because ...".</param>
/// <param name="Act">What mends it, as it stands on a button; null where there is nothing to press.</param>
/// <param name="Href">Where that is done.</param>
internal sealed record ReadinessReason(string Subject, Light Light, string Words, string? Act, string? Href)
{
    /// <summary>An authorization that may be meant; null for every other reason.</summary>
    public Guid? MayBeMeant { get; init; }

    /// <summary>The coverage of which it is said, where that pays after the first; null for every other reason.</summary>
    public Guid? OfBehind { get; init; }
}

/// <summary>Computed whenever it is asked for: a change of code, provider, site or plan shows at once.</summary>
/// <param name="Light">The worst of its reasons.</param>
/// <param name="Reasons">The worst first; none of what is green.</param>
internal sealed record VisitReadiness(Light Light, IReadOnlyList<ReadinessReason> Reasons)
{
    /// <summary>The day of the visit at its location.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>How the coverage stands: what else is said of a visit goes by this, and is not judged anew.</summary>
    public required CoverageStanding Coverage { get; init; }

    /// <summary>Why nobody knows the co-pay, a sentence; null where it is known, or stands in the ledger.</summary>
    public required string? CoPayNotKnown { get; init; }

    /// <summary>Each of the clinic's forms with the signature that holds on the day of the visit.</summary>
    public required IReadOnlyList<FormDue> Forms { get; init; }

    /// <summary>Authorizations that may be meant for the visit, and of which nobody has said so.</summary>
    public required IReadOnlyList<PayerAuthorization> MayBeMeant { get; init; }

    /// <summary>Authorizations that are asked of a payer which pays after the first.</summary>
    public required IReadOnlyList<Guid> OfBehind { get; init; }

    /// <summary>Which rule said whether the visit needs a referral, the plan's or the payer's, a sentence; null where none speaks of it.</summary>
    public required string? ReferralRule { get; init; }

    /// <summary>What of "address" and "phone number" is not in the record.</summary>
    public required IReadOnlyList<string> MissingContact { get; init; }
}

/// <summary>What readiness is asked about.</summary>
internal static class ReadinessSubjects
{
    public const string Coverage = "Coverage";
    public const string Authorization = "Authorization";
    public const string Referral = "Referral";
    public const string Orders = "Orders";
    public const string Results = "Results";
    public const string Forms = "Forms";
    public const string Record = "Record";
}
