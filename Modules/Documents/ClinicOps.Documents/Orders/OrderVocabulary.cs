using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// The words by which US orders name what is ordered, by kind. A longer phrase wins over a shorter one inside it ("glucose
/// monitor" is equipment, "glucose" a laboratory test); what is left adds up.
/// </summary>
internal static partial class OrderVocabulary
{
    private sealed record Entry(string Kind, string[] Phrase, double Weight);

    /// <summary>The least weight at which words alone name something that can be ordered.</summary>
    private const double Enough = 2;

    private const string Table = """
        imaging 4: mri|mra|mrv|mrcp|ct|cta|cat scan|xray|x ray|xrays|x rays|radiograph|radiographs|ultrasound|ultrasonography|sonogram|sono|mammogram|mammography|tomosynthesis|dexa|dxa|bone density|bone densitometry|duplex|doppler|pet|pet ct|fluoroscopy|barium swallow|barium enema|upper gi series|esophagram|bone scan|hida|hida scan|vq scan|thyroid scan|thyroid uptake|myelogram|angiogram|angiography|arthrogram|urogram|venogram|hysterosalpingogram|cystourethrogram|vcug|kub|lung screening|calcium score|myocardial perfusion|nuclear medicine|modified barium|transvaginal|fetal ultrasound|anatomy scan|low dose ct|carotid duplex|venous duplex|arterial duplex|ct angiography|mr angiography|elastography|spect|scintigraphy|muga|defecography
        imaging 2: with contrast|without contrast|w contrast|wo contrast|scan|views|2 views|3 views|pa and lateral|imaging
        lab 4: cbc|cmp|bmp|metabolic panel|comprehensive metabolic panel|basic metabolic panel|complete blood count|lipid panel|lipid profile|lipids|tsh|hemoglobin a1c|hgb a1c|hba1c|a1c|urinalysis|urine culture|blood culture|throat culture|wound culture|culture|ferritin|tibc|iron studies|vitamin d|vitamin b12|b12|folate|psa|prothrombin time|pt inr|inr|ptt|aptt|esr|sed rate|sedimentation rate|crp|c reactive protein|ana|rheumatoid factor|hepatitis panel|hepatitis|hiv|rpr|hcg|microalbumin|uric acid|liver function|liver panel|hepatic function|renal function panel|thyroid panel|free t4|free t3|t4|t3|fsh|prolactin|troponin|bnp|nt probnp|d dimer|amylase|lipase|drug screen|toxicology screen|stool|ova and parasites|occult blood|fecal immunochemical|cologuard|h pylori|pap smear|pap|hpv|chlamydia|gonorrhea|strep test|rapid strep|quantiferon|blood type|type and screen|antibody screen|electrolytes|creatinine clearance|egfr|ldh|alkaline phosphatase|bilirubin|haptoglobin|reticulocyte|immunoglobulin|protein electrophoresis|spep|upep|hematocrit|hemoglobin|cea|ca 125|afp|anti ccp|celiac panel|tissue transglutaminase|urine protein|glucose tolerance|fructosamine|apolipoprotein|homocysteine|serology|lead level|blood smear|genetic testing|cytology
        lab 2: panel|serum|plasma|titer|level|levels|antibody|antibodies|glucose|creatinine|magnesium|phosphorus|calcium|potassium|sodium|iron|testosterone|estradiol|cortisol|cholesterol|triglycerides|ammonia|urine|blood test|lab|labs|bun|ast|alt|albumin|24 hour urine|insulin level|reflex culture|differential|quantitative
        procedure 4: colonoscopy|egd|endoscopy|sigmoidoscopy|bronchoscopy|cystoscopy|hysteroscopy|laryngoscopy|arthroscopy|colposcopy|biopsy|injection|injections|arthrocentesis|aspiration|echocardiogram|echocardiography|echo|tte|tee|ekg|ecg|electrocardiogram|holter|event monitor|cardiac monitor|stress test|exercise stress|stress echocardiogram|stress echo|treadmill|polysomnography|sleep study|home sleep test|sleep test|cpap titration|emg|nerve conduction|electromyography|eeg|electroencephalogram|spirometry|pft|pulmonary function|pulmonary function test|audiogram|hearing test|excision|paracentesis|thoracentesis|lumbar puncture|nerve block|epidural|catheterization|cardiac cath|ablation|cardioversion|phlebotomy|vasectomy|dialysis|allergy testing|skin testing|patch test|wound care|debridement|tilt table|manometry|capsule endoscopy|leep|iud insertion|iud removal|botox|blood transfusion|transfusion|loop recorder|pacemaker check|device check|ankle brachial index|abi|uroflow|urodynamics|cryotherapy|punch biopsy|trigger point|ultrasound guided|ct guided|fluoroscopic guided|fluoroscopy guided|image guided|visual field|oct|ercp|port placement|picc line|methacholine challenge|oximetry study|overnight oximetry|home health|incision and drainage|suture removal|joint injection
        procedure 2: procedure|removal|infusion|ambulatory monitoring
        pt 4: physical therapy|occupational therapy|speech therapy|speech language|aquatic therapy|vestibular rehabilitation|vestibular therapy|cardiac rehabilitation|cardiac rehab|pulmonary rehabilitation|pulmonary rehab|gait training|therapeutic exercise|therapeutic exercises|manual therapy|lymphedema therapy|hand therapy|evaluate and treat|eval and treat|eval treat|work hardening|balance training|pelvic floor therapy|neuromuscular reeducation|range of motion|home exercise program|dry needling|ultrasound therapy|traction|functional capacity evaluation|chiropractic|pt ot|pt eval|ot eval|pt evaluation|ot evaluation
        pt 2: rehabilitation|rehab|therapy|strengthening|stretching|modalities|pt|ot|st
        dme 4: wheelchair|walker|rollator|cane|crutches|crutch|cpap|bipap|bi pap|auto pap|apap|oxygen concentrator|oxygen|portable oxygen|nebulizer|hospital bed|commode|bedside commode|brace|orthosis|orthotic|orthotics|splint|walking boot|cam boot|sling|tens unit|tens|glucometer|glucose monitor|glucose meter|continuous glucose monitor|cgm|test strips|lancets|compression stockings|compression hose|compression garment|prosthesis|prosthetic|shower chair|tub bench|transfer bench|tub transfer|hoyer lift|patient lift|seat lift|suction machine|suction pump|feeding pump|enteral|ostomy supplies|urinary catheters|diabetic shoes|therapeutic shoes|insulin pump|support surface|mattress|trapeze|scooter|raised toilet seat|breast pump|knee scooter|blood pressure monitor|blood pressure cuff|pulse oximeter|ventilator|cpm machine|incontinence supplies|cpap supplies|cpap mask|heated humidifier|lumbar support|cervical collar|back brace|knee brace|wrist brace|ankle brace|knee immobilizer|wound vac|negative pressure|bone growth stimulator|grab bars|durable medical equipment|nebulizer machine|wheel chair
        dme 2: device|supplies|equipment|tubing|cushion|humidifier
        medication 3: insulin|warfarin|aspirin|acetaminophen|ibuprofen|naproxen|albuterol|prednisone|vaccine|immunoglobulin iv|ivig|heparin|morphine|tramadol|clonidine|digoxin|lithium|methotrexate|iron sucrose|iron dextran|epinephrine|hydroxyzine|cyanocobalamin|ondansetron|tamsulosin|bupropion|trazodone|hydralazine|allopurinol|colchicine|cetirizine|duloxetine|venlafaxine|escitalopram|sertraline|citalopram|quetiapine|aripiprazole|spironolactone|sitagliptin|glipizide
        """;

