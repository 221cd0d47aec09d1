using System.Collections.Frozen;

namespace ClinicOps.Intake.Coverage.X12;

/// <summary>Codes of the 271 in plain words. A code that is not here is said as itself.</summary>
internal static class X12Words
{
    private static readonly FrozenDictionary<string, string> Infos = Words(
        "1 active coverage|2 active, full risk capitation|3 active, services capitated|4 active, services capitated to the primary care provider|5 active, being investigated|"
        + "6 not active|7 not active, eligibility being updated|8 not active, being investigated|A co-insurance|B co-payment|C deductible|CB basis of coverage|D description of a benefit|"
        + "E exclusions|F limitations|G out-of-pocket maximum|H unlimited|I not covered|J cost containment|K reserve|L primary care provider|M pre-existing condition|"
        + "MC managed care coordinator|N only by the named provider|O not considered medically necessary|P note about the benefits|Q second opinion required|R another payer|"
        + "S history of earlier years|T card reported lost or stolen|U ask the named party|V cannot be processed|W other source of data|X health care facility|Y spend-down");

    private static readonly FrozenDictionary<string, string> Periods = Words(
        "6 an hour|7 a day|13 in 24 hours|21 years|22 a service year|23 a calendar year|24 year to date|25 a contract|26 an episode|27 a visit|28 outlier|29 remaining|30 exceeded|"
        + "31 not exceeded|32 in a lifetime|33 remaining of a lifetime|34 a month|35 a week|36 an admission");

    private static readonly FrozenDictionary<string, string> Quantities = Words(
        "8H minimum|99 used|CA covered|CE covered, approved days|D3 number of co-insurance days|DB deductible blood units|DY days|HS hours|LA lifetime reserve, actual|LE lifetime reserve, estimated|"
        + "M2 maximum|MN months|P6 procedures|QA approved|S7 age, up to|S8 age, from|VS visits|YY years");

    private static readonly FrozenDictionary<string, string> ServiceTypes = Words(
        "1 medical care|2 surgery|3 consultation|4 diagnostic X-ray|5 diagnostic lab|6 radiation therapy|7 anesthesia|8 surgical assistance|12 durable equipment, bought|13 ambulatory surgery center|"
        + "14 renal supplies at home|18 durable equipment, rented|20 second surgical opinion|23 dental, diagnostic|24 periodontics|25 dental, restorative|30 the health plan as a whole|33 chiropractic|"
        + "35 dental care|36 dental crowns|38 orthodontics|39 prosthodontics|40 oral surgery|41 routine dental|42 home health|45 hospice|47 hospital|48 hospital, inpatient|50 hospital, outpatient|"
        + "51 hospital emergency, accident|52 hospital emergency, medical|53 hospital, ambulatory surgical|54 long-term care|60 general benefits|61 in-vitro fertilization|62 MRI or CT scan|63 donor procedures|"
        + "64 acupuncture|65 newborn care|66 pathology|67 smoking cessation|68 well-baby care|69 maternity|70 transplants|71 audiology|72 inhalation therapy|73 diagnostic medical|75 prosthetics|76 dialysis|"
        + "78 chemotherapy|79 allergy testing|80 immunizations|81 routine physical|82 family planning|83 infertility|84 abortion|86 emergency services|87 cancer|88 pharmacy|89 free-standing pharmacy|"
        + "90 mail-order pharmacy|92 generic drugs, mail order|93 podiatry|94 podiatry, office|95 podiatry, nursing home|96 physician's services|97 anesthesiologist|98 physician's visit in the office|"
        + "99 physician's visit, inpatient|A0 physician's visit, outpatient|A1 physician's visit, nursing home|A2 physician's visit, skilled nursing facility|A3 physician's visit at home|A4 psychiatric|"
        + "A5 psychiatric, room and board|A6 psychotherapy|A7 psychiatric, inpatient|A8 psychiatric, outpatient|A9 rehabilitation|AB rehabilitation, inpatient|AC rehabilitation, outpatient|AD occupational therapy|"
        + "AE physical medicine|AF speech therapy|AG skilled nursing|AI substance abuse|AJ alcoholism|AK drug addiction|AL vision|AM frames|AO lenses|B1 burn care|B2 brand drugs, formulary|B3 brand drugs, non-formulary|"
        + "BG cardiac rehabilitation|BH pediatric|BT gynecology|BU obstetrics|BV obstetrics and gynecology|BY physician's visit, sick|BZ physician's visit, well|CE mental health provider, inpatient|"
        + "CF mental health provider, outpatient|DM durable medical equipment|MH mental health|PT physical therapy|UC urgent care");

    private static readonly FrozenDictionary<string, string> Rejections = Words(
        "04 more was asked for than is authorized|15 something the payer needs is missing from the question|33 the question has input errors|35 out of network|41 this clinic may not ask this payer|42 the payer cannot answer at the moment|"
        + "43 the provider's id is missing or wrong|44 the provider's name is missing or wrong|45 the provider's specialty is missing or wrong|46 the provider's phone number is missing or wrong|47 the provider's state is missing or wrong|"
        + "48 the referring provider's id is missing or wrong|49 the provider is not the primary care provider|50 this provider may not ask for eligibility|51 the payer does not have the provider on file|"
        + "52 the date is outside the provider's enrollment in the plan|53 the service asked for does not fit the kind of provider|54 the kind of service code does not fit|55 the service code does not fit|56 the date does not fit|"
        + "57 the date of service is missing or wrong|58 the birth date is missing or wrong|60 the birth date is after the date of service|61 the patient died before the date of service|62 the date of service is outside the time the payer answers for|"
        + "63 the date of service is in the future|64 the patient's id is missing or wrong|65 the patient's name is missing or wrong|66 the patient's sex is missing or wrong|67 the payer does not find the patient|"
        + "68 the patient's id is there twice|69 it does not fit the patient's age|70 it does not fit the patient's sex|71 the birth date is not the one the payer has|72 the member id is missing or wrong|"
        + "73 the subscriber's name is missing or wrong|74 the subscriber's sex is missing or wrong|75 the payer does not find the subscriber|76 the member id is there twice|77 the subscriber was found, the patient was not|"
        + "78 the subscriber is not in this group or plan|79 the receiver of the question is not valid|80 no answer came from the payer|97 the provider's address is missing or wrong|98 experimental service|T4 the payer's name or id is missing");

