namespace ClinicOps.Documents.Data;

/// <summary>A filing on its way out to the clinic's EHR: to be written into its folder, written, or taken back.</summary>
internal sealed class ExportedFiling
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public Document? Document { get; init; }

    /// <summary>The filing by which the document came into the record: filed elsewhere, it is another one, and goes out again.</summary>
    public required Guid FilingId { get; init; }

    public FilingEntry? Filing { get; init; }

    /// <summary>One of <see cref="ExportState"/>.</summary>
    public string State { get; set; } = ExportState.Pending;

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>How often it could not be written; the next try comes later and later.</summary>
    public int Failures { get; set; }

    /// <summary>Why it could not be written when it was last tried; null when it was not tried or went well.</summary>
    public ExportProblem? Problem { get; set; }

    public required DateTimeOffset NextTryAt { get; set; }

    /// <summary>Of the file's bytes, 64 lower-case hexadecimal digits.</summary>
    public string? Sha256 { get; set; }

    public long? ByteCount { get; set; }

    public DateTimeOffset? WrittenAt { get; set; }

    /// <summary>When the index said that it is there.</summary>
    public DateTimeOffset? WrittenIndexedAt { get; set; }

    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>When the index said that it is taken back.</summary>
    public DateTimeOffset? WithdrawalIndexedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>Recorded: never rename one.</summary>
internal static class ExportState
{
    public const string Pending = "pending";

    /// <summary>It lies, or lay, in the folder under its name.</summary>
    public const string Written = "written";

    /// <summary>It was written, and its document left the record (or the sight of the EHR) since.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Its document left the record before it was written.</summary>
    public const string Dropped = "dropped";

    /// <summary>Those of which a filing has one at most.</summary>
    public static readonly IReadOnlyList<string> InForce = [Pending, Written];
}

/// <summary>Recorded by name: never rename one.</summary>
internal enum ExportProblem
{
    /// <summary>A stored page image, or the letter as it left, is damaged or gone.</summary>
    StoredFileDamaged,

    /// <summary>Its patient is no longer registered: there is no MRN for the index.</summary>
    PatientGone,
}
