using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Sorting;

public sealed class ClassifyDocumentTests
{
    [Theory]
    [InlineData("physician_order", "Imaging Requisition|Patient: Elena Rossi|Please perform: MRI knee without contrast|CPT: 73721|Ordering Provider: Paul Winter, MD")]
    [InlineData("physician_order", "Standard Written Order|Patient: Elena Rossi|Item: rollator walker|Length of need: 99 months|ICD-10: M17.11")]
    [InlineData("referral", "Outpatient Referral|Patient: Elena Rossi|Referred to: Orthopedics|Reason for referral: knee pain|Number of visits: 3")]
    [InlineData("lab_result", "Final Laboratory Report|Specimen: serum|Collected: 03/01/2025|Test  Result  Reference Range|Glucose  92  70 - 99|Sodium  140  136 - 145")]
    [InlineData("lab_result", "Surgical Pathology Report|Gross description|Microscopic description|Final diagnosis: benign")]
    [InlineData("imaging_report", "CT Report|Clinical indication: cough|Technique: helical|Findings: clear lungs|Impression: no acute disease|Radiologist: P. Winter, MD")]
    [InlineData("consult_note", "Office Visit Note|Chief Complaint: knee pain|History of Present Illness|Review of Systems|Physical Exam|Assessment and Plan")]
    [InlineData("discharge_summary", "Hospital Discharge Summary|Date of Admission: 03/01/2025|Date of Discharge: 03/04/2025|Hospital Course|Discharge Medications|Condition at discharge: good")]
    [InlineData("insurance_card", "Health Insurance Card|Member ID: SCX129984556|Group Number: 7781|RxBIN: 610014|RxPCN: ADV|Copays: PCP $20|Mail claims to: PO Box 9")]
    [InlineData("eligibility_or_benefits_letter", "Verification of Benefits|Coverage status: Active|Deductible: $1500|Coinsurance: 20%|Out of pocket maximum: $6000|This is not a guarantee of payment")]
    [InlineData("prior_auth_decision", "Notice of Denial|The request has been denied as not medically necessary|Peer to peer review may be requested|Your appeal rights|Authorization number: 7782")]
    [InlineData("records_request", "Authorization to Release Health Information|Please send copies of office notes|Records from 01/01/2022|Purpose of disclosure: legal")]
    [InlineData("patient_form", "New Patient Intake|Marital status: single|Emergency contact: Marco|Allergies: none|Do you have diabetes?|Patient signature")]
    [InlineData("patient_letter", "March 3, 2025|Dear Dr. Winter,|I am writing because I was told to stop my medication.|Could you please call me?|Sincerely,|Elena Rossi")]
    [InlineData("pharmacy_refill_request", "Medication Renewal Request|Harbor Pharmacy|Prescriber: P. Winter|Last filled: 02/01/2025|Days supply: 30|Refills remaining: 0")]
    [InlineData("junk_fax", "LIMITED TIME OFFER|Cruise vacation, all inclusive, lowest price|Call now|To opt out call 1-800-555-0111")]
    [InlineData("sign_and_return", "Home Health Certification and Plan of Care|Patient: Elena Rossi|Certification period: 03/01/2025 - 04/29/2025|I certify that this patient is homebound|Please sign and return by fax|Attending physician signature: ______ Date: ____")]
    [InlineData("sign_and_return", "Certification of Health Care Provider|Family and Medical Leave Act|Employee: Elena Rossi|Unable to perform essential functions of the job?|Healthcare provider signature: ____")]
    [InlineData("about_no_patient", "INVOICE|Bill to: Harbor Clinic|Invoice number: 20881|Amount due: $212.50|Remit to: PO Box 9|Net 30")]
    [InlineData("about_no_patient", "Provider Newsletter|Dear Provider,|Fee schedule changes apply to all participating providers from April|Questions: call Provider Relations")]
    public void Each_kind_is_known_by_its_words(string code, string lines)
    {
        var found = ClassifyDocument.Of([Page(["Harbor Clinic", .. lines.Split('|')])]);

        Assert.Equal(code, found.Type.Code());
        Assert.InRange(found.Confidence, ClassifyDocument.LeastConfidence, 1);
        Assert.NotEmpty(found.Evidence);
        Assert.All(found.Evidence, e => Assert.True(e.Box.Width > 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Thank you|Page 1|Harbor Clinic")]
    [InlineData("Notes|see attached|continued")]
    public void Words_that_do_not_decide_are_called_unsure(string lines) =>
        Assert.Equal(DocumentType.Unsure, ClassifyDocument.Of([Page(lines.Split('|'))]).Type);

    [Fact]
    public void A_title_says_more_than_words_below()
    {
        var found = ClassifyDocument.Of([Page("Harbor Clinic", "Discharge Summary", "Hospital Course", "Glucose 92, sodium 140, hemoglobin 13, platelets 250", "Impression: improved")]);

        Assert.Equal(DocumentType.DischargeSummary, found.Type);
        Assert.True(found.Evidence[0].InTitle);
        Assert.Equal("Discharge Summary", found.Evidence[0].Words);
    }

    [Theory]
    [InlineData("imaging_report", "MRI Brain without Contrast")]
    [InlineData("eligibility_or_benefits_letter", "YOUR BENEFITS AT A GLANCE")]
    [InlineData("physician_order", "Cardiac Rehabilitation Program Orders")]
    [InlineData("prior_auth_decision", "We Have Approved Your Request")]
    [InlineData("pharmacy_refill_request", "Please Authorize This Refill")]
    public void A_heading_that_is_no_usual_title_still_speaks_for_what_it_is_about_be_it_alone(string code, string heading) =>
        Assert.Equal(code, ClassifyDocument.Of([Page("Harbor Clinic", heading, "Patient: Elena Rossi", "DOB: 06/20/1990")]).Evidence[0].Type.Code());

    [Theory]
    [InlineData("consult_note", "Cardiology Consultation|Impression: stable angina")]
    [InlineData("eligibility_or_benefits_letter", "Notice of Coverage|Member: Elena Rossi|Coverage status: active|Prior authorization is required for advanced imaging.|Deductible: $1500")]
    public void A_word_two_letters_off_and_a_sentence_make_no_title(string code, string lines) =>
        Assert.Equal(code, ClassifyDocument.Of([Page(["Harbor Clinic", .. lines.Split('|')])]).Type.Code());

    [Theory]
    [InlineData("Lakeside Imaging Center")]
    [InlineData("Records were not found.")]
    [InlineData("Cardiology")]
    [InlineData("PATIENT")]
    [InlineData("Coverage: see below")]
    public void The_name_of_a_sender_and_a_sentence_are_no_heading(string line) =>
        Assert.Equal(DocumentType.Unsure, ClassifyDocument.Of([Page(line, "9 Dock Rd, Ashford, OH 43096", "Patient: Elena Rossi", "DOB: 06/20/1990")]).Type);

    [Fact]
    public void A_misread_letter_in_the_title_does_not_matter() =>
        Assert.Equal(DocumentType.DischargeSummary, ClassifyDocument.Of([Page("Harbor Clinic", "Dlscharge Sumnary", "Hospital Coursc", "Condition at discharge: good")]).Type);

    [Fact]
    public void The_recorded_codes_never_change()
    {
        string[] recorded =
        [
            "unsure", "physician_order", "referral", "lab_result", "imaging_report", "consult_note", "discharge_summary", "insurance_card",
            "eligibility_or_benefits_letter", "prior_auth_decision", "records_request", "patient_form", "patient_letter", "pharmacy_refill_request", "junk_fax",
            "sign_and_return", "about_no_patient", "misdirected", "letter_sent",
        ];

        Assert.Equal(recorded, Enum.GetValues<DocumentType>().Select(t => t.Code()));
        Assert.All(recorded, c => Assert.Equal(c, DocumentTypes.FromCode(c)!.Value.Code()));
        Assert.Null(DocumentTypes.FromCode("invoice"));
    }
}
