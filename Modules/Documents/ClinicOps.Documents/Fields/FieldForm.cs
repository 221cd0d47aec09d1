using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>The fields of a type of document with the wordings of their labels.</summary>
internal static class FieldForm
{
    private const string Everywhere =
        "dob|date of birth|patient|patient name|member name|name|sex|gender|address|phone|fax|tel|home phone|requesting provider|ordering provider|mrn|age|email|contact|notes|comments|comment|page|re|customer service|claims|member services|attention|attn|telephone|from|to|subject|pages|signature|prescriber signature|request date|date of request|date received|received|lob|line of business|case type|level of review|requested units|units requested|requested visits";

    private static readonly Dictionary<DocumentType, LabelTable<DocumentField>> Tables = new()
    {
        [DocumentType.PriorAuthDecision] = Table(
            """
            Outcome: decision|status of request|status of your request|decision on request|determination|status|outcome|authorization status|auth status|request status|case status|result|disposition|review outcome|review decision|final determination|determination status|decision status|action taken|our decision
            AuthNumber: authorization number|reference|case|confirmation number|authorization no|auth number|auth no|auth|authorization|prior authorization number|prior auth number|pa number|reference number|reference no|reference|case number|case no|case id|certification number|tracking number|request number|auth id|authorization id|approval number|authorization reference
            Service: service|services|service requested|requested service|procedure|procedure requested|procedure description|service description|description|item|drug|medication|treatment|item requested|service reviewed|requested item|what was requested|request|type of service
            Code: cpt|cpt code|hcpcs|hcpcs code|procedure code|procedure codes|service code|code|codes|cpt hcpcs|cpt codes|billing code
            Units: units approved|approved units|units|units authorized|authorized units|quantity approved|approved quantity|quantity|visits approved|approved visits|visits authorized|authorized visits|number of visits|number of units|visits|days approved|approved days|sessions approved|services approved|qty approved|authorized quantity|units allowed|total units|number of visits approved|sessions|treatments approved
            ValidFrom: valid from|effective from|effective date|start date|from date|begin date|authorization start date|auth start|approval start|approved from|authorization start|effective|service start date|start|first day
            ValidTo: valid to|valid through|valid until|valid thru|effective to|end date|to date|expiration date|expires|expires on|expiration|authorization end date|auth end|approved through|approved to|authorization end|through|thru|termination date|service end date|end|last day
            Period: valid dates|validity|authorization period|approved dates|dates of service|date range|effective dates|authorized dates|approval period|service dates|valid|coverage period|authorized period|date span|approved date range|validity period
            Reason: reason|denial reason|reason for denial|reason for decision|rationale|clinical rationale|basis for decision|basis|reason for determination|explanation|why|information needed|additional information needed|what we need|missing information|reason pended
            DecidedOn: decision date|determination date|notice date|date of notice|date of decision|letter date|date of letter|date of determination|decided on|date mailed|mail date|notification date|date|order date|date issued|issued
            RenderingProvider: rendering provider|servicing provider|treating provider|performing provider|service provider|rendering physician|servicing physician|authorized provider|approved provider|performing physician|supplier
            Site: site|facility|place of service|servicing facility|service location|location|rendering facility|site of service|facility name|performing facility|place of treatment
            PeerToPeerBy: peertopeer by|peertopeer deadline|peertopeer review by|peertopeer due|peertopeer|peer to peer by|peer to peer deadline|p2p deadline|p2p by|peer to peer review by|request peer to peer by|peer to peer|peer to peer due|p2p
            AppealBy: appeal by|appeal deadline|appeal before|file appeal by|last day to appeal|appeals deadline|appeal due|appeal must be received by|appeal due date
            RespondBy: respond by|response due|reply by|response due date|response deadline|information due|due date|due|submit by|information due by|due by|records due|documents due|deadline|respond no later than|return by|clinical due|clinical information due|information must be received by
            """),
        [DocumentType.Referral] = Table(
            """
            ReferredTo: refer to|referred to|referral to|referred to provider|referring to|refer patient to|consultant|specialist|referred to physician|consult to|referred to facility|send to
            ReferringProvider: referring provider|referring physician|referring clinician|referred by|referring doctor|from provider|requesting physician|ordering physician|referring md|pcp|primary care provider|referring practitioner
            Reason: reason|reason for referral|referral reason|reason for consultation|reason for consult|clinical question|question|chief complaint|indication|reason for visit
            Visits: visits|number of visits|visits requested|visits authorized|visits approved|authorized visits|approved visits|no of visits|requested visits|visits allowed|of visits
            ValidFrom: valid from|effective date|start date|effective from|from date|begin date|effective|referral start date
            ValidTo: valid to|valid through|valid until|expires|expiration date|end date|to date|expires on|referral expires|valid thru|referral end date
            Period: valid dates|referral period|validity|effective dates|date range|valid|authorized dates
            Urgency: priority|urgency|referral priority|urgency level|how soon|timeframe
            Diagnosis: diagnosis|diagnoses|dx|icd 10|icd10|icd|icd 10 code|icd10 code|diagnosis code|working diagnosis|primary diagnosis|diagnosis codes
            AuthNumber: referral number|referral no|authorization number|auth number|referral id|referral authorization number
            Other: npi|date|order date|referral date|specialty|insurance|member id|insurance id
            """),
        [DocumentType.EligibilityOrBenefitsLetter] = Coverage(),
        [DocumentType.InsuranceCard] = Coverage(),
        [DocumentType.PharmacyRefillRequest] = Table(
            """
            Drug: medication|drug|drug name|medication name|rx name|prescription|med|product|item|medication requested|drug requested
            Strength: strength|dose|dosage|drug strength
            Sig: directions|sig|instructions|directions for use|take|how to take
            Quantity: quantity|qty|quantity requested|qty requested|dispense|disp|amount|quantity to dispense|number of units|qty dispensed|quantity dispensed
            Refills: refills|refills requested|number of refills|refill|no of refills|refills authorized|additional refills|refills needed|requested refills
            Pharmacy: pharmacy|pharmacy name|requesting pharmacy|from pharmacy|dispensing pharmacy|store
            LastFilled: last filled|last fill|date last filled|last fill date|last dispensed|last refill|date of last fill|last filled on|filled last|previous fill|last fill dt|last refill date
            Prescriber: prescriber|prescribing provider|prescribed by|doctor|physician|provider|prescriber name|dr
            RxNumber: rx|rx number|rx no|prescription number|rx id|prescription no|script number
            Other: dea|npi|ndc|date written|original date|written|days supply|daw|last visit|prescriber npi|date
            """),
        [DocumentType.RecordsRequest] = Table(
            """
            Requester: requester|requested by|requesting party|requestor|requesting organization|records to be sent to|release to|send records to|requesting facility|on behalf of|requesting entity|name of requester
            Purpose: purpose|purpose of request|purpose of disclosure|reason for request|purpose of release|reason|reason for disclosure|purpose of use
            What: records requested|information requested|records needed|type of records|documents requested|please send|information to be released|items requested|requested records|records|specific records|information to be disclosed|description of records
            RecordsFrom: records from|from date|dates from|start date|beginning date
            RecordsTo: records to|to date|through date|end date|ending date
            RecordsPeriod: dates of service|date range|period|for dates of service|records for period|service dates|time period|treatment dates|dates of treatment|for the period|dates requested|dates
            Due: due|due date|due by|respond by|needed by|response due|return by|please respond by|deadline|date needed|records due|reply by|response needed by|needed no later than|response due date|records due by
            Authority: authority|authorization|legal authority|authorization attached|signed authorization|hipaa authorization|release|basis
            Other: ssn|claim number|case number|file number|our file|your file|date of loss|client|date|invoice|fee
            """),
        [DocumentType.SignAndReturn] = Table(
            """
            What: form|document|document type|form name|certification type|re document|what needs signature|documents enclosed|item for signature|order type|type of document|title of form
            Signer: physician|provider|to be signed by|signer|attending physician|certifying physician|physician name|signature of|practitioner|ordering physician|prescriber|provider name
            Due: due|due date|due by|return by|sign by|please return by|respond by|needed by|deadline|return no later than|sign and return by|must be returned by|needed no later than|return date|please sign and return by
            ReturnTo: return to|fax back to|fax to|return fax|send to|return signed form to|please return to|return by fax to|fax signed form to
            Requester: agency|home health agency|requested by|requesting agency|sender|supplier|company|employer|agency name|facility
            Other: date|npi|soc date|start of care|certification period|diagnosis
            """),
    };

