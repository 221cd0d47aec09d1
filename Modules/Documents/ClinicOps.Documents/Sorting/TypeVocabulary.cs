namespace ClinicOps.Documents.Sorting;

/// <summary>
/// How documents of each kind are worded in US health care. A title is what the heading says; a word may stand anywhere.
/// Weights: 6 names the kind outright, 3 is typical of it, 1 is a hint.
/// </summary>
internal static class TypeVocabulary
{
    internal sealed record Entry(DocumentType Type, string[] Phrase, double Weight, bool Title);

    private const string Titles = """
        PhysicianOrder 6: physician order|physicians orders|provider order|medical order|doctors order|order form|order requisition|imaging order|radiology order|radiology requisition|imaging requisition|imaging request|diagnostic imaging order|laboratory requisition|lab requisition|laboratory order|lab order|lab orders|test requisition|requisition form|procedure order|procedure request|infusion order|infusion orders|therapy prescription|therapy order|physical therapy prescription|physical therapy order|physical therapy referral|pt prescription|rehabilitation order|detailed written order|standard written order|dme order|durable medical equipment order|equipment order|written order|standing order|sleep study order|home health order|prescription order|orders for|new order
        PhysicianOrder 4: prescription|requisition|orders|order|rx
        Referral 6: referral form|referral request|specialist referral|specialty referral|patient referral|referral order|referral letter|outpatient referral|consultation request|request for consultation|consult request|referral to specialist|new patient referral|referral for consultation|referral authorization form
        Referral 4: referral
        LabResult 6: laboratory report|lab report|laboratory results|lab results|test results|final laboratory report|pathology report|surgical pathology report|cytology report|microbiology report|laboratory result report|clinical laboratory report|chemistry report|hematology report|cumulative report|result report|toxicology report
        LabResult 3: final report|pathology|laboratory
        ImagingReport 6: radiology report|imaging report|diagnostic imaging report|radiology consultation|radiology results|mri report|ct report|ultrasound report|x ray report|xray report|mammography report|mammogram report|echocardiogram report|echocardiography report|nuclear medicine report|bone density report|radiologic report|radiology interpretation|diagnostic radiology
        ConsultNote 6: consultation note|consult note|consultation report|consultation letter|specialist consultation|office visit note|progress note|clinic note|office note|visit note|follow up note|encounter note|new patient consultation|initial consultation|outpatient consultation|history and physical|clinic letter|visit summary|evaluation report|operative report|procedure note|outpatient visit
        ConsultNote 4: consultation|consult
        DischargeSummary 6: discharge summary|hospital discharge summary|discharge report|discharge instructions|inpatient discharge|summary of hospitalization|hospital summary|emergency department summary|transfer summary|after hospital summary|discharge note|discharge documentation
        InsuranceCard 6: member identification card|identification card|insurance card|member id card|health insurance card|member card|id card|medicare health insurance|subscriber identification card|health plan card
        EligibilityOrBenefitsLetter 6: eligibility and benefits|benefits verification|eligibility verification|verification of benefits|benefit verification|summary of benefits|benefits summary|benefit summary|eligibility response|coverage verification|eligibility report|proof of coverage|verification of coverage|benefit information|explanation of benefits|certificate of coverage|eligibility notice|notice of eligibility|coverage letter|coverage notice|verification of eligibility|eligibility confirmation|coverage confirmation
        PriorAuthDecision 6: prior authorization decision|prior authorization determination|authorization decision|notice of determination|coverage determination|prior authorization approval|prior authorization denial|authorization approval|notice of denial|notice of approval|approval notice|denial notice|adverse determination|adverse benefit determination|utilization review|utilization management|notice of authorization|authorization notice|determination notice|precertification notice|preauthorization decision|precertification decision|preauthorization notice|determination letter|medical review decision|notice of adverse|pre authorization|notice of decision|utilization management decision|authorization letter|decision notice
        PriorAuthDecision 3: prior authorization|preauthorization|precertification
        RecordsRequest 6: request for medical records|medical records request|records request|request for records|release of information|authorization to release|authorization for release|authorization to disclose|request for health information|release of medical records|subpoena duces tecum|record retrieval|chart request|medical record request|release of medical information|authorization for disclosure|request for copies|request for patient records|chart retrieval request|release of protected health
        RecordsRequest 4: subpoena
        PatientForm 6: patient registration|registration form|intake form|patient intake|new patient form|patient questionnaire|health questionnaire|health history form|medical history form|consent to treat|consent form|patient information form|demographic form|patient demographics form|patient information sheet|notice of privacy practices acknowledgement|acknowledgement of receipt|financial responsibility agreement|update form|new patient packet|patient history form|new patient paperwork|welcome packet|screening questionnaire|patient update|consent for treatment|assignment of benefits
        PharmacyRefillRequest 6: refill request|refill authorization|refill authorization request|prescription refill|prescription refill request|medication refill|renewal request|prescription renewal|refill renewal|prescriber refill|medication renewal request|refill reminder|prescription renewal request|pharmacy refill|rx renewal|rx refill
        SignAndReturn 6: home health certification|plan of care certification|certification and plan of care|home health certification and plan of care|certificate of medical necessity|physician certification statement|physician certification|physician attestation|face to face encounter|family and medical leave|certification of health care provider|fmla certification|return to work|work status report|fitness for duty|sports physical|physical clearance|medical clearance form|preoperative clearance|surgical clearance|clearance request|attending physician statement|disability certification|parking placard application|letter of medical necessity|interim order|recertification|signature required|signature request|sign and return|please sign and return|medication administration authorization
        AboutNoPatient 6: invoice|past due notice|statement of account|purchase order|packing slip|continuing medical education|cme certificate|license renewal|provider newsletter|provider bulletin|network bulletin|provider update|provider notice|credentialing application|recredentialing|credentialing verification|fee schedule update|remittance advice|price quotation|service agreement|maintenance notice|product recall|policy update|staff meeting|formulary update
        JunkFax 6: special offer|limited time offer|act now|save big|free quote|business loan|vacation package|toner sale|office supplies sale|lowest prices|clearance sale|exclusive offer|attention office manager|dear business owner|attention business owner
        """;

