using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>Who sends it: what stands at the head of the page.</summary>
internal enum Sender
{
    Practice,
    Laboratory,
    Imaging,
    Hospital,
    Payer,
    Pharmacy,
    Lawyer,
    Patient,
    Merchant,
}

/// <summary>How documents of one type are worded by many hands.</summary>
/// <param name="Headings">What the sender calls it. Some say only half of it, as senders do.</param>
/// <param name="Lines">What may stand below; {d} is a day, {n} a number, {p} a provider, {x} the patient as spoken of in a sentence.</param>
/// <param name="Most">Most of its lines on the first page.</param>
internal sealed record Wording(DocumentType Type, Sender Sender, string[] Headings, string[] Lines, int Least, int Most)
{
    public static readonly IReadOnlyList<Wording> All =
    [
        new(
            DocumentType.PhysicianOrder, Sender.Practice,
            Split("Physician Order|Imaging Requisition|Order for Outpatient Services|Diagnostic Order Form|Outpatient Test Order|Radiology Order|Rx|Lab Requisition|DME Order|Therapy Referral and Prescription|Provider Orders|Outpatient Order Set|Scheduling Order|Exam Request"),
            Split("Exam requested: MRI lumbar spine without contrast (72148)|Dx: M54.50 Low back pain|ICD-10: E11.9|CPT 80053 Comprehensive metabolic panel|CBC with differential 85025|[X] Routine   [ ] Urgent   [ ] STAT|Reason for exam: persistent pain|Please obtain fasting lipid panel|PT evaluate and treat, 2x/week for 6 weeks|Front wheeled walker, E0143, qty 1|Length of need: 99 months|Ordering provider: {p}|NPI: 1{n}{n}|Signature: {p}   Date: {d}|Please call the patient to schedule|Clinical indication: rule out fracture|Ordered on {d}|Call results to the office|Prior imaging: none|Laterality: left"),
            4, 9),
        new(
            DocumentType.Referral, Sender.Practice,
            Split("Referral|Referral Form|Specialist Referral|Consultation Request|Outpatient Referral Request|Request for Specialty Consultation|Referral to Cardiology|Specialty Care Referral|New Referral|Referral / Consult Order"),
            Split("Refer to: Gastroenterology|Referring provider: {p}|Reason for referral: abnormal liver tests|Please evaluate and treat|Number of visits: 3|Specialty: Neurology|Urgency: Routine|Thank you for seeing this pleasant patient.|Diagnosis: R51.9 Headache|Referred by {p}|Services requested: consultation only|Valid from {d} to {d}|We would appreciate your opinion regarding further work-up.|I am referring {x} for evaluation of palpitations.|Please send your consult note to our office.|Records attached: last office note, labs|Insurance referral number: {n}|Requested appointment: next available"),
            5, 9),
        new(
            DocumentType.LabResult, Sender.Laboratory,
            Split("Laboratory Report|Final Report|Lab Results|Clinical Laboratory Results|Chemistry|Result Summary|Pathology Report|Surgical Pathology|Microbiology Final|Patient Results|Laboratory Test Report|Hematology"),
            Split("Specimen: serum   Collected: {d}|Accession: {n}|Test   Result   Units   Reference Range|Glucose   98   mg/dL   70 - 99|Hemoglobin A1c   6.9 H   %   4.0 - 5.6|Creatinine   0.9   mg/dL   0.6 - 1.3|TSH   2.1   uIU/mL   0.4 - 4.5|WBC   7.2   K/uL   4.0 - 11.0|Potassium   4.4   mmol/L   3.5 - 5.1|LDL cholesterol   142 H   mg/dL   <100|Ordering provider: {p}|Received: {d}   Reported: {d}|CLIA 36D{n}|Urine culture: no growth at 48 hours|Performed at: main laboratory|Flag H = high, L = low|Sodium   139   mmol/L   136 - 145|Platelets   251   K/uL   150 - 400|Gross description: skin, left arm, shave biopsy|Comment: clinical correlation is suggested"),
            7, 13),
        new(
            DocumentType.ImagingReport, Sender.Imaging,
            Split("Radiology Report|Imaging Report|MRI Brain without Contrast|CT Abdomen and Pelvis|Diagnostic Imaging|Final Radiology Interpretation|X-Ray Left Knee 3 Views|Ultrasound Report|Mammography Report|Exam Report|Echocardiogram Report|Radiologic Consultation"),
            Split("Exam date: {d}|Clinical history: pain|Technique: multiplanar multisequence imaging was performed.|Comparison: none available|Findings:|The visualized osseous structures are intact.|No acute fracture or dislocation is seen.|Lungs are clear. Heart size is normal.|Impression:|1. No acute abnormality.|2. Mild degenerative change.|Dictated by: {p}|Electronically signed by {p} on {d}|Referring physician: {p}|The liver and spleen are unremarkable.|There is a small joint effusion.|BI-RADS category 2: benign|Recommend follow up in 6 months.|Contrast: none|Indication: trauma"),
            7, 12),
        new(
            DocumentType.ConsultNote, Sender.Practice,
            Split("Consultation|Office Visit|Progress Note|Cardiology Consultation Note|Follow-up Visit|Clinic Note|Initial Evaluation|Outpatient Progress Note|History and Physical|Neurology Follow-Up|Encounter Summary|Visit Note"),
            Split("Chief complaint: shortness of breath|History of present illness|{x} presents today for follow up of hypertension.|Review of systems is negative except as noted above.|Physical exam: lungs clear, heart regular.|Assessment and plan|1. Hypertension, well controlled. Continue lisinopril.|2. Return in three months.|Thank you for allowing me to participate in the care of this patient.|Dear Dr. Quill,|I had the pleasure of seeing {x} in clinic on {d}.|Past medical history: asthma|Social history: never smoker|Vitals: BP 128/78, pulse 72|Medications: metformin 500 mg twice daily|Sincerely,|{p}|Electronically signed by {p}|Impression: stable|Recommendations: continue current therapy"),
            7, 13),
        new(
            DocumentType.DischargeSummary, Sender.Hospital,
            Split("Discharge Summary|Hospital Discharge Summary|Inpatient Discharge|Hospital Course and Discharge|After Visit Summary - Inpatient|Discharge Instructions|ED Discharge Summary|Summary of Hospital Stay"),
            Split("Admitted: {d}   Discharged: {d}|Date of admission: {d}|Date of discharge: {d}|Attending physician: {p}|Principal diagnosis: community acquired pneumonia|Hospital course: The patient was treated with intravenous antibiotics.|Discharge medications: amoxicillin 500 mg|Disposition: home|Condition at discharge: good|Follow up with primary care in one week.|Discharge diagnosis: heart failure|Length of stay: 4 days|Diet: low sodium|Activity as tolerated|Pending results at discharge: none|Admitting diagnosis: chest pain|Reason for hospitalization: syncope"),
            7, 12),
        new(
            DocumentType.InsuranceCard, Sender.Payer,
            Split("Member Identification Card|Insurance Card|Health Plan ID Card|Member Card|Identification Card||"),
            Split("Group: {n}|RxBIN: 0{n}|RxPCN: ADV|RxGRP: RX{n}|Office visit $25   Specialist $50|Emergency room $250   Urgent care $60|Member services 1-800-555-0143|Payer ID: {n}|Submit claims to PO Box {n}|PPO|Plan: Gold Choice|Effective: {d}|Deductible $1,500 individual|Providers: call to verify eligibility|Copays|HMO"),
            6, 10),
        new(
            DocumentType.EligibilityOrBenefitsLetter, Sender.Payer,
            Split("Eligibility and Benefits|Verification of Benefits|Coverage Summary|Benefit Verification|Eligibility Response|Summary of Benefits|Insurance Verification Results|Notice of Coverage|Member Eligibility Inquiry|Your Benefits at a Glance"),
            Split("Coverage status: active|Plan: Gold Choice PPO   Group: {n}|Effective date: {d}|Deductible $1,500, met $420.10|Out of pocket maximum $6,000|Coinsurance 20 % after deductible|Copay office visit $25, specialist $50|In network   Out of network|This is not a guarantee of payment.|Physical therapy: 30 visits per calendar year|Prior authorization is required for advanced imaging.|Benefits were verified on {d}|Primary care provider: {p}|Benefit period: calendar year|Remaining deductible $1,079.90|Lifetime maximum: none"),
            6, 11),
        new(
            DocumentType.PriorAuthDecision, Sender.Payer,
            Split("Prior Authorization Approval|Notice of Determination|Authorization Notification|Notice of Denial of Medical Coverage|Utilization Management Decision|Approval of Requested Services|Adverse Determination|Precertification Decision|Your Request Has Been Approved|Authorization Status"),
            Split("Authorization number: {n}|The request for MRI lumbar spine has been approved.|Approved from {d} through {d}|Units approved: 12 visits|Requesting provider: {p}|CPT 72148|The requested service does not meet medical necessity criteria.|You have the right to appeal this decision within 180 days.|A peer to peer discussion may be requested within 14 days.|Decision date: {d}|Reference number: {n}|Status: approved|Denial reason: not medically necessary|Servicing facility: St. Agnes Hospital|We have reviewed the request from your provider.|This authorization is not a guarantee of payment."),
            6, 11),
        new(
            DocumentType.RecordsRequest, Sender.Lawyer,
            Split("Request for Medical Records|Medical Records Request|Authorization for Release of Information|HIPAA Authorization|Records Release|Subpoena for Records|Request for Copies of Records|Chart Request|Authorization to Disclose Health Information|Record Retrieval Request"),
            Split("Please send complete medical records from {d} to present.|Our firm represents the above named individual.|Dates of service: {d} to {d}|Purpose of disclosure: legal|I authorize the release of my health information.|Please provide itemized billing and imaging on disc.|Custodian of records|This authorization expires one year from the date signed.|Records to be released: office notes, laboratory, imaging|Please fax the records to (614) 555-0150|A copying fee will be paid upon receipt of invoice.|Signature of patient: on file|Respond by {d}|Claim number: {n}|We are conducting a chart review for risk adjustment."),
            6, 10),
        new(
            DocumentType.PatientForm, Sender.Practice,
            Split("Patient Registration|New Patient Intake|Health History Questionnaire|Consent to Treatment|Patient Information|Demographic Update|Registration Form|Medical History|Notice of Privacy Practices Acknowledgment|Financial Policy Agreement|Patient Questionnaire|Welcome to Our Practice"),
            Split("Marital status: [ ] single [X] married|Preferred language: English|Employer: none|Emergency contact phone: (614) 555-0161|Allergies: penicillin|Do you smoke? [ ] yes [X] no|Occupation: teacher|Preferred pharmacy: Main Street|How did you hear about us? friend|I consent to treatment.|I acknowledge receipt of the notice of privacy practices.|Patient signature: signed   Date: {d}|Past surgeries: appendectomy|Race: decline   Ethnicity: decline|Current medications: none|List your medical conditions: asthma|I agree to be financially responsible for charges.|Family history: diabetes"),
            6, 12),
        new(
            DocumentType.PatientLetter, Sender.Patient,
            Split("||||To whom it may concern|My appointment"),
            Split("Dear Doctor,|I am writing to ask about my bill from {d}.|Could you please call me back?|I would like to change my appointment.|My medication makes me dizzy and I stopped taking it.|Can you send my results to me?|I was told that my insurance was not accepted.|I have been a patient of yours for many years.|Thank you for your time.|Sincerely,|Please let me know what I should do.|I need a note for my employer.|I waited for two hours at my last visit.|My husband can pick up the form.|Yours truly,|I do not understand the letter you sent."),
            6, 10),
        new(
            DocumentType.PharmacyRefillRequest, Sender.Pharmacy,
            Split("Refill Request|Prescription Refill Request|Refill Authorization|Renewal Request|Rx Refill Request|Prescriber Refill Authorization|Prescription Renewal|Request for Refill|Medication Refill Authorization Form"),
            Split("Drug: Lisinopril 20 mg tablet   Qty: 90|Sig: take one tablet daily|Last filled: {d}|Refills requested: 3|Prescriber: {p}|Rx number: {n}|Days supply: 90|[ ] Approve   [ ] Deny|Date written: {d}|NDC 00093-{n}|Pharmacist: on duty|Please respond by fax to (614) 555-0152|Original quantity: 90   Refills remaining: 0|Prescriber signature: ____________|Medication: Atorvastatin 40 mg|Directions: one by mouth at bedtime|Authorized refills: ____"),
            6, 11),
        new(
            DocumentType.JunkFax, Sender.Merchant,
            Split("Special Offer|Business Loans Approved Fast|Toner Clearance Sale|Caribbean Cruise for 2|Attention Office Manager|Lower Your Merchant Rates|Free Quote on Group Health Plans|Roof Repair Special"),
            Split("Act now and save 40 %!|Limited time only.|Call 1-800-555-0170 today|No obligation, no credit check.|To be removed from our list call 1-800-555-0171|Rates as low as 4.9 %|Free shipping on all orders over $99|Offer expires {d}|All inclusive from $299 per person|100 % money back guarantee|Buy one get one free|Pre-approved up to $250,000"),
            5, 9),
    ];

    private static string[] Split(string text) => text.Split('|');
}
