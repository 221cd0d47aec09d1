using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>
/// Papers as they come, by which a hasty gate would file to somebody else: each kind is drawn as often as any other, far oftener than in
/// any clinic, and counted by itself.
/// </summary>
internal static class Attacks
{
    /// <summary>Business of the practice that names somebody by name and birth date as a patient is named.</summary>
    private static readonly IReadOnlyList<Wording> OfStaff =
    [
        new(
            DocumentType.AboutNoPatient, Sender.Merchant,
            ["Verification of Employment", "Background Screening Report", "Credentialing Application", "Employee Enrollment Form", "Payroll Change Notice", "Retirement Plan Enrollment", "Student Rotation Agreement", "Malpractice Coverage Application", "I-9 Verification"],
            Split("Position: medical assistant|Date of hire: {d}|Employer: Two Rivers Clinic|Please confirm the dates of employment and the salary.|License number: 35.{n}|Social Security number: on file|Criminal record search: no records found|Annual salary: on request|Return to human resources|Pay period ending {d}|Withholding: single|Malpractice carrier: on file|Board certification: active|Attach a copy of the license.|The applicant authorizes the release of employment information.|Department: front office|Supervisor: {p}"),
            6, 11),
    ];

    /// <summary>Lists that practices, payers and hospitals send.</summary>
    private static readonly IReadOnlyList<Wording> OfLists =
    [
        new(
            DocumentType.AboutNoPatient, Sender.Payer,
            ["Member Roster", "Attributed Members", "Care Gap Report", "Daily Census", "Discharges Yesterday", "Appointment Schedule", "Outstanding Results", "Panel Report"],
            Split("Report date: {d}|Source: claims|Please review and update your records.|Total: {n}|Prepared for Two Rivers Clinic|Open gaps are marked.|Run by: batch"),
            2, 4),
    ];

    private static readonly IReadOnlyList<Wording> OfLeaves =
    [
        new(
            DocumentType.PatientForm, Sender.Practice,
            ["Certification of Health Care Provider for Family Member's Serious Health Condition", "Family and Medical Leave Act - Family Member", "Leave of Absence Certification", "FMLA Medical Certification"],
            Split("Employer: Acme Foods|Approximate date condition commenced: {d}|Probable duration: 3 months|Will the patient need care? [X] yes [ ] no|Estimate the hours of care: 4 per day|Medical facts: recovering from surgery|Provider's name: {p}|Type of practice: orthopedics|Signature of health care provider: {p}   Date: {d}|Return to human resources"),
            5, 9),
    ];

    private static readonly string[] WithState =
    [
        "{0}, Erie, PA", "{0}, Bethesda, MD 20814", "Washington, DC: {0}", "Mail to {0}, 12 Elm St, Erie, PA 16501", "{0}, Harrisburg, PA, will drive.", "Copies: {0}, Columbus, OH", "{0}, MD 21201",
        "Report for {0} electronically signed.", "Ordering Provider: Marian Quill, MD for {0}", "Reviewed with {0} on the phone", "Discussed in the case of {0} by R. Hale, MD",
    ];

    public static Plan Drawn(Draw draw, Register register) => draw.Int(1, 26) switch
    {
        1 => List(draw, register, Setting.RosterInParts, "roster, last and first name apart"),
        2 => List(draw, register, Setting.Roster, "roster, names in one column"),
        3 => Household(draw, register),
        4 => TwoInALine(draw, register),
        5 => NamedInText(draw, register),
        6 or 7 => OfManyNamesakes(draw, register),
        8 => NamesakePays(draw, register),
        9 or 10 => Contact(draw, register),
        11 => Heads(draw, register),
        12 => Plan.Usual(draw, draw.One(register.Plain), "machine's line names another") with { OnMachine = draw.One(register.People) },
        13 => Plan.Usual(draw, draw.One(register.Plain), "letterhead and signer have a patient's name") with { OnLetterhead = draw.One(register.People) },
        14 => Stray(draw, register, StrayHead.Signature, "page of another, told by who signed it"),
        15 => Stray(draw, register, StrayHead.WithTime, "page of another, head with the time of day"),
        16 => Stray(draw, register, StrayHead.Unlabelled, "page of another, head without labels"),
        17 => Stray(draw, register, StrayHead.Number, "page of another, told by a number"),
        18 or 19 => OfHolder(draw, register),
        20 => FamilyLeave(draw, register),
        21 => Staff(draw, register),
        22 => DayOfService(draw, register),
        23 => Misread(draw, register),
        24 => FatherInTheMiddle(draw, register),
        25 => NumberOfAnother(draw, register),
        _ => CalledAlike(draw, register),
    };

