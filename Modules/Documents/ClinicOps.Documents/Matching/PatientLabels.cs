using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Matching;

internal enum LabelKind
{
    /// <summary>Says outright that the patient's name follows.</summary>
    PatientName,

    /// <summary>"Name": the patient's unless it stands among another person's fields.</summary>
    Name,
    FirstName,
    MiddleName,
    LastName,
    Suffix,
    BirthDate,
    Sex,
    Mrn,
    MemberId,
    Phone,
    Address,

    /// <summary>Names a person who is not the patient.</summary>
    Role,

    /// <summary>A field of no use here; it ends the value before it.</summary>
    Other,
}

/// <param name="Start">Index of its first word in the row.</param>
/// <param name="End">Index after its last word, with what belongs to it (a colon, a hint in parentheses).</param>
/// <param name="Role">Whose field it is: empty for the patient or nobody said.</param>
/// <param name="OfPatient">The label itself says that it is the patient's ("Patient Phone").</param>
/// <param name="Marked">It is followed by a colon, or fills its cell: certainly a label.</param>
internal sealed record RowLabel(LabelKind Kind, int Start, int End, string Role, bool OfPatient, bool Marked)
{
    /// <summary>Index of the word its value may begin with: after the last of labels that share one ("DOB/Sex: 06/20/1990 F").</summary>
    public int ValueFrom { get; init; } = End;
}

/// <summary>The labels of US medical paperwork in their many wordings, found in rows despite reading slips.</summary>
internal static partial class PatientLabels
{
    private sealed record Wording(string[] Phrase, LabelKind Kind, string Role);