    /// <summary>Null for a type of which no fields are read.</summary>
    public static LabelTable<DocumentField>? Of(DocumentType type) => Tables.GetValueOrDefault(type);

    /// <summary>The fields that a document of the type can have, in their order; of periods their two ends.</summary>
    public static IReadOnlyList<DocumentField> FieldsOf(DocumentType type) => Of(type) is not { } form ? [] :
    [
        .. form.Fields.Concat(type switch
        {
            DocumentType.PriorAuthDecision => [DocumentField.Payer],
            DocumentType.Referral => [DocumentField.Icd10],
            _ => Array.Empty<DocumentField>(),
        }).Except([DocumentField.Period, DocumentField.RecordsPeriod, DocumentField.Other]).Order(),
    ];

    private static LabelTable<DocumentField> Coverage() => Table(
        """
        Payer: payer|payer name|insurance|insurance company|carrier|health plan|insurer|plan sponsor|insurance carrier|insurance name
        Plan: plan|plan name|plan type|product|coverage type|type of plan|benefit plan|plan product
        MemberId: member id|insurance id|id|id number|subscriber id|policy number|member number|policy id|identification number|member no|policy|member id number|subscriber number|certificate number
        Group: group|group number|group no|grp|employer group|group id|group name
        Status: coverage status|status|eligibility|eligibility status|coverage|member status|policy status|active coverage|current status|benefit status|plan status
        EffectiveFrom: effective date|effective|coverage effective|coverage effective date|effective from|begin date|coverage begins|start date|eligible from|coverage start|coverage begin date|plan begin|effective since|plan start date|member since
        EffectiveTo: termination date|term date|terminated|coverage end|coverage ends|end date|effective to|eligible through|coverage through|coverage end date|plan end|terminates|terminated on|expiration date|valid through
        Period: coverage period|plan year|effective dates|coverage dates|benefit period|eligibility dates|policy period
        CoPay: copay|co pay|copayment|co payment|office copay|office visit copay|office visit|specialist copay|specialist|specialist visit|specialist office visit|primary care copay|pcp copay|primary care visit|pcp visit|urgent care copay|urgent care|emergency room|emergency room copay|er copay|er visit|imaging copay|therapy copay|physical therapy copay|physical therapy|mental health copay|telehealth copay|copay office|copay specialist|office visit co pay|specialist co pay|copay pcp|pcp co pay|lab copay|x ray copay|xray copay|inpatient copay|preventive visit|specialist office visit copay
        Deductible: deductible|individual deductible|annual deductible|deductible individual|calendar year deductible|plan deductible|in network deductible|innetwork deductible|yearly deductible|deductible amount
        DeductibleMet: deductible met|met|amount met|deductible met to date|deductible met year to date|met to date|deductible applied|deductible used|deductible satisfied|applied to deductible
        OutOfPocketMax: outofpocket maximum|outofpocket max|outofpocket limit|outofpocket|individual outofpocket maximum|out of pocket maximum|out of pocket max|oop max|out of pocket|individual out of pocket maximum|oop maximum|maximum out of pocket|out of pocket limit|individual oop maximum|moop
        Other: rxbin|rx bin|pcn|rxpcn|rxgrp|rx group|coinsurance|co insurance|deductible remaining|remaining|family deductible|out of pocket met|oop met|network|in network|family out of pocket maximum|subscriber|relationship|benefit|inquiry date|date
        """);

    private static LabelTable<DocumentField> Table(string fields) => new($"{fields}\nOther: {Everywhere}");
}