    /// <summary>Null for a paper that may be worded like any other.</summary>
    public static Wording? WordingOf(Draw draw, Plan plan) => plan.Setting switch
    {
        Setting.Staff => draw.One(OfStaff),
        Setting.FamilyLeave => draw.One(OfLeaves),
        Setting.OfHolder => draw.One(Wording.All.Where(w => w.Sender == Sender.Payer).ToList()),
        Setting.Roster or Setting.RosterInParts or Setting.Household when draw.Chance(0.4) => draw.One(OfLists),
        _ => null,
    };

    /// <summary>Somebody of the register first, then whoever it may be.</summary>
    private static Plan List(Draw draw, Register register, Setting setting, string trap)
    {
        var first = draw.One(register.People);
        var others = Enumerable.Range(0, draw.Int(1, 7)).Select(_ => draw.Chance(0.5) ? draw.One(register.People) : Register.Anybody(draw)).Where(p => p.Full != first.Full || p.Born != first.Born);
        return new(trap, null, first, NameForm.Full, false) { Setting = setting, Listed = [first, .. others.DefaultIfEmpty(Register.Anybody(draw) with { First = "Zoltan", Last = "Ferrari" })] };
    }

    private static Plan Household(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.Household or Kinship.Twins or Kinship.ParentAndChild or Kinship.FatherInTheMiddle or Kinship.OneRoofOneDigit).ToList());
        IReadOnlyList<Person> all = [pair.One, pair.Two, .. Enumerable.Range(0, draw.Int(0, 2)).Select(_ => Register.Anybody(draw) with { Last = pair.One.Last })];
        return new("summary of a household", null, pair.One, NameForm.Full, false) { Setting = Setting.Household, Listed = all };
    }

    private static Plan TwoInALine(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship == Kinship.Twins).ToList());
        return new("twins in one line", null, pair.One, NameForm.Full, false) { Setting = Setting.TwoInALine, Listed = [pair.One, pair.Two] };
    }

    private static Plan NamedInText(Draw draw, Register register) =>
        Plan.Usual(draw, draw.One(register.Plain), "another in the text, like a provider or an address") with { InText = draw.One(register.People), TextLine = draw.One(WithState), MayBeFiled = false };

    private static Plan OfManyNamesakes(Draw draw, Register register)
    {
        var person = draw.One(draw.One(register.Namesakes));
        var plan = Plan.Usual(draw, person, person.IsRegistered ? "one of many namesakes" : "not registered, many namesakes are") with { AskedWell = true };
        return person.IsRegistered ? plan with { MayBeFiled = plan.ShowsMrn || plan.ShowsHousehold } : Plan.NotRegistered(plan);
    }

    private static Plan NamesakePays(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.FatherAndSon or Kinship.OneRoofOneDigit).ToList());
        var (patient, pays) = pair.Two.IsRegistered && draw.Chance(0.4) ? (pair.One, pair.Two) : (pair.Two, pair.One);
        return new("who pays has the patient's name and the only birth date", patient, patient with { Suffix = "" }, NameForm.Full, false) { Setting = Setting.NamesakePays, Listed = [pays with { Suffix = "" }], WithoutDate = true };
    }

    private static Plan Contact(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is not (Kinship.SameName or Kinship.SameNameNearDate or Kinship.FormerIsName)).ToList());
        var (patient, contact) = pair.Two.IsRegistered && draw.Chance(0.5) ? (pair.One, pair.Two) : (pair.Two, pair.One);
        return Plan.Usual(draw, patient, patient.IsRegistered ? "contact with name and birth date" : "not registered, contact with name and birth date is") with
        {
            Setting = Setting.ContactWithDate,
            Listed = [contact],
            MayBeFiled = false,
        };
    }

    private static Plan Heads(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.Household or Kinship.ParentAndChild or Kinship.Twins or Kinship.FatherAndSon or Kinship.FatherInTheMiddle).ToList());
        var (patient, other) = pair.Two.IsRegistered && draw.Chance(0.4) ? (pair.Two, pair.One) : (pair.Two.IsRegistered ? pair.One : draw.Pick(pair.One, pair.Two), pair.Two);
        other = other == patient ? pair.One : other;
        return Plan.Usual(draw, patient, patient.IsRegistered ? "two people under heads" : "two people under heads, the patient not registered") with { Setting = Setting.Heads, Listed = [other], MayBeFiled = false };
    }

    private static Plan Stray(Draw draw, Register register, StrayHead head, string trap)
    {
        var pair = draw.Chance(0.5) ? draw.One(register.Pairs) : new Pair(Kinship.Household, draw.One(register.Plain), draw.Chance(0.5) ? draw.One(register.Plain) : Register.Anybody(draw));

        // A bare signature, or a number of the sender's, is somebody's only where the register, or another number, says so.
        var stray = head == StrayHead.Signature && (!pair.Two.IsRegistered || (pair.Two.First == pair.One.First && (pair.Two.Last == pair.One.Last || pair.Two.Last == pair.One.Former))) ? draw.One(register.Plain.Where(p => p.First != pair.One.First || p.Last != pair.One.Last).ToList()) : pair.Two;
        return Plan.Usual(draw, pair.One, trap) with { Stray = stray, StrayHead = head, ShowsMrn = false, ForeignNumber = head == StrayHead.Number ? draw.Digits(7) : "" };
    }

    private static Plan OfHolder(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.ParentAndChild or Kinship.Household or Kinship.FatherInTheMiddle or Kinship.OneRoofOneDigit).ToList());

        // The holder is registered; the patient may not be.
        var (holder, patient) = pair.Kinship == Kinship.ParentAndChild ? (pair.Two, pair.One) : (pair.One, pair.Two);
        (holder, patient) = holder.IsRegistered ? (holder, patient) : (patient, holder);
        return new(patient.IsRegistered ? "every field is the holder's" : "every field is the holder's, the patient not registered", patient, holder, NameForm.Full, false) { Setting = Setting.OfHolder, Listed = [patient] };
    }

    private static Plan FamilyLeave(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.ParentAndChild or Kinship.Household).ToList());
        var (employee, patient) = pair.Kinship == Kinship.ParentAndChild && pair.Two.IsRegistered ? (pair.Two, pair.One) : (pair.One, pair.Two);
        return new("leave to care for somebody", patient, employee, NameForm.Full, false) { Setting = Setting.FamilyLeave, Listed = [patient] };
    }

    private static Plan Staff(Draw draw, Register register) =>
        new("about somebody who works here", null, draw.One(register.Plain), NameForm.Full, false) { Setting = Setting.Staff };

    private static Plan DayOfService(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.SameName or Kinship.FatherAndSon).ToList());
        return new("day of service is a namesake's birth date", pair.Two, pair.Two with { Suffix = "" }, NameForm.Full, false) { Setting = Setting.DayOfService, Listed = [pair.One], WithoutDate = true };
    }

    /// <summary>Both are registered: of somebody whom the register does not know, a date misread surely is like any other.</summary>
    private static Plan Misread(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.SameNameNearDate or Kinship.OneRoofOneDigit && p.Two.IsRegistered && Intake.Contracts.BirthDates.AreNear(p.One.Born, p.Two.Born)).ToList());
        var (meant, other) = draw.Chance(0.5) ? (pair.One, pair.Two) : (pair.Two, pair.One);
        return Plan.Usual(draw, meant, "birth date misread as a namesake's") with { Shown = meant with { Born = other.Born }, ShowsMrn = false, MayBeFiled = false };
    }

    private static Plan FatherInTheMiddle(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship == Kinship.FatherInTheMiddle).ToList());
        return draw.Chance(0.5)
            ? Plan.Usual(draw, pair.One, "father's name in the middle, a page of his inside") with { Stray = pair.Two, StrayHead = draw.Pick(StrayHead.Usual, StrayHead.Unlabelled, StrayHead.WithTime) }
            : pair.Two.IsRegistered ? Plan.Usual(draw, pair.Two, "whose name stands in the middle of his child's")
            : Plan.NotRegistered(Plan.Usual(draw, pair.Two, "not registered, child with the name in the middle is"));
    }

    /// <summary>The sender took the number of one for the other's: or it is the sender's own, and by chance like one of ours.</summary>
    private static Plan NumberOfAnother(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs);
        return pair.Two.IsRegistered && draw.Chance(0.5)
            ? Plan.Usual(draw, pair.Two, "record number is another's") with { Shown = pair.Two with { Mrn = pair.One.Mrn }, ShowsMrn = true, MayBeFiled = false }
            : pair.Two.IsRegistered ? Plan.Usual(draw, pair.One, "record number is another's") with { Shown = pair.One with { Mrn = draw.One(register.People).Mrn }, ShowsMrn = true, MayBeFiled = false }
            : Plan.NotRegistered(Plan.Usual(draw, pair.Two, "not registered, record number is a relative's")) with { Shown = pair.Two with { Mrn = pair.One.Mrn }, Subject = pair.Two, ShowsMrn = true };
    }

    private static Plan CalledAlike(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship == Kinship.CalledAlike).ToList());
        return new("called what a twin is called", pair.Two, pair.Two, NameForm.Part, false) { ShowsHousehold = draw.Chance(0.8) };
    }

    private static string[] Split(string text) => text.Split('|');
}