    private const string Anywhere = """
        PhysicianOrder 3: please perform|check tests|test ordered|tests ordered|ordering provider|order date|please schedule|evaluate and treat|length of need|dispense as written|needed by|order details|please perform the following|duration of need|hold parameters|exam requested|procedure requested|test requested|tests requested|study requested|reason for exam|reason for study|reason for test|reason for order|physician signature|authorized signature|eval and treat|times per week|frequency and duration|medical necessity|call report|fax results|fax report|schedule at|ordered on|ordering physician|please order|please obtain|please draw|dx
        PhysicianOrder 1: cpt|icd10|fasting|stat|laterality|with contrast|without contrast|quantity|sig|refills|hcpcs|diagnosis code
        Referral 4: refer to|referred to|reason for referral|specialty requested|thank you for seeing|referring provider|referring physician|consult and treat|consultation only|visits requested|please evaluate|kindly see|i am referring|referral number|referral date|number of visits|appreciate your evaluation|services requested|refer for|referral is
        LabResult 3: reference range|reference interval|ref range|specimen|accession|collected|specimen type|date collected|performing laboratory|clia|collection date|received date|normal range|abnormal flag|result units|specimen received
        LabResult 1: hemoglobin|platelets|creatinine|sodium|potassium|glucose|hematocrit|cholesterol|wbc|rbc|mgdl|mmoll|gdl|flag|units|tsh|triglycerides|alt|ast|bilirubin|ldl|hdl
        LabResult 3: gross description|microscopic description|final diagnosis|culture|susceptibility
        ImagingReport 3: impression|findings|technique|radiologist|interpreting radiologist|comparison|clinical indication|no acute|exam date|contrast administered|fracture or dislocation|views|bi rads|birads|interpreting physician|clinical history
        ImagingReport 1: examination
        ConsultNote 3: history of present illness|chief complaint|review of systems|assessment and plan|physical examination|physical exam|thank you for referring|impression and plan|plan of care|past medical history|family history|social history|interval history|hpi|i had the pleasure|recommendations|assessment|data reviewed|presents with|presents for|presents today|presents to|subjective|objective|vital signs|vitals|denies|return to clinic|return in|participate in the care|participate in his care|participate in her care|current medications|year old|on examination|in clinic|counseled
        DischargeSummary 4: hospital course|discharge medications|discharge diagnosis|admission date|discharge date|date of admission|date of discharge|condition at discharge|admitted|discharged|discharge disposition|principal diagnosis|discharge instructions|attending|orders at discharge|admitting diagnosis|length of stay
        InsuranceCard 4: rxbin|rx bin|rxpcn|rx pcn|rxgrp|rx group|rxgroup|payer id|member services|customer service|group number|copays|submit claims|claims address|mail claims|issuer|pcn
        InsuranceCard 1: plan|office visit|specialist|emergency room|er copay|effective|urgent care|claims|ppo|hmo|copay
        EligibilityOrBenefitsLetter 3: deductible|coinsurance|out of pocket|not a guarantee of payment|coverage status|benefits on file|in network|out of network|benefit period|plan year|effective date|coverage effective|individual deductible|deductible met|deductible remaining|copayment|active coverage|eligible for|termination date|visit limit|benefits|eligibility|calendar year|lifetime maximum|benefits were|coverage type|policy status|verified by|verified on
        PriorAuthDecision 4: authorization number|units approved|has been approved|has been denied|medically necessary|not medically necessary|peer to peer|right to appeal|appeal rights|appeal|requesting provider|approved from|valid from|decision|clinical criteria|reviewed the request|denial reason|partially approved|reference number|approved units|services approved|determination|authorization is
        RecordsRequest 4: please send|complete medical records|copies of|release of my health|authorize the release|hipaa authorization|attorney|law firm|legal|purpose of disclosure|purpose|dates of service|office notes|entire chart|records from|disclosure|custodian of records|on behalf of our client|attorneys at law|records department|litigation|information to be released|due date
        PatientForm 3: emergency contact|preferred language|marital status|check all that apply|patient signature|i consent|relationship|allergies|employer|medical history|occupation|ethnicity|race|preferred pharmacy|smoking status|financial responsibility|do you have|responsible party|list your|privacy notice|social security|name of school|how did you hear
        PatientLetter 4: dear doctor|i would like|could you|please call me|i was told|i am writing|my appointment|sincerely|thank you|i want|my medication|my doctor|i have been|can you|yours truly|my bill|i need|my prescription|complaint|my insurance|my results|i received|i waited|respectfully|my visit|my husband|my wife|my mother
        PatientLetter 3: dear
        PharmacyRefillRequest 4: refills requested|last filled|last fill|prescriber|approve as written|days supply|ndc|date written|rx number|pharmacist|pharmacy|refill too soon|deny|qty|refills remaining|original rx|date last filled|authorize refills|dispensed|prescriber signature|drug name|patient needs appointment|refills
        SignAndReturn 4: please sign and return|sign and fax back|please sign and date|return signed|certification period|start of care|physician must sign|i certify that|attending physician signature|healthcare provider signature|cleared for|may return to work|homebound|essential functions of the job|provider signature required|please review sign|skilled nursing|signed copy|without restriction|estimated length of need
        AboutNoPatient 4: amount due|bill to|remit to|remit payment|invoice date|invoice number|dear provider|dear practice|participating providers|provider relations|your license|npi registry|credits|purchase order|account number|balance due|net 30|dear colleague|caqh|our office hours|unit price|subtotal
        JunkFax 4: to be removed from our list|removed from our list|remove your fax|unsubscribe|opt out|free shipping|call now|percent off|limited time|no contract|special rates|no obligation|extra credit|discount|offer expires|money back|save|all inclusive|pre approved|preapproved|remove your number|stop receiving|no credit check|guaranteed|promotion|sale|free trial|lowest price|act now|cartridges|cruise|do not wish to receive|low rates|best price|promo code|buy one
        """;

