using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// Papers whose one named person need not be their patient. A payer names the member, and decides about a dependant, who may be called like the member
/// and have no birth date of their own there; an employer names the employee, who cares for somebody; a background check names an applicant who happens to be a patient as well.
/// </summary>
internal static partial class DoubtOfPatient
{
    private static readonly HashSet<string> OfInsuranceOrWork = ["member", "enrollee", "beneficiary", "covered", "insured", "employee", "applicant", "claimant", "participant", "consumer"];

    private static readonly HashSet<string> OfPeople = ["employee", "applicant", "participant", "individual", "name", "individual name", "employee name", "applicant name", "participant name", "full name", "legal name", "print name", "printed name"];

    /// <summary>What a relationship is called where the patient is the member.</summary>
    private static readonly string[] Selves = ["self", "same", "patient", "insured", "subscriber", "policyholder", "member"];

    public static PatientDoubt? In(IReadOnlyList<IReadOnlyList<PageRow>> pages, EvidenceReader reader, IReadOnlyList<NameMention> mentions)
    {
        // "Employee's Name" is "employee name".
        var labels = reader.NameLabels.Where(label => label != EvidenceReader.BeforeBirthDate).Select(label => string.Join(' ', label.Split(' ').Select(word => word.TrimEnd('s')))).ToList();
        var text = string.Join('\n', pages.SelectMany(rows => rows).Select(row => row.Text));
        if (pages.SelectMany(rows => rows).Any(row => NameWithDate().Count(row.Text) > 1 || (NameWithDate().IsMatch(row.Text) && DateInParentheses().Count(row.Text) > 1)) || reader.TwoNamed || reader.NameLabels.Contains("patients"))
        {
            return PatientDoubt.OfFamily;
        }

        if (labels.Count == 0)
        {
            return null;
        }

        // A dependant is named, and nobody is called the patient: whoever is named besides may be who is to be called, or who pays.
        var nobodyIsPatient = labels.TrueForAll(label => IsOfPeople(label) || IsOfInsuranceOrWork(label));
        if (nobodyIsPatient && (Dependant().IsMatch(text) || reader.Apart.Exists(other => IsOfFamily(other.Name, reader) && IsCalledOtherwise(NameKeys.Key(other.Name.First), reader))))
        {
            return PatientDoubt.OfFamily;
        }

        // The label of a dependant may be misread beyond knowing, or the dependant's name: somebody else of the family stands there all the same.
        if (nobodyIsPatient && labels.Exists(IsOfInsuranceOrWork) && (reader.NameUnread || SaysDependant(pages) || reader.Apart.Exists(other => IsNearlyOfFamily(other.Name, reader)) || mentions.Any(m => IsRelative(m, reader))))
        {
            return PatientDoubt.OfFamily;
        }

        // An employer's or a payer's form that names somebody besides in a relation to who is named: whichever label was misread.
        if (!labels.Exists(label => label.Split(' ').Any(word => word is "patient" or "pt"))
            && (Related().IsMatch(text) || SaysRelated(pages) || reader.OtherPeople.Exists(other => other.Role is "relative" or "spouse")))
        {
            return PatientDoubt.OfFamily;
        }

        // "Member" and "Claimant", with one birth date between them.
        if (reader.BirthDates.Count < 2 && labels.SelectMany(label => label.Split(' ')).Select(word => OfInsuranceOrWork.FirstOrDefault(known => Phrases.Alike(word, known))).OfType<string>().Where(word => word != "covered").Distinct().Count() > 1)
        {
            return PatientDoubt.OfFamily;
        }

        // "Member: Victor Abbott, DOB: ..., Services for: Victor Abbott": the only date is the member's, and the patient may be the son.
        if (labels.Exists(IsOfInsuranceOrWork) && !labels.TrueForAll(label => IsOfPeople(label) || IsOfInsuranceOrWork(label)) && reader.BirthDates.Count < 2)
        {
            return PatientDoubt.OfFamily;
        }

        // "Name" on a page after the first says nothing that "Member" on the first does not.
        return labels.Exists(IsOfInsuranceOrWork) && nobodyIsPatient
                && (Family().IsMatch(text) || reader.OtherPeople.Exists(other => other.Role is "relative" or "spouse")) ? PatientDoubt.OfFamily
            : labels.TrueForAll(IsOfPeople) && !Clinical().IsMatch(text)
                && Employment().Matches(text).Select(match => match.Value.ToUpperInvariant()).Distinct().Count() > 1 ? PatientDoubt.OfStaff
            : null;
    }

    private static bool IsOfFamily(WrittenName other, EvidenceReader reader) =>
        reader.Names.Exists(mine => NameKeys.LastKeys(mine.Name.Last).Intersect(NameKeys.LastKeys(other.Last)).Any());

    /// <summary>Despite a slip or two in the last name: "Gancia" is rather a Garcia misread than nobody.</summary>
    private static bool IsNearlyOfFamily(WrittenName other, EvidenceReader reader) =>
        reader.Names.Exists(mine => NameKeys.LastKeys(mine.Name.Last).Any(last => NameKeys.LastKeys(other.Last).Any(theirs => Phrases.Distance(last, theirs, 2) <= (last.Length < 5 ? 1 : 2))));

