namespace ClinicOps.Documents.Contracts;

public interface IPatientDocuments
{
    /// <summary>The documents filed to a patient, newest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<FiledDocument>> OfPatient(Guid patientId, CancellationToken stopping = default);
}

public sealed record FiledDocument(Guid Id, string Type, int Pages, DateTimeOffset ReceivedAt, DateTimeOffset FiledAt, bool FiledByMachine);
