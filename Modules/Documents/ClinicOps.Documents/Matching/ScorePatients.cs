using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>One registered person held against what the document says.</summary>
/// <param name="Name">The strongest fit of any name in the patient's place.</param>
/// <param name="BirthDateFits">A birth date in the patient's place is this person's.</param>
/// <param name="BirthDateNear">None is, but one is a slip away.</param>
/// <param name="SexDiffers">The document says another sex.</param>
/// <param name="MrnDiffers">The document shows an MRN of this clinic's form that is not this person's.</param>
/// <param name="ThirdIdentifier">MRN, member id with its holder, or phone together with address.</param>
/// <param name="NumberIdentifies">The third identifier is a number of one person (MRN, member id), not of a household.</param>
/// <param name="Supports">Fields other than name and birth date that agree ("phone", "address", ...).</param>
/// <param name="AddressAndPhoneDiffer">Both are on the page and on record, and neither agrees.</param>
internal sealed record HeldAgainst(
    PatientCandidate Person,
    NameFit Name,
    bool BirthDateFits,
    bool BirthDateNear,
    bool SexDiffers,
    bool MrnDiffers,
    bool ThirdIdentifier,
    bool NumberIdentifies,
    IReadOnlyList<string> Supports,
    bool AddressAndPhoneDiffer,
    IReadOnlyList<MatchReason> Reasons)
{
    public double Score => Math.Max(0, Reasons.Sum(r => r.Points));

    public bool Contradicted => Name.MiddleDiffers || Name.SuffixDiffers || SexDiffers || MrnDiffers;

    public RankedPatient Ranked => new(Person.PatientId, Score, Reasons);
}

/// <summary>Scores every candidate field by field, with reasons in plain words; the best stand first.</summary>
internal static partial class ScorePatients
{
    public static IReadOnlyList<HeldAgainst> Of(PatientEvidence evidence, IReadOnlyList<PatientCandidate> people) =>
        [.. people.Select(p => One(evidence, p)).OrderByDescending(h => h.Score).ThenBy(h => h.Person.PatientId)];

    /// <summary>Whether one of the readings of the birth date is the person's, as one of the records says it.</summary>
    public static bool Fits(BirthDateRead read, PatientCandidate person) =>
        person.BirthDates.Any(date => read.Date == date || read.OtherReadings.Contains(date));

    private static HeldAgainst One(PatientEvidence evidence, PatientCandidate person)
    {
        var reasons = new List<MatchReason>();
        var name = BestName(evidence, person, reasons);
        var date = evidence.BirthDates.Where(d => Fits(d, person)).MaxBy(d => d.Place.Confidence);
        var near = date is null ? evidence.BirthDates.FirstOrDefault(d => person.BirthDates.Any(b => BirthDates.AreNear(d.Date, b))) : null;
        reasons.AddRange(
            date is not null ? [new("birth date agrees", 35, date.Place, MatchLevel.DateAgrees)]
            : near is not null ? [new("birth date is a slip away", 10, near.Place, MatchLevel.DateNear)]
            : evidence.BirthDates.Count > 0 ? [new("birth date differs", -15, evidence.BirthDates[0].Place, MatchLevel.DateDiffers)] : []);

        var otherSex = evidence.Sexes.FirstOrDefault(s => person.Sexes.Any() && !person.Sexes.Contains(s.Value));
        var sameSex = evidence.Sexes.FirstOrDefault(s => person.Sexes.Contains(s.Value));
        reasons.AddRange(otherSex is not null ? [new("sex differs", -15, otherSex.Place, MatchLevel.SexDiffers)] : sameSex is not null ? [new("sex agrees", 2, sameSex.Place, MatchLevel.SexAgrees)] : []);

        string[] mrns = [.. person.Mrns.Select(NameKeys.Number)];
        var mrn = evidence.Mrns.FirstOrDefault(m => mrns.Contains(m.Value));
        var otherMrn = evidence.Mrns.FirstOrDefault(m => !mrns.Contains(m.Value) && mrns.Any(known => Form(m.Value) == Form(known)));
        reasons.AddRange(mrn is not null ? [new("MRN agrees", 30, mrn.Place, MatchLevel.MrnAgrees)] : []);
        reasons.AddRange(otherMrn is not null ? [new("MRN differs", -20, otherMrn.Place, MatchLevel.MrnDiffers)] : []);

        var member = evidence.MemberIds.FirstOrDefault(m => person.MemberIds.Any(r => IsMemberId(m.Value, r.MemberId)));
        var memberOfOne = member is not null && person.MemberIds.Any(r => IsMemberId(member.Value, r.MemberId) && r.SharedBy == 1 && HolderFits(evidence, person, r));
        reasons.AddRange(member is not null ? [new(memberOfOne ? "member id agrees" : "member id is that of the family", memberOfOne ? 15 : 4, member.Place, memberOfOne ? MatchLevel.MemberOfOne : MatchLevel.MemberOfFamily)] : []);

        var phone = evidence.Phones.FirstOrDefault(p => person.Phones.Contains(p.Value));
        var address = evidence.Addresses.FirstOrDefault(a => person.Addresses.Any(r => SameAddress(a.Value, r)));
        reasons.AddRange(phone is not null ? [new("phone agrees", 6, phone.Place, MatchLevel.Phone)] : []);
        reasons.AddRange(address is not null ? [new("address agrees", 8, address.Place, MatchLevel.Address)] : []);
        var supports = new[] { (mrn is not null, "mrn"), (memberOfOne, "member id"), (phone is not null, "phone"), (address is not null, "address"), (name.MiddleAgrees, "middle") }
            .Where(s => s.Item1).Select(s => s.Item2).ToList();
        return new(
            person, name, date is not null, near is not null, otherSex is not null, otherMrn is not null,
            ThirdIdentifier: mrn is not null || memberOfOne || (phone is not null && address is not null),
            NumberIdentifies: mrn is not null,
            supports,
            AddressAndPhoneDiffer: phone is null && address is null && evidence.Phones.Count > 0 && evidence.Addresses.Count > 0 && person.Phones.Count > 0 && person.Addresses.Count > 0,
            reasons);
    }