    /// <summary>"... services for your chi1d, Tim Rossi" on a paper of Elena Rossi: named in the text, with another first name.</summary>
    private static bool IsRelative(NameMention mention, EvidenceReader reader) =>
        !mention.InRole && mention.First.Length >= 3 && !NameWords.IsOfForms(mention.First) && !IsOfInsuranceOrWork(mention.First)
        && reader.Names.Exists(mine => NameKeys.LastKeys(mine.Name.Last).Contains(mention.Last))
        && IsCalledOtherwise(mention.First, reader);

    /// <summary>No part of any name in the patient's place, however read.</summary>
    private static bool IsCalledOtherwise(string first, EvidenceReader reader) =>
        first.Length > 1
        && !reader.Names.Exists(mine => $"{mine.Name.Text} {mine.Name.Nickname}".Split([' ', ',', '-', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries)
            .Any(word => Phrases.Distance(NameKeys.Key(word), first, 1) <= 1 || Nicknames.SameAs(NameKeys.Key(word)).Contains(first)));

    /// <summary>"depe ndent", "yourdependent", "dependcnt"; "independent" and "insulin-dependent" are no persons.</summary>
    private static bool SaysDependant(IReadOnlyList<IReadOnlyList<PageRow>> pages) =>
        pages.SelectMany(rows => rows).Any(row => Depending().IsMatch(string.Concat(row.Words.Select(word => word.Key))));

    /// <summary>"Relationship: Chi1d", "R elationship: Fathcr": whatever stands there, where it is not "self", is somebody else of the family.</summary>
    private static bool SaysRelated(IReadOnlyList<IReadOnlyList<PageRow>> pages) =>
        pages.SelectMany(rows => rows).Any(row => Relationship().Match(string.Concat(row.Words.Select(word => word.Key))) is { Success: true } said && said.Groups["who"].Value is { Length: > 2 } who
            && !Selves.Any(self => who.Length >= self.Length ? Phrases.Distance(who[..self.Length], self, 1) <= 1 : Phrases.Distance(who, self, 1) <= 1));

    /// <summary>As labels are known: despite a reading slip.</summary>
    private static bool IsOfInsuranceOrWork(string label) => label.Split(' ').Any(word => OfInsuranceOrWork.Any(known => Phrases.Alike(word, known)));

    private static bool IsOfPeople(string label) =>
        OfPeople.Any(known => known.Split(' ') is var words && label.Split(' ') is var read && words.Length == read.Length && words.Zip(read).All(pair => Phrases.Alike(pair.Second, pair.First)));

    /// <summary>"Elena Rossi (06/20/1990), Nina Rossi (06/20/1990)": everybody of a household.</summary>
    [GeneratedRegex(@"\p{Lu}[\p{L}'’.-]*(\s+\p{Ll}{2,3}){0,2}\s+\p{Lu}[\p{L}'’-]+\s*\(\s*([0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|\p{Lu}\p{L}+\.?\s[0-9]{1,2},?\s[0-9]{4}|[0-9]{1,2}-\p{L}{3}-[0-9]{2,4})\s*\)")]
    private static partial Regex NameWithDate();

    [GeneratedRegex(@"\(\s*([0-9OIl]{1,4}[/.-][0-9OIl]{1,2}[/.-][0-9OIl]{2,4}|\p{Lu}\p{L}+\.?\s[0-9]{1,2},?\s[0-9]{4}|[0-9]{1,2}-\p{L}{3}-[0-9]{2,4})\s*\)")]
    private static partial Regex DateInParentheses();

    [GeneratedRegex(@"\brelat[a-z]{2,3}(ship)?\b[^\n]{0,24}\b(child|son|daughter|spouse|parent|mother|father|husband|wife)\b|\bcare\s+(for|of)\s+(a\s+|your\s+|my\s+)?(family|relative|child|son|daughter|spouse|parent)", RegexOptions.IgnoreCase)]
    private static partial Regex Related();

    [GeneratedRegex("relat[a-z0-9]{2,4}ship(to)?(the)?(patient|insured|subscriber|member|policyholder|cardholder|enrollee|employee)?(?<who>.*)$")]
    private static partial Regex Relationship();

    [GeneratedRegex("(?<!in)depend[aec]n[tf]")]
    private static partial Regex Depending();

    /// <summary>"Dependent: Tim Rossi", on whatever line.</summary>
    [GeneratedRegex(@"\b(depend[ae]nt|services\s+for)(\s+name)?\s*:\s*\p{Lu}", RegexOptions.IgnoreCase)]
    private static partial Regex Dependant();

    [GeneratedRegex(@"\bdepend[ae]nts?\b|\bfamily\s+member|\byour\s+(minor\s+)?(child|son|daughter|spouse|baby|newborn|husband|wife)\b|\b(care\s+recipient|needing\s+care|service\s+recipient|services\s+for)\b|\((child|son|daughter|spouse|minor)\)|\brelat[a-z]{2,3}(ship)?\b[^\n]{0,24}\b(child|son|daughter|spouse|parent|mother|father|husband|wife)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Family();

    [GeneratedRegex(@"\b(human\s+resources|payroll|(verification|dates)\s+of\s+employment|employment\s+information|(re)?credentialing|salary|wages|(date\s+of\s+hire|hire\s+date)|position|job\s+title|i-9|w-4|background\s+(check|screening|report)|criminal\s+record|malpractice|retirement\s+plan|withholding|pay\s+period|license\s+number|work\s+history|board\s+certification|rotation|employer)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Employment();

    [GeneratedRegex(@"\b(injur|diagnos|treatment|symptom|medication|allerg|exam\b|medical\s+history|condition|pharmacy)", RegexOptions.IgnoreCase)]
    private static partial Regex Clinical();
}
