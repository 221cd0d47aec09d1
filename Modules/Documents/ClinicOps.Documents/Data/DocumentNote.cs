namespace ClinicOps.Documents.Data;

/// <summary>What somebody wrote on a document for colleagues; it never leaves the house. Only ever added to: a removal is a row of its own.</summary>
internal sealed class DocumentNote
{
    public const int LongestText = 500;

    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>May hold patient text: stands in no event, log or audit entry. Null for a removal.</summary>
    public string? Text { get; init; }

    /// <summary>The colleague whom the document was given with it; null for a note to everybody.</summary>
    public Guid? GivenTo { get; init; }

    /// <summary>The note that this row strikes through; null for a note.</summary>
    public Guid? Removes { get; init; }

    /// <summary>What was given together, to be taken back together; null for a note by itself.</summary>
    public Guid? Batch { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid By { get; init; }
}
