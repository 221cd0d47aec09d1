using ClinicOps.Documents.Matching;
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

    /// <summary>A field of no use to an order; it ends the value before it.</summary>
    Other,
}

/// <param name="Start">Index of its first word in the row.</param>
/// <param name="End">Index after its last word.</param>
/// <param name="Sure">A colon follows, or it fills its cell.</param>
internal sealed record OrderLabel(OrderField Field, int Start, int End, bool Sure);

/// <summary>The labels of order forms and referrals in their many wordings, and where the value of one stands.</summary>
internal static class OrderLabels
{
    private const string Table = """
        Item: order|orders|test|tests|test name|test ordered|tests ordered|test requested|tests requested|tests to be performed|exam|exam requested|exam ordered|examination|examination requested|exam type|study|study requested|study ordered|studies requested|imaging study|imaging requested|imaging order|procedure|procedures|procedure requested|procedure ordered|procedure name|service|services|service requested|services requested|service ordered|services ordered|item|items|item ordered|items ordered|item description|equipment|equipment ordered|equipment requested|supplies ordered|medication|medications|medication name|medication ordered|drug|drug name|rx|prescription|prescribed|therapy|therapy ordered|therapy type|treatment|treatment ordered|lab|labs|lab test|lab tests|lab order|labs ordered|labs requested|order description|description|description of item|description of service|description of order|order name|order detail|requested|requested exam|requested study|requested procedure|requested service|requested test|type of exam|type of study|what is ordered|please perform|please do|please schedule|please obtain|physician order|physician orders|order request|modality|imaging|radiology exam|product|device|dme item|discipline|service type|test description
        Detail: body part|body region|body site|region|anatomy|area|area of interest|contrast|dose|dosage|strength|sig|directions|frequency|frequency and duration|route|instructions for use|views|protocol|visits per week|duration|quantity|qty|dispense
        Code: cpt|cpt code|cpt codes|cpt hcpcs|hcpcs|hcpcs code|procedure code|procedure codes|service code|code|codes|billing code|hcpc|proc code|test code|order code
        Diagnosis: diagnosis|diagnoses|dx|icd|icd10|icd 10|icd10 code|icd 10 code|icd code|icd codes|icd10 codes|diagnosis code|diagnosis codes|dx code|dx codes|icd 10 cm|icd10cm|indication|indications|clinical indication|reason|reason for exam|reason for order|reason for study|reason for test|reason for referral|reason for consultation|reason for consult|reason for visit|reason for procedure|referral reason|clinical reason|medical necessity|clinical diagnosis|primary diagnosis|diagnosis icd10|working diagnosis|referring diagnosis|condition|clinical question|signs and symptoms|symptoms|diag|principal diagnosis|clinical history|justification|problem
        Urgency: priority|urgency|order priority|referral priority|priority of order|urgency level|level of urgency|order status|how soon|status of request|timeframe|time frame
        Side: laterality|side|affected side|l r
        Due: needed by|need by|due|due date|due by|date needed|complete by|to be completed by|perform by|to be performed by|schedule by|must be done by|required by|requested by date|needed before|complete before|target date|date due|date required|expected date|by date|to be done by|do by|requested date|date requested for|appointment needed by|please complete by|required date|expires|schedule before|results needed by|desired date|deadline
        Provider: ordering provider|ordering physician|ordering clinician|ordering practitioner|ordered by|referring provider|referring physician|referring clinician|referring practitioner|referred by|referring doctor|requesting provider|requesting physician|requesting clinician|requested by|prescriber|prescriber name|prescribed by|prescribing provider|prescribing physician|authorizing provider|authorized by|authorizing physician|provider|provider name|physician|physician name|practitioner|clinician|attending|attending physician|attending provider|treating physician|treating provider|ordering doctor|ordering md|referring md|ordering prescriber|doctor|signing provider|discharging physician|discharging provider|ordering provider name|referring provider name|ordering physician name|print name|printed name|provider printed name
        Npi: npi|npi number|npi no|provider npi|ordering npi|referring npi|prescriber npi|individual npi|physician npi|ordering provider npi|referring provider npi|nat provider id|national provider identifier
        OrderedOn: order date|date of order|date ordered|ordered on|ordered|date written|written date|date of request|request date|referral date|date of referral|date signed|signed date|signature date|prescription date|rx date|date of prescription|date issued|issued|ordering date|order written|date referred|signed on|entered on|start date|order date time|ordered date|written on|order placed
        Date: date|dated|todays date
        Signature: signature|provider signature|physician signature|prescriber signature|ordering provider signature|ordering physician signature|referring provider signature|signature of provider|signature of physician|authorized signature|authorizing signature|clinician signature|signed|signed by|signature of prescriber|signature of ordering provider|electronically signed by|electronically signed|sign|practitioner signature|physicians signature|signature of ordering physician
        ReferTo: refer to|referred to|referral to|referring to|referred to provider|referred to specialty|refer to specialty|specialty|specialty requested|requested specialty|referral specialty|consult with|consultation with|consulting specialty|specialty needed|type of referral|referral type|referral for|consult to|service line|department|clinic requested|specialist|consultant|consult requested|specialty service|referred to department|to specialty|consulting service|specialty department|referred to physician|refer patient to|specialty type|consult service
        Other: visits|number of visits|visits requested|visits authorized|comments|comment|notes|note|instructions|special instructions|additional instructions|patient instructions|fasting|copy to|cc|fax results to|call results to|send results to|insurance|member id|insurance id|phone|fax|tel|address|allergies|weight|height|sex|gender|dob|date of birth|patient|patient name|name|mrn|refills|length of need|history|specimen|collected|account|facility|location|perform at|performing facility|place of service|guarantor|subscriber|emergency contact|pcp|primary care provider|authorization|authorization number|appointment|scheduled for|preferred day|contact|email|license|dea|dea number|title|admitted|discharged|admission date|discharge date|age|language|interpreter
        """;

