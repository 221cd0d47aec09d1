namespace ClinicOps.Documents.Contracts;

public interface IOrders
{
    /// <summary>The order as transcribed, or null when there is none of that id or it was withdrawn.</summary>
    Task<OrderAsTranscribed?> Find(Guid orderId, CancellationToken stopping = default);
}

/// <summary>A physician's instruction as it was read. Patient text: do not log or copy into events.</summary>
/// <param name="Kind">imaging, lab, procedure, pt, dme, medication or referral.</param>
/// <param name="State">ready, unsigned, undated, illegible or elsewhere.</param>
/// <param name="Code">CPT or HCPCS code as written; null where there is none.</param>
/// <param name="Urgency">routine, urgent or stat.</param>
/// <param name="Laterality">left, right, bilateral or null.</param>
public sealed record OrderAsTranscribed(
    Guid Id,
    Guid DocumentId,
    Guid PatientId,
    Guid LocationId,
    Guid CareThreadId,
    string Kind,
    string State,
    string Description,
    string? Code,
    string? Diagnosis,
    string? Icd10,
    string Urgency,
    string? Laterality,
    DateOnly? Due,
    string? OrderingProvider,
    DateOnly? OrderedOn);
