namespace ClinicOps.Intake.Data;

/// <summary>A file as it came from the clearinghouse, kept for ever. Append-only.</summary>
internal sealed class ClearinghouseMessage
{
    public required Guid Id { get; init; }

    /// <summary>64 lower-case hexadecimal digits, unique: the same file again is the same message.</summary>
    public required string Sha256 { get; init; }

    public required byte[] Raw { get; init; }

    /// <summary>What is wrong with it, in sentences without its content.</summary>
    public required string[] Problems { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>What a payer said to one question. Append-only.</summary>
internal sealed class EligibilityAnswer
{
    public required Guid Id { get; init; }

    /// <summary>Null for an answer that nobody asked for.</summary>
    public Guid? CheckId { get; init; }

    public Guid? PatientId { get; init; }

    /// <summary>Where it stands; null for what a person was told.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Among the answers of the message, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>One of <see cref="AnswerOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>AAA03 codes; empty where nothing was rejected.</summary>
    public required string[] Rejections { get; init; }

    /// <summary>The payer says that an authorization is required for the visit's own kind of service (EB11).</summary>
    public bool AuthorizationNeeded { get; init; }

    /// <summary>What the payer has otherwise than it is registered, in sentences.</summary>
    public required string[] Differs { get; init; }

    public string Plan { get; init; } = "";

    /// <summary>Of a call or a portal: the reference given, who said so, and what else.</summary>
    public string Reference { get; init; } = "";

    public string SaidBy { get; init; } = "";

    public string Note { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

internal static class AnswerOutcome
{
    public const string Active = "active";
    public const string NotActive = "not-active";

    /// <summary>The plan is active, and does not cover the visit's own kind of service.</summary>
    public const string NotCovered = "not-covered";
    public const string Rejected = "rejected";

    /// <summary>It says neither yes nor no.</summary>
    public const string Unclear = "unclear";

    /// <summary>Whether it says whether the coverage pays: a rejection, and what is unclear, do not.</summary>
    public static bool SaysYesOrNo(string? outcome) => outcome is Active or NotActive or NotCovered;
}

/// <summary>One benefit of an answer. Append-only.</summary>
internal sealed class EligibilityBenefit
{
    public required Guid Id { get; init; }

    public required Guid AnswerId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>In the order of the answer, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>EB01: "A" is co-insurance, "B" co-payment; they are never one list.</summary>
    public required string Info { get; init; }

    public string Level { get; init; } = "";

    /// <summary>EB03 codes.</summary>
    public required string[] ServiceTypes { get; init; }

    public string Insurance { get; init; } = "";

    public string Plan { get; init; } = "";

    public string Period { get; init; } = "";

    public int? AmountCents { get; init; }

    /// <summary>20 for 20 %.</summary>
    public decimal? Percent { get; init; }

    public string QuantityKind { get; init; } = "";

    public decimal? Quantity { get; init; }

    public bool? AuthorizationNeeded { get; init; }

    /// <summary>EB12: Y in the network, N out of it, W either, U or empty not said.</summary>
    public string Network { get; init; } = "";

    public string Procedure { get; init; } = "";

    /// <summary>The days it holds for; null where it does not say.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public bool HoldsOn(DateOnly day) => (From is null || From <= day) && (To is null || To >= day);

    public required string[] Messages { get; init; }

    /// <summary>III codes of the places of service it holds at; empty where it does not say.</summary>
    public string[] Places { get; init; } = [];

    /// <summary>Other limits, in words.</summary>
    public required string[] Limits { get; init; }

    /// <summary>NM101 and name of the first whom it names, "P3".</summary>
    public string EntityRole { get; init; } = "";

    public string EntityName { get; init; } = "";

    public string EntityPhone { get; init; } = "";

    /// <summary>Whom it names besides.</summary>
    public IReadOnlyList<NamedEntity> Others { get; init; } = [];

    /// <summary>Everybody whom it names, in the order of the answer: payer, primary care provider, plan sponsor, gateway, administrator.</summary>
    public IEnumerable<NamedEntity> Named => EntityName.Length > 0 || EntityRole.Length > 0 ? Others.Prepend(new NamedEntity(EntityRole, EntityName, EntityPhone)) : Others;

    /// <summary>The EB segment and those below it, one a line, as they came; empty for what a person was told.</summary>
    public required string Raw { get; init; }
}

/// <summary>Somebody whom a benefit names.</summary>
/// <param name="Role">NM101, "P3".</param>
/// <param name="Phone">As written; empty where none is said.</param>
internal sealed record NamedEntity(string Role, string Name, string Phone);