    private const string Table = """
        PatientName: patient name|patients name|name of patient|patient full name|pt name|patient|pt|patients|client name|client|member name|member|enrollee|enrollee name|beneficiary|beneficiary name|re|regarding|in re|resident|resident name|claimant|claimant name|employee name|patient information|patient legal name|individual name|recipient|recipient name|name of member|name of individual|covered member|patient demographics|patient details|insured member|child name|childs name|injured worker|injured employee|subject of records|individual|individuals name|participant|participant name|covered person|covered individual|consumer|consumer name|applicant|applicant name|examinee|student name|student|name of student|our client|our patient|decedent|services for|services rendered to|services provided to|service recipient|care recipient|paciente|nombre del paciente
        Name: name|full name|legal name|name last first|print name|printed name|nombre
        FirstName: first name|first|given name|fname|patient first name|forename
        MiddleName: middle name|middle initial|mi|middle
        LastName: last name|last|surname|family name|lname|patient last name
        Suffix: suffix
        BirthDate: date of birth|dob|birth date|birthdate|d o b|born|born on|birthday|date of birth mm dd yyyy|bdate|birth dt|dateofbirth|b date|patient dob|fecha de nacimiento
        Sex: sex|gender|sex at birth|birth sex|legal sex|sex assigned at birth|administrative sex
        Mrn: mrn|medical record number|medical record|medical record no|med rec|med rec no|med rec number|mr|mr no|chart number|chart no|chart|patient id|pt id|patient no|patient number|patient identifier|chart id|medrec|medicalrecord|medicalrecord no|medicalrecord number|chartno|patientid
        MemberId: member id|member number|member no|insurance id|subscriber id|subscriber number|policy number|policy id|policy no|policy|member identification number|identification number|id number|id no|insured id|health plan id|plan id|medicare id|medicaid id|mbi|hicn|medicare number|medicaid number|insurance number|insurance id number|cardholder id|enrollee id|beneficiary id|member id number|id|subscriber no|insured id number|policyholder id
        Phone: phone|home phone|cell|cell phone|mobile|mobile phone|telephone|tel|phone number|phone no|home|home tel|contact number|daytime phone|best phone|preferred phone|primary phone|contact phone|home telephone|ph|day phone|evening phone|work phone|contact|telephone number
        Address: address|home address|street address|street|mailing address|residence|residential address|addr|address line
        Other: date|order date|insurance|payer|plan|group|group number|exam|exam date|npi|accession|collected|reported|received|diagnosis|fax|email|age|race|ethnicity|language|preferred language|date of service|dos|account|account number|acct|visit|visit number|encounter|marital status|ssn|social security number|employer|occupation|height|weight|allergies|allergy|facility|location|room|order number|specimen|procedure|service|authorization number|auth|reference number|case number|claim number|claim|phone fax|city|state|zip|zip code|county|pharmacy|medication|directions|quantity|refills|rx|rx number|status|admitted|discharged|admission date|discharge date|priority|subject|pages|time|insurance plan|effective date|effective|icd|cpt|reason|reason for referral|referral date|type|department|dept|exam type|study|modality|relationship|relation|relationship to patient|report date|print date|printed|csn|fin|hospital|clinic|practice|specialty|e mail|insurance company|primary insurance|secondary insurance
        Role provider: provider|physician|ordering provider|ordering physician|referring provider|referring physician|referring|referred by|attending|attending physician|attending provider|primary care provider|primary care physician|primary care|pcp|prescriber|prescribing provider|requesting provider|requesting physician|rendering provider|treating provider|treating physician|surgeon|radiologist|interpreting physician|interpreting radiologist|pathologist|consultant|consulting physician|therapist|authorizing provider|ordered by|ordering|dictated by|interpreted by|performed by|read by|admitting physician|admitting provider|discharging physician|family physician|family doctor|doctor|dr|nurse|case manager|pharmacist|medical director|laboratory director|lab director|servicing provider|refer to|referred to|referral to|supervising physician|technologist|clinician|care coordinator|practitioner|ordering clinician|service provider|author|signature of physician|physician signature|provider signature|prescriber signature|provider name|physician name|doctor name|cosigned by|transcribed by|ordering doctor|resulted by|team|assigned provider|usual provider|signing provider
        Role correspondent: to|from|copy to|copies to|cc|c c|attn|attention|sender|recipient name|sent by|faxed by|contact person|requested by|requestor|requester|requesting party|received by|contact name|submitted by|caller|called by|spoke with|witness|witnessed by|notary|adjuster|attorney|paralegal|agent|representative|reviewer|entered by|processed by|taken by
        Role signer: electronically signed by|electronically signed|signed by|reviewed by|verified by|authorized by|approved by|prepared by|completed by|collected by|reported by
        Role guarantor: guarantor|guarantor name|responsible party|responsible person|person responsible|bill to|financially responsible party|guarantor information|account holder
        Role subscriber: subscriber|subscriber name|policy holder|policyholder|policy holder name|policyholder name|insured|insured name|insureds name|name of insured|primary insured|cardholder|cardholder name|card holder|holder|contract holder|primary subscriber|subscriber information|insured information|name of policy holder|main member|primary member
        Role spouse: spouse|husband|wife|spouse name|partner|domestic partner|spouse or partner
        Role parent: parent|mother|father|guardian|parent guardian|parent or guardian|legal guardian|mother name|mothers name|father name|fathers name|parent name|guardian name|parents|legal representative|personal representative|foster parent|conservator|power of attorney|poa|health care proxy|healthcare proxy|surrogate
        Role relative: son|daughter|brother|sister|sibling|child|relative|next of kin|nok|dependent|dependents|family member|twin|grandparent
        Role emergency contact: emergency contact|emergency contact name|emergency contacts|in case of emergency|in case of emergency contact|in case of emergency notify|emergency notification|person to notify|notify in emergency|alternate contact|emergency contact information|ice contact
        Role caregiver: caregiver|care giver|caretaker|home aide
        Role employer: employer name|supervisor
        """;

    private static readonly Wording DateOfBirth = new(["date", "of", "birth"], LabelKind.BirthDate, "");

    private static readonly ILookup<char, Wording> Wordings = Read();

    private static readonly HashSet<string> Words = [.. Wordings.SelectMany(wordings => wordings).SelectMany(wording => wording.Phrase)];

    private static readonly LabelKind[] Fields =
    [
        LabelKind.Name, LabelKind.FirstName, LabelKind.MiddleName, LabelKind.LastName, LabelKind.Suffix, LabelKind.BirthDate,
        LabelKind.Sex, LabelKind.Phone, LabelKind.Address, LabelKind.Mrn, LabelKind.MemberId,
    ];

    /// <summary>Whether the word is one of those that labels are made of.</summary>
    public static bool IsWordOfLabels(string key) => Words.Contains(key);

