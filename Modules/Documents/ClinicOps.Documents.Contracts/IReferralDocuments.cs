namespace ClinicOps.Documents.Contracts;

/// <summary>What referrals and consult notes in patients' records say. For reactions, which act as the machine.</summary>
public interface IReferralDocuments
{
    /// <summary>The referral as read of a document; null unless it is one, filed to a patient, and was read.</summary>
    Task<ReferralAsRead?> FindReferral(Guid documentId, CancellationToken stopping = default);

    /// <summary>The consult note; null unless it is one, filed to a patient, and was read.</summary>
    Task<ConsultNote?> FindConsultNote(Guid documentId, CancellationToken stopping = default);
}

/// <summary>A referral as it was read, or as a person corrected it. Patient text: do not log or copy into events.</summary>
/// <param name="Specialty">Of <see cref="Specialties"/>; null where none is named.</param>
/// <param name="Visits">How many visits it allows; null where it does not say.</param>
/// <param name="Number">That the payer or the sender gave it.</param>
/// <param name="Urgency">routine, urgent or stat; null where it does not say.</param>
public sealed record ReferralAsRead(
    Guid DocumentId,
    Guid PatientId,
    Guid LocationId,
    Guid CareThreadId,
    string? ReferringProvider,
    string? ReferredTo,
    string? Specialty,
    string? Reason,
    string? Diagnosis,
    string? Icd10,
    string? Urgency,
    int? Visits,
    string? Number,
    DateOnly? ValidFrom,
    DateOnly? ValidTo);

/// <summary>Who saw a patient, as a consult note says it. Patient text: do not log or copy into events.</summary>
/// <param name="Provider">Who saw the patient; null where it was not read.</param>
/// <param name="Practice">Whose paper it is, as its head says.</param>
/// <param name="Specialty">Of <see cref="Specialties"/>; null where none is named, or several.</param>
/// <param name="SeenOn">On which day; null where it was not read.</param>
public sealed record ConsultNote(Guid DocumentId, Guid PatientId, Guid LocationId, Guid CareThreadId, string? Provider, string? Practice, string? Specialty, DateOnly? SeenOn);
