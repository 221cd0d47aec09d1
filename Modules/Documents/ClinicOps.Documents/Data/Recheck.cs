namespace ClinicOps.Documents.Data;

/// <summary>The automatic filings of one week that were drawn to be checked again. Only ever added to.</summary>
internal sealed class RecheckSample
{
    public required Guid Id { get; init; }

    /// <summary>The Monday with which the week begins, on the calendar of each document's location. One sample a week.</summary>
    public required DateOnly Week { get; init; }

    /// <summary>What the drawing started from: with it and the week's filings, everybody draws the same.</summary>
    public required string Seed { get; init; }

    public required DateTimeOffset DrawnAt { get; init; }

    /// <summary>Automatic filings of the week, of which the sample was drawn.</summary>
    public required int Population { get; init; }

    public List<Recheck> Rechecks { get; init; } = [];
}

/// <summary>One drawn filing, and what the person said who looked at its pages without being told whom it was filed to.</summary>
internal sealed class Recheck
{
    public required Guid Id { get; init; }

    public required Guid SampleId { get; init; }

    public RecheckSample? Sample { get; init; }

    /// <summary>In the sample, from 1, in the order drawn.</summary>
    public required int Ordinal { get; init; }

    public required Guid DocumentId { get; init; }

    public Document? Document { get; init; }

    /// <summary>The filing by machine that is checked.</summary>
    public required Guid FilingId { get; init; }

    /// <summary>One of <see cref="RecheckVerdict"/>; null while nobody has looked.</summary>
    public string? Verdict { get; set; }

    /// <summary>Whom the person named; null for nobody registered, and where it could not be told.</summary>
    public Guid? NamedPatientId { get; set; }

    public Guid? CheckedBy { get; set; }

    public DateTimeOffset? CheckedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>Recorded: never rename one.</summary>
internal static class RecheckVerdict
{
    /// <summary>The person named whom the machine had filed it to.</summary>
    public const string Agreed = "agreed";

    /// <summary>The person named somebody else, or nobody.</summary>
    public const string Wrong = "wrong";

    /// <summary>The pages do not say enough.</summary>
    public const string CannotTell = "cannot-tell";
}