    private static readonly FrozenDictionary<string, string> FollowUps = Words(
        "C correct it and ask again|N do not ask again|P ask again with the same question|R asking again is allowed|S do not ask again: the payer asks somebody else|W wait 30 days and ask again|X wait 10 days and ask again|"
        + "Y do not ask again: the payer answers later");

    private static readonly FrozenDictionary<string, string> DateKinds = Words(
        "096 discharge|102 issued|152 effective date of change|193 period begins|194 period ends|198 completion|290 coordination of benefits|291 plan|292 benefit|295 primary care provider|304 latest visit|307 eligibility|318 added|"
        + "340 COBRA begins|341 COBRA ends|342 premium paid to begin|343 premium paid to end|346 plan begins|347 plan ends|348 benefit begins|349 benefit ends|356 eligibility begins|357 eligibility ends|382 enrollment|"
        + "435 admission|442 date of death|458 certification|472 service|539 policy effective|540 policy expires|636 date of last update|771 status");

    private static readonly FrozenDictionary<string, string> References = Words(
        "18 plan number|1L group or policy number|1W member id|3H case number|49 family unit number|6P group number|CE class of contract|CT contract number|EA medical record number|EJ patient account number|F6 health insurance claim number|"
        + "G1 prior authorization number|GH identification card number|HJ identity card number|IF issue number|IG insurance policy number|N6 plan network id|N7 facility network id|NQ Medicaid id|Q4 earlier id|SY social security number|Y4 agency claim number|9F referral number|0F subscriber number");

    private static readonly FrozenDictionary<string, string> Roles = Words(
        "13 contracted provider|1I preferred provider organization|1P provider|2B third-party administrator|36 employer|73 other physician|FA facility|GP gateway provider|GW group|I3 independent physicians association|IL insured|LR legal representative|"
        + "OC origin carrier|P3 primary care provider|P4 prior carrier|P5 plan sponsor|PR payer|PRP primary payer|SEP secondary payer|TTP tertiary payer|VER verifying party|VN vendor|VY organization completing a configuration change|X3 utilization management|Y2 managed care organization");

    private static readonly FrozenDictionary<string, string> Places = Words(
        "02 telehealth|10 telehealth at home|11 office|12 home|19 hospital outpatient, off campus|20 urgent care|21 inpatient hospital|22 hospital outpatient|23 emergency room|24 ambulatory surgery center|31 skilled nursing facility|32 nursing facility|49 independent clinic|50 health center|61 rehabilitation, inpatient|65 dialysis|81 laboratory");

    private static readonly FrozenDictionary<string, string> Relationships = Words("01 spouse|18 self|19 child|20 employee|21 unknown|34 other adult|39 organ donor|40 cadaver donor|53 life partner|G8 other");

    private static readonly FrozenDictionary<string, string> Levels = Words(
        "CHD children only|DEP dependants only|ECH employee and children|EMP employee only|ESP employee and spouse|FAM family|IND individual|SPC spouse and children|SPO spouse only");

    public static string Info(string code) => Say(Infos, code);

    public static string Period(string code) => Say(Periods, code);

    public static string Quantity(string code) => Say(Quantities, code);

    public static string ServiceType(string code) => Say(ServiceTypes, code);

    /// <summary>Whether a 270 can ask for it: the codes of X12 that are known here.</summary>
    public static bool IsServiceType(string code) => ServiceTypes.ContainsKey(code);

    public static string Rejected(string code) => Say(Rejections, code);

    public static string FollowUp(string code) => Say(FollowUps, code);

    public static string DateKind(string code) => Say(DateKinds, code);

    public static string ReferenceKind(string code) => Say(References, code);

    public static string Role(string code) => Say(Roles, code);

    public static string Relationship(string code) => Say(Relationships, code);

    public static string Level(string code) => Say(Levels, code);

    /// <summary>III01 of a place of service.</summary>
    public const string PlaceOfService = "ZZ";

    /// <param name="kind">III01.</param>
    public static string Place(string kind, string code) => kind == PlaceOfService ? Say(Places, code) : $"code {code}";

    /// <summary>HSD: "30 visits, a calendar year"; what it says beyond that stands in the segment.</summary>
    public static string Delivery(X12Segment hsd)
    {
        var amount = string.Join(' ', new[] { hsd[2], Quantity(hsd[1]) }.Where(part => part.Length > 0));
        var per = hsd[3].Length > 0 ? $"per {hsd[4]} {hsd[3]}".Replace("  ", " ", StringComparison.Ordinal) : "";
        var within = hsd[5].Length > 0 ? $"{hsd[6]} {Period(hsd[5])}".Trim() : "";
        return string.Join(", ", new[] { amount, per, within }.Where(part => part.Length > 0));
    }

    private static string Say(FrozenDictionary<string, string> words, string code) => code.Length == 0 ? "" : words.GetValueOrDefault(code, $"code {code}");

    private static FrozenDictionary<string, string> Words(string lines) =>
        lines.Split('|').ToFrozenDictionary(line => line[..line.IndexOf(' ', StringComparison.Ordinal)], line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
}
