namespace ClinicOps.Documents.Sorting;

/// <summary>What a document is. The recorded codes (<see cref="DocumentTypes.Code"/>) are stored and told; never rename one.</summary>
internal enum DocumentType
{
    /// <summary>The words do not decide: a person says.</summary>
    Unsure,
    PhysicianOrder,
    Referral,
    LabResult,
    ImagingReport,
    ConsultNote,
    DischargeSummary,
    InsuranceCard,
    EligibilityOrBenefitsLetter,
    PriorAuthDecision,
    RecordsRequest,
    PatientForm,
    PatientLetter,
    PharmacyRefillRequest,
    JunkFax,

    /// <summary>About a patient, to be signed here and sent back: home health plans of care, equipment, leave forms, clearances.</summary>
    SignAndReturn,

    /// <summary>Business of the practice itself: invoices, licences, payers' news, credentialing. Nobody's record.</summary>
    AboutNoPatient,

    /// <summary>Addressed to another practice.</summary>
    Misdirected,

    /// <summary>A letter of ours, as it left. Nothing received is ever one.</summary>
    LetterSent,
}

internal static class DocumentTypes
{
    private static readonly Dictionary<DocumentType, string> Codes = new()
    {
        [DocumentType.Unsure] = "unsure",
        [DocumentType.PhysicianOrder] = "physician_order",
        [DocumentType.Referral] = "referral",
        [DocumentType.LabResult] = "lab_result",
        [DocumentType.ImagingReport] = "imaging_report",
        [DocumentType.ConsultNote] = "consult_note",
        [DocumentType.DischargeSummary] = "discharge_summary",
        [DocumentType.InsuranceCard] = "insurance_card",
        [DocumentType.EligibilityOrBenefitsLetter] = "eligibility_or_benefits_letter",
        [DocumentType.PriorAuthDecision] = "prior_auth_decision",
        [DocumentType.RecordsRequest] = "records_request",
        [DocumentType.PatientForm] = "patient_form",
        [DocumentType.PatientLetter] = "patient_letter",
        [DocumentType.PharmacyRefillRequest] = "pharmacy_refill_request",
        [DocumentType.JunkFax] = "junk_fax",
        [DocumentType.SignAndReturn] = "sign_and_return",
        [DocumentType.AboutNoPatient] = "about_no_patient",
        [DocumentType.Misdirected] = "misdirected",
        [DocumentType.LetterSent] = "letter_sent",
    };

    /// <summary>What nobody files to a patient.</summary>
    public static readonly IReadOnlyList<DocumentType> OfNoPatient = [DocumentType.Unsure, DocumentType.JunkFax, DocumentType.AboutNoPatient, DocumentType.Misdirected];

    private static readonly Dictionary<string, DocumentType> ByCode = Codes.ToDictionary(c => c.Value, c => c.Key, StringComparer.Ordinal);

    /// <summary>The recorded code, such as "lab_result".</summary>
    public static string Code(this DocumentType type) => Codes[type];

    /// <summary>The type with this recorded code; null when there is none.</summary>
    public static DocumentType? FromCode(string code) => ByCode.TryGetValue(code, out var type) ? type : null;
}