    private static NameFit BestName(PatientEvidence evidence, PatientCandidate person, List<MatchReason> reasons)
    {
        var fits = evidence.Names.Select(n => (Read: n, Fit: NameFit.Of(n.Name, person))).ToList();
        if (fits.Count == 0)
        {
            return NameFit.Nothing;
        }

        var (read, fit) = fits.OrderByDescending(f => f.Fit.Strength).ThenByDescending(f => f.Read.Place.Confidence).First();
        var former = fit.Registered?.Kind == NameKind.Former ? "former " : "";
        var any = fits.Where(f => f.Fit.Strength > NameStrength.None).ToList();
        var all = fit with
        {
            MiddleDiffers = any.Exists(f => f.Fit.MiddleDiffers),
            MiddleAgrees = any.Exists(f => f.Fit.MiddleAgrees),
            SuffixDiffers = any.Exists(f => f.Fit.SuffixDiffers),
        };
        reasons.Add(fit.Strength switch
        {
            NameStrength.Full => new($"full {former}name agrees", 40, read.Place, MatchLevel.NameFull),
            NameStrength.Half => new($"{former}name agrees in part (nickname or half of a double name)", 25, read.Place, MatchLevel.NameHalf),
            NameStrength.Initial => new($"{former}last name agrees, first name only by its initial", 18, read.Place, MatchLevel.NameInitial),
            NameStrength.Slip => new($"{former}name is a reading slip away", 20, read.Place, MatchLevel.NameSlip),
            _ => new("name differs", 0, read.Place, MatchLevel.NameDiffers),
        });
        reasons.AddRange(all.MiddleAgrees ? [new("middle name agrees", 3, read.Place, MatchLevel.MiddleAgrees)] : []);
        reasons.AddRange(all.MiddleDiffers ? [new("middle name differs", -10, read.Place, MatchLevel.MiddleDiffers)] : []);
        reasons.AddRange(all.SuffixDiffers ? [new("suffix differs", -15, read.Place, MatchLevel.SuffixDiffers)] : []);
        return all;
    }

    /// <summary>A member id counts with its holder: the patient, or the person the document labels as the holder.</summary>
    private static bool HolderFits(PatientEvidence evidence, PatientCandidate person, RegisteredMemberId id)
    {
        // A holder that nobody recorded is taken for the patient only while the document labels nobody else as the holder:
        // a family's id would speak for whoever of the family happens to be registered.
        if (id.HolderLast.Length == 0)
        {
            return !evidence.OtherPeople.Any(o => o.Role == "subscriber" && NameFit.Of(o.Name.Name, person).Strength < NameStrength.Half);
        }

        if (person.Names.Any(n => NameKeys.Key(n.Last) == NameKeys.Key(id.HolderLast) && NameKeys.Key(n.First) == NameKeys.Key(id.HolderFirst)))
        {
            return true;
        }

        return evidence.OtherPeople.Any(o =>
            NameKeys.Key(o.Name.Name.Last) == NameKeys.Key(id.HolderLast) && NameKeys.Key(o.Name.Name.First) == NameKeys.Key(id.HolderFirst));
    }

    /// <summary>
    /// The registered id, or a long one with one or two of its characters taken for those that look like them: "5CX649289176" is
    /// "SCX649289176". It only ever supports whom name and birth date fit.
    /// </summary>
    private static bool IsMemberId(string read, string registered) =>
        read == registered
        || (read.Length >= 8 && read.Length == registered.Length
            && read.Zip(registered).Count(c => c.First != c.Second) <= 2
            && read.Zip(registered).All(c => c.First == c.Second || LookAlikes.Contains($"{c.First}{c.Second}") || LookAlikes.Contains($"{c.Second}{c.First}")));

    private static readonly HashSet<string> LookAlikes = ["0O", "0Q", "0D", "1I", "1L", "5S", "8B", "2Z", "6G"];

    /// <summary>House number, street, and the ZIP code or the city.</summary>
    private static bool SameAddress(string written, RegisteredAddress registered)
    {
        var (w, r) = (Words(written), Words(registered.Line));
        return w.Count >= 2 && r.Count >= 2 && w[0] == r[0] && Phrases.Alike(w[1], r[1])
            && (registered.Zip.Length < 5 || w.Contains(registered.Zip[..5]) || Words(registered.City).All(c => w.Exists(x => Phrases.Alike(x, c))));
    }

    private static List<string> Words(string text) => [.. WordForm().Matches(text.ToLowerInvariant()).Select(m => m.Value)];

    /// <summary>"AC101550" is "AA999999": a number of another form is another house's number and contradicts nothing.</summary>
    public static string Form(string number) => string.Concat(number.Select(c => char.IsAsciiDigit(c) ? '9' : 'A'));

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex WordForm();
}
