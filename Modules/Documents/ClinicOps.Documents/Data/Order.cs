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

    /// <summary>ready, unsigned, undated, illegible or elsewhere.</summary>
    public required string State { get; set; }

    /// <summary>One of <see cref="OrderStanding"/>.</summary>
    public string Standing { get; set; } = OrderStanding.Read;

    /// <summary>Whom it was told for; null before.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The withdrawn order it stands in for after its document was taken out of a record.</summary>
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

    /// <summary>"machine", "corrected" or "confirmed".</summary>
    public required string Source { get; init; }

    /// <summary>The value this one stands in for; null for a first reading.</summary>
    public Guid? Supersedes { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
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
}
