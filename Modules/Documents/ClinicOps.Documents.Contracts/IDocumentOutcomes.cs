namespace ClinicOps.Documents.Contracts;

/// <summary>What became of everything received: for checks and reports from the command line, which runs as the machine.</summary>
public interface IDocumentOutcomes
{
    /// <summary>One line a document (or a transmission that could not be opened), in the order received.</summary>
    Task<IReadOnlyList<DocumentOutcome>> All(CancellationToken stopping = default);
}

/// <summary>Patient text in FileName and Orders: shown, never logged.</summary>
/// <param name="DocumentId">Null for a transmission without documents: failed, or still at work.</param>
/// <param name="Pages">Page numbers in the transmission, from 1.</param>
/// <param name="Type">Code of the type; null without a document.</param>
/// <param name="Disposition">auto, filed (by a person), review, junk, failed or working.</param>
/// <param name="Reason">Plain words for review and failed; null otherwise.</param>
/// <param name="ReasonCode">Recorded name of that reason ("NoBirthDate", "Repeat"); null where Reason is.</param>
public sealed record DocumentOutcome(
    Guid TransmissionId,
    string FileName,
    Guid? DocumentId,
    IReadOnlyList<int> Pages,
    string? Type,
    string Disposition,
    Guid? PatientId,
    string? Reason,
    string? ReasonCode,
    IReadOnlyList<OrderOutcome> Orders);

public sealed record OrderOutcome(Guid Id, string Kind, string State, string Description, string? Code);
