namespace ClinicOps.Documents.Contracts;

public interface IOrders
{
    /// <summary>The order as transcribed, or null when there is none of that id or it was withdrawn.</summary>
    Task<OrderAsTranscribed?> Find(Guid orderId, CancellationToken stopping = default);

    /// <summary>Those of them that there are, in any order.</summary>
    Task<IReadOnlyList<OrderAsTranscribed>> FindAll(IReadOnlyCollection<Guid> orderIds, CancellationToken stopping = default);
}

/// <summary>A physician's instruction as it was read. Patient text: do not log or copy into events.</summary>
/// <param name="Kind">imaging, lab, procedure, pt, dme, medication or referral.</param>
/// <param name="State">ready, standing or late; unsigned, undated, illegible, elsewhere, duplicate, expired, cancelled or struck_out: then its sender is asked.</param>
/// <param name="Code">CPT or HCPCS code as written; null where there is none.</param>
/// <param name="Urgency">routine, urgent or stat.</param>
/// <param name="Laterality">left, right, bilateral or null.</param>
/// <param name="StateReason">Why it is in that state, for people, without patient text; null for one told before there were reasons.</param>
/// <param name="IsAnswered">Its sender was asked, and has sent another that stands in its place: nothing is to be done for it.</param>
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
    DateOnly? OrderedOn,
    string? StateReason = null,
    bool IsAnswered = false)
{
    /// <summary>It may be carried out: no question to its sender stands in the way.</summary>
    public bool IsWork => State is "ready" or "standing" or "late";
}