    /// <summary>What a heading is about, where it is none of the usual titles: "MRI Brain without Contrast", "Your Benefits at a Glance".</summary>
    private const string HeadingWords = """
        PhysicianOrder 4: order|orders|requisition|prescription
        Referral 4: referral
        LabResult 3: lab|labs|laboratory|pathology|cytology|microbiology|chemistry|hematology|urinalysis|culture|biopsy|toxicology
        ImagingReport 3: mri|ct|ultrasound|sonogram|xray|radiograph|mammogram|mammography|radiology|imaging|echocardiogram|echocardiography|dexa|doppler|angiogram|tomography
        ConsultNote 3: visit|note|consultation|consult|evaluation|progress|encounter|followup
        DischargeSummary 4: discharge|hospitalization
        InsuranceCard 3: card
        EligibilityOrBenefitsLetter 3: eligibility|benefits|benefit|coverage
        PriorAuthDecision 3: authorization|preauthorization|precertification|determination|denial|approval|approved|denied|utilization
        RecordsRequest 3: records|disclosure|disclose|release|subpoena
        PatientForm 3: registration|intake|questionnaire|consent|acknowledgment|acknowledgement|demographics|demographic|enrollment
        PharmacyRefillRequest 4: refill|refills|renewal
        """;

    /// <summary>Single words of a heading, by their key.</summary>
    public static IReadOnlyList<Entry> OfHeadings { get; } = [.. Read(HeadingWords, title: true)];

    /// <summary>Every phrase, titles first; the words are keys (lower-case letters and digits).</summary>
    public static IReadOnlyList<Entry> Entries { get; } = [.. Read(Titles, title: true), .. Read(Anywhere, title: false)];

    private static IEnumerable<Entry> Read(string table, bool title) =>
        from line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let head = line[..line.IndexOf(':', StringComparison.Ordinal)].Split(' ')
        from phrase in line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('|', StringSplitOptions.TrimEntries)
        select new Entry(
            Enum.Parse<DocumentType>(head[0]),
            phrase.Split(' '),
            double.Parse(head[1], System.Globalization.CultureInfo.InvariantCulture),
            title);
}