    private sealed record Wording(OrderField Field, string[] Phrase);

    private static readonly ILookup<char, Wording> Wordings = Read();

    public static IReadOnlyList<OrderLabel> In(PageRow row)
    {
        var labels = new List<OrderLabel>();
        for (var i = 0; i < row.Words.Count;)
        {
            var label = At(row, i);
            if (label is not null)
            {
                labels.Add(label);
            }

            i = label?.End ?? i + 1;
        }

        return labels;
    }

    /// <summary>Every wording in the row wherever it stands: for lines of column names, which have neither colons nor cells.</summary>
    public static IReadOnlyList<OrderLabel> Terms(PageRow row)
    {
        var terms = new List<OrderLabel>();
        for (var i = 0; i < row.Words.Count;)
        {
            var term = Longest(row, i);
            if (term is not null)
            {
                terms.Add(new(term.Field, i, i + term.Phrase.Length, false));
            }

            i += term?.Phrase.Length ?? 1;
        }

        return terms;
    }

    /// <summary>
    /// The words of a label's value: beside it up to the next label, else below it in its column; with the lines that go on at
    /// the value's own margin.
    /// </summary>
    public static IReadOnlyList<RowWord> ValueOf(IReadOnlyList<PageRow> rows, int index, OrderLabel label)
    {
        var row = rows[index];
        var next = Ends(row).Where(s => s >= label.End).DefaultIfEmpty(row.Words.Count).Min();
        var beside = row.Words.Skip(label.End).Take(next - label.End).ToList();
        var right = next < row.Words.Count ? row.Words[next].Box.X - 4 : int.MaxValue;
        return beside.Count > 0
            ? [.. beside, .. GoingOn(rows, index, beside[0].Box.X, right)]
            : next < row.Words.Count && row.Words[next].Cell == row.Words[label.End - 1].Cell ? []
            : Below(rows, index, row.Words[label.Start].Box.X, RightOf(row, label));
    }

    /// <summary>Where fields begin in the row: their labels end the value before them.</summary>
    private static IEnumerable<int> Ends(PageRow row) =>
        In(row).Where(l => l.Sure).Select(l => l.Start)
            .Concat(PatientLabels.In(row).Where(l => l.Marked && l.Kind is not (LabelKind.Role or LabelKind.Other or LabelKind.PatientName)).Select(l => l.Start));

