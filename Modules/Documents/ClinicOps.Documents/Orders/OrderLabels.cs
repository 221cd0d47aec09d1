using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

internal enum OrderField
{
    /// <summary>What is ordered.</summary>
    Item,

    /// <summary>More of what is ordered in a field of its own: body part, contrast, dose, directions.</summary>
    Detail,
    Code,
    Diagnosis,
    Urgency,
    Side,
    Due,
    Provider,
    Npi,
    OrderedOn,

    /// <summary>"Date" alone: the day of the order when nothing says it better.</summary>
    Date,
    Signature,
    ReferTo,

    /// <summary>Where it is to be done.</summary>
    PerformAt,

    /// <summary>The last day on which it may be acted on, or is repeated.</summary>
    ValidUntil,

    /// <summary>How often it is to be done.</summary>
    Repeats,

    /// <summary>A field of no use to an order; it ends the value before it.</summary>
    Other,
}

/// <summary>The labels of order forms and referrals.</summary>
internal static class OrderLabels
{
    private const string Table = """
        Item: order|orders|test|tests|test name|test ordered|tests ordered|test requested|tests requested|tests to be performed|exam|exam requested|exam ordered|examination|examination requested|exam type|study|study requested|study ordered|studies requested|imaging study|imaging requested|imaging order|procedure|procedures|procedure requested|procedure ordered|procedure name|service|services|service requested|services requested|service ordered|services ordered|item|items|item ordered|items ordered|item description|equipment|equipment ordered|equipment requested|supplies ordered|medication|medications|medication name|medication ordered|drug|drug name|rx|prescription|prescribed|therapy|therapy ordered|therapy type|treatment|treatment ordered|lab|labs|lab test|lab tests|lab order|labs ordered|labs requested|order description|description|description of item|description of service|description of order|order name|order detail|requested|requested exam|requested study|requested procedure|requested service|requested test|type of exam|type of study|what is ordered|please perform|please do|please schedule|please obtain|physician order|physician orders|order request|modality|imaging|radiology exam|product|device|dme item|discipline|service type|test description
        Detail: body part|body region|body site|region|anatomy|area|area of interest|contrast|dose|dosage|strength|sig|directions|frequency|frequency and duration|route|instructions for use|views|protocol|visits per week|duration|quantity|qty|dispense
        Code: cpt|cpt code|cpt codes|cpt hcpcs|hcpcs|hcpcs code|procedure code|procedure codes|service code|code|codes|billing code|hcpc|proc code|test code|order code
        Diagnosis: diagnosis|diagnoses|dx|icd|icd10|icd 10|icd10 code|icd 10 code|icd code|icd codes|icd10 codes|diagnosis code|diagnosis codes|dx code|dx codes|icd 10 cm|icd10cm|indication|indications|clinical indication|reason|reason for exam|reason for order|reason for study|reason for test|reason for referral|reason for consultation|reason for consult|reason for visit|reason for procedure|referral reason|clinical reason|medical necessity|clinical diagnosis|primary diagnosis|diagnosis icd10|working diagnosis|referring diagnosis|condition|clinical question|signs and symptoms|symptoms|diag|principal diagnosis|clinical history|justification|problem
        Urgency: priority|urgency|order priority|referral priority|priority of order|urgency level|level of urgency|order status|how soon|status of request|timeframe|time frame
        Side: laterality|side|affected side|l r
        Due: needed by|need by|due|due date|due by|date needed|complete by|to be completed by|perform by|to be performed by|schedule by|must be done by|required by|requested by date|needed before|complete before|target date|date due|date required|expected date|by date|to be done by|do by|requested date|date requested for|appointment needed by|please complete by|required date|schedule before|results needed by|desired date|deadline
        Provider: ordering provider|ordering physician|ordering clinician|ordering practitioner|ordered by|referring provider|referring physician|referring clinician|referring practitioner|referred by|referring doctor|requesting provider|requesting physician|requesting clinician|requested by|prescriber|prescriber name|prescribed by|prescribing provider|prescribing physician|authorizing provider|authorized by|authorizing physician|provider|provider name|physician|physician name|practitioner|clinician|attending|attending physician|attending provider|treating physician|treating provider|ordering doctor|ordering md|referring md|ordering prescriber|doctor|signing provider|discharging physician|discharging provider|ordering provider name|referring provider name|ordering physician name|print name|printed name|provider printed name
        Npi: npi|npi number|npi no|provider npi|ordering npi|referring npi|prescriber npi|individual npi|physician npi|ordering provider npi|referring provider npi|nat provider id|national provider identifier
        OrderedOn: order date|date of order|date ordered|ordered on|ordered|date written|written date|date of request|request date|referral date|date of referral|date signed|signed date|signature date|prescription date|rx date|date of prescription|date issued|issued|ordering date|order written|date referred|signed on|entered on|start date|order date time|ordered date|written on|order placed
        Date: date|dated|todays date
        Signature: signature|provider signature|physician signature|prescriber signature|ordering provider signature|ordering physician signature|referring provider signature|signature of provider|signature of physician|authorized signature|authorizing signature|clinician signature|signed|signed by|signature of prescriber|signature of ordering provider|electronically signed by|electronically signed|sign|practitioner signature|physicians signature|signature of ordering physician
        ReferTo: refer to|referred to|referral to|referring to|referred to provider|referred to specialty|refer to specialty|specialty|specialty requested|requested specialty|referral specialty|consult with|consultation with|consulting specialty|specialty needed|type of referral|referral type|referral for|consult to|service line|department|clinic requested|specialist|consultant|consult requested|specialty service|referred to department|to specialty|consulting service|specialty department|referred to physician|refer patient to|specialty type|consult service
        PerformAt: perform at|performing facility|performing location|to be performed at|to be done at|perform exam at|perform test at|imaging facility|testing facility|facility to perform|performing lab|performing laboratory|draw site
        ValidUntil: expires|expires on|expiration|expiration date|order expires|order expiration|valid until|valid through|valid thru|good until|standing until|repeat until|end date|order end date|stop date|void after|in effect until
        Repeats: repeat|repeats|recurrence|recurring|standing order|standing order frequency|order frequency|repeat every|repeat interval
        Other: visits|number of visits|visits requested|visits authorized|comments|comment|notes|note|instructions|special instructions|additional instructions|patient instructions|fasting|copy to|cc|fax results to|call results to|send results to|insurance|member id|insurance id|phone|fax|tel|address|allergies|weight|height|sex|gender|dob|date of birth|patient|patient name|name|mrn|refills|length of need|history|specimen|collected|account|facility|location|place of service|guarantor|subscriber|emergency contact|pcp|primary care provider|authorization|authorization number|appointment|scheduled for|preferred day|contact|email|license|dea|dea number|title|admitted|discharged|admission date|discharge date|age|language|interpreter
        """;

    private static readonly LabelTable<OrderField> Labels = new(Table);

    public static IReadOnlyList<FieldLabel<OrderField>> In(PageRow row) => Labels.In(row);

    /// <summary>Every wording in the row wherever it stands: for lines of column names.</summary>
    public static IReadOnlyList<FieldLabel<OrderField>> Terms(PageRow row) => Labels.Terms(row);

    public static IReadOnlyList<RowWord> ValueOf(IReadOnlyList<PageRow> rows, int index, FieldLabel<OrderField> label) => Labels.ValueOf(rows, index, label);
}