    /// <summary>Labels that hardly occur as plain words: they need no colon.</summary>
    public static bool IsUnmistakable(RowLabel label) => label.Kind is LabelKind.BirthDate or LabelKind.Mrn;

    /// <summary>Every label of the row from left to right, not overlapping; also the unmarked ones, which the value must confirm.</summary>
    public static IReadOnlyList<RowLabel> In(PageRow row)
    {
        var labels = new List<RowLabel>();
        for (var i = 0; i < row.Words.Count;)
        {
            var label = At(row, i);
            if (label is null)
            {
                i++;
            }
            else
            {
                labels.Add(label);
                i = label.End;
            }
        }

        AddMisreadBirthDates(row, labels);
        for (var i = labels.Count - 2; i >= 0; i--)
        {
            // "Patient/Client" is one label.
            if (labels[i] is { Kind: LabelKind.PatientName } one && labels[i + 1] is { Kind: LabelKind.PatientName } two && two.Start == one.End && row.Words[one.End - 1].Text.EndsWith('/'))
            {
                labels[i] = one with { End = two.End, ValueFrom = two.ValueFrom, Marked = two.Marked };
                labels.RemoveAt(i + 1);
                continue;
            }

            var (last, next) = (row.Words[labels[i].End - 1], row.Words[labels[i + 1].Start]);
            if (labels[i + 1].Start == labels[i].End && !last.EndsLabel && SharesValue(labels[i]) && SharesValue(labels[i + 1]) && next.Box.X - last.Box.Right < 3 * last.Box.Height)
            {
                labels[i] = labels[i] with { Marked = labels[i + 1].Marked, ValueFrom = labels[i + 1].ValueFrom };
            }
        }

        return labels;
    }

    /// <summary>
    /// In a row of heads, beside the patient's name or sex, "008", "ooB" and a poorly read "Dos" are "DOB". A date below that is none of
    /// birth fits nobody, so the most it can do is send the document to a person.
    /// </summary>
    private static void AddMisreadBirthDates(PageRow row, List<RowLabel> labels)
    {
        if (!labels.Exists(l => l.Marked && l.Kind is LabelKind.PatientName or LabelKind.Name or LabelKind.Sex) || labels.Exists(l => l.Kind == LabelKind.BirthDate))
        {
            return;
        }

        for (var i = 0; i < row.Words.Count; i++)
        {
            var word = row.Words[i];
            var alone = (i == 0 || row.Words[i - 1].Cell != word.Cell) && (i == row.Words.Count - 1 || row.Words[i + 1].Cell != word.Cell);
            if (alone && MisreadDob().IsMatch(word.Key) && (word.Key != "dos" || word.Confidence < 60))
            {
                labels.RemoveAll(l => l.Start == i);
                labels.Insert(labels.FindIndex(l => l.Start > i) is var at and >= 0 ? at : labels.Count, new(LabelKind.BirthDate, i, i + 1, "", OfPatient: false, Marked: true));
            }
        }
    }

    /// <summary>What offices write behind one colon: "DOB / Sex", "Age/DOB".</summary>
    private static bool SharesValue(RowLabel label) => label.Kind is LabelKind.BirthDate or LabelKind.Sex or LabelKind.Other;

    private static RowLabel? At(PageRow row, int at)
    {
        if (Longest(row, at) is not { } first)
        {
            return null;
        }

        var (end, colon) = Finish(row, at + first.Phrase.Length);
        if (first.Phrase is ["mr"] && !colon && !row.Words[at].Text.Contains('#', StringComparison.Ordinal) && end == at + 1)
        {
            // "MR#" is a record number; "Mr. Rossi" is none.
            return null;
        }

        var kind = first.Kind;
        var ofPatient = kind == LabelKind.PatientName;

        // "Subscriber Date of Birth", "Patient Phone": whose, then what.
        if (!colon && kind is LabelKind.Role or LabelKind.PatientName && end < row.Words.Count
            && row.Words[end].Cell == row.Words[at].Cell && Longest(row, end) is { } second && Fields.Contains(second.Kind))
        {
            kind = second.Kind == LabelKind.Name && ofPatient ? LabelKind.PatientName : second.Kind;
            (end, colon) = Finish(row, end + second.Phrase.Length);
        }

        var startsCell = at == 0 || row.Words[at - 1].Cell != row.Words[at].Cell;
        var fillsCell = startsCell && (end == row.Words.Count || row.Words[end].Cell != row.Words[end - 1].Cell);

        // "... for the above patient: MRI" is a sentence, not a label.
        var inSentence = !startsCell && first.Phrase.Length == 1 && char.IsLower(row.Words[at - 1].Text[^1]) && char.IsLower(row.Words[at - 1].Text[0]) && char.IsLower(row.Words[at].Text[0]);
        return !inSentence && (colon || startsCell || first.Kind is LabelKind.BirthDate or LabelKind.Mrn || first.Phrase.Length > 1)
            ? new(kind, at, end, first.Role, ofPatient, colon || fillsCell)
            : null;
    }

