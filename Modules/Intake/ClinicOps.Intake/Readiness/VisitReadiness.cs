using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;

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
    /// <summary>What is wrong, in a word: by it, and <see cref="About"/>, one reason is told from another of its subject. Recorded with gaps that were set aside: never rename one.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The coverage, authorization, referral, order or task that it speaks of; null where there is none.</summary>
    public Guid? About { get; init; }

    /// <summary>Which one that is, or more about it, for where there is room; empty where the words say it all.</summary>
    public string Detail { get; init; } = "";
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

    /// <summary>Authorizations and referrals that concern the visit, or may, and are left out for their access class.</summary>
    public required int ClosedMatters { get; init; }

    /// <summary>Which rule said whether the visit needs a referral, the plan's or the payer's, a sentence; null where none speaks of it.</summary>
    public required string? ReferralRule { get; init; }

    /// <summary>What of "address" and "phone number" is not in the record.</summary>
    public required IReadOnlyList<string> MissingContact { get; init; }
}

/// <summary>Kinds of reasons that something else asks for.</summary>
internal static class ReadinessKinds
{
    public const string Query = "query";
    public const string Void = "void";
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
