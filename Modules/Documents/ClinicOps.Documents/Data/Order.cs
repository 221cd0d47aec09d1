namespace ClinicOps.Documents.Data;

/// <summary>
/// A physician's instruction as transcribed. It is read whether or not its document is filed, and told to other modules only
/// while it is: see <see cref="OrderStanding"/>. Its values stand in <see cref="OrderValue"/>.
/// </summary>
internal sealed class Order
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public Document? Document { get; init; }

    /// <summary>In its document, from 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>imaging, lab, procedure, pt, dme, medication or referral.</summary>
    public required string Kind { get; set; }

    /// <summary>One of <see cref="OrderState"/>; why, and who said so, stands in its values under that name.</summary>
    public string State { get; set; } = OrderState.Unsigned;

    /// <summary>One of <see cref="OrderStanding"/>.</summary>
    public string Standing { get; set; } = OrderStanding.Read;

    /// <summary>Whom it was told for; null before.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The withdrawn order it stands in for after its document was taken out of a record, or its pages were put elsewhere.</summary>
    public Guid? SuccessorOf { get; init; }

    public required Guid LocationId { get; init; }

    public required Guid CareThreadId { get; init; }

    public required DateTimeOffset TranscribedAt { get; init; }

    public string AccessClass { get; set; } = "standard";

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    public List<OrderValue> Values { get; init; } = [];
}

/// <summary>What an order is to the clinic. Recorded: never rename one.</summary>
internal static class OrderState
{
    public const string Ready = "ready";
    public const string Unsigned = "unsigned";
    public const string Undated = "undated";
    public const string Illegible = "illegible";

    /// <summary>Somebody else is to act on it.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>The same order was told before, of another document.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>To be repeated; work like a ready one.</summary>
    public const string Standing = "standing";

    /// <summary>Too old, or in force until a day before it arrived.</summary>
    public const string Expired = "expired";

    /// <summary>The day it was to be done by was gone when it arrived; work like a ready one, and nobody loses a day.</summary>
    public const string Late = "late";
    public const string Cancelled = "cancelled";

    /// <summary>Somebody crossed out its line, or part of it, on the paper: a person looks whether it stands.</summary>
    public const string StruckOut = "struck_out";

    /// <summary>In which an order is work; in any other its sender is asked.</summary>
    public static readonly string[] Work = [Ready, Standing, Late];

    public static readonly IReadOnlyList<string> All = [Ready, Standing, Late, Unsigned, Undated, Illegible, Elsewhere, Duplicate, Expired, Cancelled, StruckOut];
}

internal static class OrderStanding
{
    /// <summary>Transcribed; its document is in nobody's record, so no work follows from it.</summary>
    public const string Read = "read";

    /// <summary>Its document is filed, and the order was told.</summary>
    public const string Told = "told";

    /// <summary>Void: its document was unfiled, or a person removed it.</summary>
    public const string Withdrawn = "withdrawn";
}

/// <summary>One value of an order with where it comes from. Only ever added to: a newer one supersedes.</summary>
internal sealed class OrderValue
{
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    public Order? Order { get; init; }

    /// <summary>One of <see cref="OrderValueName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>In comparable form: a date as yyyy-MM-dd, a code as "72148", otherwise as the page words it; null when a person emptied it.</summary>
    public string? Value { get; init; }

    public string? AsWritten { get; init; }

    /// <summary>Number in the transmission; null where nothing on a page is concerned, as are the box's pixels.</summary>
    public int? Page { get; init; }

    public int? X { get; init; }

    public int? Y { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>0 to 100; null for what a person wrote.</summary>
    public float? Confidence { get; init; }

    /// <summary>The rule that read it, in plain words; null for what a person wrote.</summary>
    public string? Rule { get; init; }

    /// <summary>Of the rules, as a whole; 0 for what a person wrote.</summary>
    public int RuleVersion { get; init; }

    /// <summary>One of <see cref="OrderValueSource"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The value this one stands in for; null for a first reading.</summary>
    public Guid? Supersedes { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

internal static class OrderValueSource
{
    public const string Machine = "machine";
    public const string Corrected = "corrected";
    public const string Confirmed = "confirmed";
}

internal static class OrderValueName
{
    public const string Description = "description";
    public const string Code = "code";
    public const string Diagnosis = "diagnosis";
    public const string Icd10 = "icd10";
    public const string Urgency = "urgency";
    public const string Laterality = "laterality";
    public const string Due = "due";
    public const string OrderingProvider = "ordering_provider";
    public const string Npi = "npi";
    public const string OrderedOn = "ordered_on";
    public const string Signature = "signature";

    /// <summary>That the page takes it back.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Those of its words that are crossed out.</summary>
    public const string StruckOut = "struck_out";

    /// <summary>That the page is a copy, or somebody else acts on it.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>Where it is to be done.</summary>
    public const string PerformAt = "perform_at";

    /// <summary>How often it is to be done again.</summary>
    public const string Repeats = "repeats";
    public const string ValidUntil = "valid_until";

    /// <summary>Mean confidence of its words; of words that a person wrote 100.</summary>
    public const string Legibility = "legibility";

    /// <summary>Id of the order that was told before; read off the chart and not off a page.</summary>
    public const string DuplicateOf = "duplicate_of";

    /// <summary>"asked": the sender was asked about it; the words are what was asked.</summary>
    public const string Query = "query";

    /// <summary>Id of the order that came from the same sender afterwards: suggested by the machine, confirmed by a person.</summary>
    public const string AnsweredBy = "answered_by";

    /// <summary>The kind, where a person corrected it.</summary>
    public const string Kind = "kind";

    /// <summary>A decision on the order's state, with the reason as its words.</summary>
    public const string State = "state";
}