    /// <summary>"Dace ef Birth": two letters off in all, which in words so short would be too much one by one.</summary>
    private static Wording? MisreadDateOfBirth(PageRow row, int at) =>
        at + 2 < row.Words.Count && OneCell(row, at, 3) && NoColonInside(row, at, 3) && Phrases.Alike(row.Words[at + 2].Key, "birth")
        && Phrases.Distance(row.Words[at].Key + row.Words[at + 1].Key, "dateof", 2) <= 2
            ? DateOfBirth
            : null;

    private static Wording? Longest(PageRow row, int at) =>
        AsRead(row, at) is var read && read is { Phrase.Length: >= 3 } ? read : MisreadDateOfBirth(row, at) ?? read;

    private static Wording? AsRead(PageRow row, int at) =>
        row.Words[at].Key.Length == 0
            ? null
            : Wordings[row.Words[at].Key[0]].Concat(Wordings['\0'])
                .Where(w => Phrases.StartsAt(row, at, w.Phrase) && OneCell(row, at, w.Phrase.Length) && NoColonInside(row, at, w.Phrase.Length))
                .MaxBy(w => (w.Phrase.Length, w.Phrase[0] == row.Words[at].Key));

    /// <summary>Takes in what trails a label: "#", "No.", a hint in parentheses, a colon that stands alone.</summary>
    private static (int End, bool Colon) Finish(PageRow row, int end)
    {
        var colon = row.Words[end - 1].EndsLabel;
        while (!colon && end < row.Words.Count && row.Words[end].Cell == row.Words[end - 1].Cell)
        {
            var text = row.Words[end].Text;
            if (text[0] == '(' && !text.Any(char.IsDigit))
            {
                var close = end;
                while (close < row.Words.Count && close - end < 6 && !row.Words[close].Text.Contains(')', StringComparison.Ordinal))
                {
                    close++;
                }

                if (close == row.Words.Count || close - end >= 6)
                {
                    break;
                }

                colon = row.Words[close].EndsLabel;
                end = close + 1;
            }
            else if (row.Words[end].Key.Length == 0 && text.Any(c => c is ':' or '#' or ';'))
            {
                colon = text.Contains(':', StringComparison.Ordinal);
                end++;
            }
            else
            {
                break;
            }
        }

        // A colon may also open the next cell of a table ("PATIENT     : Granger").
        if (!colon && end < row.Words.Count && row.Words[end].Text is ":" or ";")
        {
            return (end + 1, true);
        }

        return (end, colon);
    }

    private static bool OneCell(PageRow row, int at, int length) => row.Words[at].Cell == row.Words[at + length - 1].Cell;

    private static bool NoColonInside(PageRow row, int at, int length) => row.Words.Skip(at).Take(length - 1).All(w => !w.EndsLabel);

    private static ILookup<char, Wording> Read()
    {
        var wordings = (
            from line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            let colon = line.IndexOf(':', StringComparison.Ordinal)
            let head = line[..colon].Split(' ', 2)
            from phrase in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries)
            select new Wording(phrase.Split(' '), Enum.Parse<LabelKind>(head[0]), head.Length > 1 ? head[1] : "")).ToList();

        // A misread first letter must not hide a long label, so long first words are tried for every word.
        return wordings.Select(w => (Key: w.Phrase[0][0], Wording: w))
            .Concat(wordings.Where(w => w.Phrase[0].Length >= 6).Select(w => (Key: '\0', Wording: w)))
            .ToLookup(w => w.Key, w => w.Wording);
    }

    [GeneratedRegex("^[do0q][o0][b8s3]$")]
    private static partial Regex MisreadDob();
}
