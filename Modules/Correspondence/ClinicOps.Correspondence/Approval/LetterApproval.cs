using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Approval;

/// <summary>
/// What somebody approved, frozen: text, values and pages. What is sent are the bytes of the blob named here, and no others.
/// Approving again after an edit is another row; one that was taken back stays.
/// </summary>
internal sealed class LetterApproval
{
    public required Guid Id { get; init; }

    public required Guid LetterId { get; init; }

    /// <summary>Of this letter, from 1.</summary>
    public required int Number { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<LetterBlock> Blocks { get; init; }

    public required IReadOnlyList<MergeValue> Values { get; init; }

    /// <summary>SHA-256 of the PDF, the blob's name.</summary>
    public required string PdfHash { get; init; }

    public required int PageCount { get; init; }

    /// <summary>Of the copy for the clinic, which is printed behind it and leaves no other way; null where there is none.</summary>
    public string? ClinicCopyHash { get; init; }

    public Guid? ApprovedBy { get; init; }

    public required DateTimeOffset ApprovedAt { get; init; }

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? TakenBackAt { get; set; }

    public Guid? TakenBackBy { get; set; }

    public uint Version { get; init; }
}