    private static readonly ILookup<char, Entry> Entries = Read();

    /// <summary>The kind that the words name and how strongly (0 when they name nothing that can be ordered).</summary>
    public static (string? Kind, double Weight) KindOf(IReadOnlyList<RowWord> words)
    {
        var scores = new Dictionary<string, (double Weight, int First)>(StringComparer.Ordinal);
        void Add(string kind, double weight, int at) =>
            scores[kind] = scores.TryGetValue(kind, out var s) ? (s.Weight + weight, s.First) : (weight, at);

        var keys = Keys(words);
        for (var i = 0; i < keys.Count;)
        {
            var longest = keys[i].Length == 0 ? null : Entries[keys[i][0]].Where(e => StartsAt(keys, i, e.Phrase)).MaxBy(e => (e.Phrase.Length, e.Weight));
            if (longest is not null)
            {
                Add(longest.Kind, longest.Weight, i);
            }

            i += longest?.Phrase.Length ?? 1;
        }

        var text = string.Join(' ', words.Select(w => w.Text));
        if (DrugName().IsMatch(text))
        {
            Add("medication", 3, 0);
        }

        if (Dose().IsMatch(text))
        {
            Add("medication", HowTaken().IsMatch(text) ? 4 : 2, 0);
        }

        var best = scores.OrderByDescending(s => s.Value.Weight).ThenBy(s => s.Value.First).FirstOrDefault();
        return best.Key is null || best.Value.Weight < Enough ? (null, 0) : (best.Key, best.Value.Weight);
    }

