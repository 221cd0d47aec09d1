namespace ClinicOps.Documents.Contracts;

/// <summary>Results in patients' records that nobody has acknowledged yet.</summary>
public interface IWaitingResults
{
    /// <summary>Those of these patients, oldest first, as far as the acting user may see them. The caller audits what it shows.</summary>
    Task<IReadOnlyList<WaitingResult>> Of(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default);
}

/// <param name="Type">Code of the document's type, "lab_result".</param>
public sealed record WaitingResult(Guid PatientId, Guid DocumentId, string Type, DateTimeOffset ReceivedAt, bool IsUrgent);
