namespace ClinicOps.Documents.Contracts;

public interface IPatientDocuments
{
    /// <summary>The documents filed to a patient, newest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<FiledDocument>> OfPatient(Guid patientId, CancellationToken stopping = default);

    /// <summary>The insurance cards filed to a patient, newest first, at most <paramref name="most"/>. The caller shows them to who may see documents alone, and audits that.</summary>
    Task<IReadOnlyList<FiledCard>> Cards(Guid patientId, int most, CancellationToken stopping = default);
}

public sealed record FiledDocument(Guid Id, string Type, int Pages, DateTimeOffset ReceivedAt, DateTimeOffset FiledAt, bool FiledByMachine);

/// <param name="PageIds">In order; each page's image is at "/documents/pages/{id}/image", where its viewing is audited.</param>
public sealed record FiledCard(Guid DocumentId, DateTimeOffset ReceivedAt, IReadOnlyList<Guid> PageIds);