    /// <summary>The kind a CPT or HCPCS code belongs to by its place in the code set; null for no code of either.</summary>
    public static string? KindOfCode(string code)
    {
        if (code.Length != 5 || !code[1..].All(char.IsAsciiDigit))
        {
            return null;
        }

        if (!char.IsAsciiDigit(code[0]))
        {
            return code[0] switch
            {
                'A' or 'B' or 'E' or 'K' or 'L' => "dme",
                'J' => "medication",
                'P' => "lab",
                'R' => "imaging",
                'C' or 'G' or 'H' or 'M' or 'Q' or 'S' or 'T' or 'V' => "procedure",
                _ => null,
            };
        }

        return int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) switch
        {
            >= 100 and < 70010 => "procedure",
            >= 70010 and < 80000 => "imaging",
            >= 80000 and < 90000 => "lab",
            >= 92507 and <= 92526 => "pt",
            >= 93880 and < 94000 => "imaging",
            >= 97010 and < 97597 or >= 97750 and < 97800 => "pt",
            >= 90000 and < 99500 => "procedure",
            _ => null,
        };
    }

    /// <summary>The keys, with "X-ray" and "PT/INR" as two words each.</summary>
    private static List<string> Keys(IReadOnlyList<RowWord> words) =>
    [
        .. words.SelectMany(w => w.Text.Any(c => c is '-' or '/')
            ? w.Text.Split('-', '/').Select(p => string.Concat(p.Where(char.IsLetterOrDigit)).ToLowerInvariant()).Where(p => p.Length > 0)
            : [w.Key]),
    ];

    private static bool StartsAt(List<string> keys, int at, string[] phrase)
    {
        if (at + phrase.Length > keys.Count)
        {
            return false;
        }

        for (var k = 0; k < phrase.Length; k++)
        {
            if (!Phrases.Alike(keys[at + k], phrase[k]))
            {
                return false;
            }
        }

        return true;
    }

    private static ILookup<char, Entry> Read() => (
        from line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let head = line[..line.IndexOf(':', StringComparison.Ordinal)].Split(' ')
        from phrase in line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('|', StringSplitOptions.TrimEntries)
        select new Entry(head[0], phrase.Split(' '), double.Parse(head[1], System.Globalization.CultureInfo.InvariantCulture)))
        .ToLookup(e => e.Phrase[0][0]);

    [GeneratedRegex(@"\b[a-z]{3,}(pril|sartan|statin|olol|azole|cillin|mycin|floxacin|gliptin|gliflozin|glutide|[ltu]mab|oxetine|dipine|parin|xaban|formin|thiazide|semide|prazole|tidine|setron|triptan|cycline|solone|sone|codone|zepam|zolam|lukast|terol|tropium|dronate|gabalin|pentin|thyroxine|maltose|clovir|profen|tropin|trexate|dopa)\b|\bcef[a-z]{4,}\b", RegexOptions.IgnoreCase)]
    private static partial Regex DrugName();

    [GeneratedRegex(@"\b\d+(?:[.,]\d+)?\s?(mg|mcg|µg|gm?|units?|iu|meq|ml|puffs?|mg/ml|mcg/hr)\b|\d\s?%", RegexOptions.IgnoreCase)]
    private static partial Regex Dose();

    [GeneratedRegex(@"\b(po|by mouth|orally|iv|im|sq|subq|subcut\w*|sublingual\w*|sl|inhal\w*|topical\w*|tablets?|tabs?|capsules?|caps?|daily|bid|tid|qid|qhs|qd|qam|qpm|prn|q\d+h|every \d+|at bedtime|twice|once|nightly|weekly|monthly|drops?|spray|cream|ointment|patch|inhaler|refills?|disp(?:ense)?|doses?|pen|vial|infusion)\b|#\s?\d+", RegexOptions.IgnoreCase)]
    private static partial Regex HowTaken();
}