    /// <summary>The lines below that stand within the value's column and begin no field of their own.</summary>
    private static List<RowWord> GoingOn(IReadOnlyList<PageRow> rows, int index, int left, int right)
    {
        var more = new List<RowWord>();
        for (var i = index + 1; i < rows.Count && i <= index + 3; i++)
        {
            var height = rows[i - 1].Words.Max(w => w.Box.Height);
            var inColumn = rows[i].Words.Where(w => w.Box.X >= left - height && w.Box.X < right).ToList();
            if (rows[i].Box.Y - rows[i - 1].Box.Bottom > 1.2 * height || inColumn.Count == 0 || rows[i].Words.Any(w => w.Box.X < left - height) || Ends(rows[i]).Any())
            {
                break;
            }

            more.AddRange(inColumn);
        }

        return more;
    }

    private static List<RowWord> Below(IReadOnlyList<PageRow> rows, int index, int left, int right)
    {
        var height = rows[index].Words.Max(w => w.Box.Height);
        if (index + 1 >= rows.Count || rows[index + 1].Box.Y - rows[index].Box.Bottom > 2 * height)
        {
            return [];
        }

        var next = rows[index + 1];
        var found = next.Words.Where(w => w.Box.X >= left - (1.5 * height) && w.Box.X < right).ToList();
        var starts = Ends(next).ToHashSet();
        return found.Count > 0 && starts.Any(s => next.Words[s] == found[0]) ? [] : [.. found, .. GoingOn(rows, index + 1, left, right)];
    }

    private static int RightOf(PageRow row, OrderLabel label) =>
        row.Words.Skip(label.End).Where(w => w.Cell != row.Words[label.End - 1].Cell).Select(w => w.Box.X - 8).DefaultIfEmpty(int.MaxValue).First();

    private static OrderLabel? At(PageRow row, int at)
    {
        if (Longest(row, at) is not { } longest)
        {
            return null;
        }

        var end = at + longest.Phrase.Length;
        var startsCell = at == 0 || row.Words[at - 1].Cell != row.Words[at].Cell;

        // A semicolon is a misread colon only where a field may begin: "metabolic panel; TSH" is a list.
        bool Ends(int i) => row.Words[i].Text.EndsWith(':') || (row.Words[i].EndsLabel && startsCell && (at == 0 || row.Words[at - 1].EndsLabel));
        var colon = Ends(end - 1);

        // "Test(s) Ordered #1 :", "Order # 2:", a number or a hint belongs to the label when the colon follows.
        for (var i = end; !colon && i < row.Words.Count && i < end + 3; i++)
        {
            if (Ends(i) && (row.Words[i].Key.Length <= 2 || row.Words[i].Text[0] is '(' or '#' || row.Words[end].Text[0] is '('))
            {
                (end, colon) = (i + 1, true);
            }
        }

        var fillsCell = startsCell && (end == row.Words.Count || row.Words[end].Cell != row.Words[end - 1].Cell);
        return colon || fillsCell || startsCell ? new(longest.Field, at, end, colon || fillsCell) : null;
    }

    private static Wording? Longest(PageRow row, int at) =>
        row.Words[at].Key.Length == 0
            ? null
            : Wordings[row.Words[at].Key[0]]
                .Where(w => Phrases.StartsAt(row, at, w.Phrase)
                    && row.Words[at].Cell == row.Words[at + w.Phrase.Length - 1].Cell
                    && row.Words.Skip(at).Take(w.Phrase.Length - 1).All(x => !x.EndsLabel))
                .MaxBy(w => (w.Phrase.Length, w.Phrase[0] == row.Words[at].Key));

    private static ILookup<char, Wording> Read() => (
        from line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        from phrase in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries)
        select new Wording(Enum.Parse<OrderField>(line[..colon]), phrase.Split(' ')))
        .ToLookup(w => w.Phrase[0][0]);
}
