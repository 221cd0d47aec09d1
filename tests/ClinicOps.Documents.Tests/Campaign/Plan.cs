namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>How the patient's place looks, where the trap lies in that.</summary>
internal enum Setting
{
    Usual,

    /// <summary>A list of people, last and first name in columns of their own.</summary>
    RosterInParts,

    /// <summary>A list of people, the name in one column.</summary>
    Roster,

    /// <summary>All of one household, each with a birth date.</summary>
    Household,

    /// <summary>Two of one family in one line, with the birth date they share.</summary>
    TwoInALine,

    /// <summary>Who pays has the patient's name, and the only birth date.</summary>
    NamesakePays,

    /// <summary>Somebody in a role, whose birth date stands on a line of its own.</summary>
    ContactWithDate,

    /// <summary>Two people side by side, each under a head.</summary>
    Heads,

    /// <summary>Every field is the holder's of the insurance; the patient is only named.</summary>
    OfHolder,

    /// <summary>An employee's leave to care for somebody of the family.</summary>
    FamilyLeave,

    /// <summary>The birth date is blank, and a day of service stands where one would look for it.</summary>
    DayOfService,

    /// <summary>About somebody who works here, and no patient.</summary>
    Staff,
}

/// <summary>By what a page that lies among another's shows whose it is.</summary>
internal enum StrayHead
{
    Usual,

    /// <summary>As records are printed: with the time of day and the page's number in one line.</summary>
    WithTime,

    /// <summary>Name and birth date without a label.</summary>
    Unlabelled,

    /// <summary>A record number of the sender's.</summary>
    Number,

    /// <summary>Who signed it, without a title.</summary>
    Signature,
}

/// <summary>What one document is to be: whom it concerns in truth, what it shows of that person, and what is set as a trap.</summary>
/// <param name="Trap">By which the results are split.</param>
/// <param name="Subject">Null when the paper does not tell.</param>
/// <param name="Shown">As the paper has it: with the slips of who wrote it.</param>
/// <param name="MayBeFiled">The safety rules allow a machine to file it, read well.</param>
internal sealed record Plan(string Trap, Person? Subject, Person Shown, NameForm Form, bool MayBeFiled)
{
    /// <summary>Somebody in another role, with the role's label.</summary>
    public (Person Person, string Role)? Other { get; init; }

    /// <summary>Named in the running text, in no role.</summary>
    public Person? InText { get; init; }

    /// <summary>A provider of this name.</summary>
    public Person? Provider { get; init; }

    /// <summary>Another patient on a list with this one.</summary>
    public Person? Beside { get; init; }

    /// <summary>Of whom a page lies among the others.</summary>
    public Person? Stray { get; init; }

    /// <summary>Whom the cover sheet names.</summary>
    public Person? OnCover { get; init; }

    public Setting Setting { get; init; }

    /// <summary>Everybody on a list, the first one first.</summary>
    public IReadOnlyList<Person> Listed { get; init; } = [];

    public StrayHead StrayHead { get; init; }

    /// <summary>Whose machine sends it, by the line at the top.</summary>
    public Person? OnMachine { get; init; }

    /// <summary>Whose practice sends it, by its letterhead.</summary>
    public Person? OnLetterhead { get; init; }

    /// <summary>What the line in the running text says; {0} is the name of who is named there. Null for one of the usual ones.</summary>
    public string? TextLine { get; init; }

    /// <summary>A record number of the sender's; empty for one that is drawn, or none.</summary>
    public string ForeignNumber { get; init; } = "";

    public bool ShowsMrn { get; init; }

    public bool ShowsHousehold { get; init; }

    public bool WithoutDate { get; init; }

    public bool WithoutName { get; init; }

    /// <summary>The payer's letter calls the holder "member" and the patient by another word.</summary>
    public bool MemberIsHolder { get; init; }

    /// <summary>Read badly, they cannot be told apart.</summary>
    public bool AskedWell { get; init; }

    public static Plan Drawn(Draw draw, Register register) => draw.Chance(0.4) ? Attacks.Drawn(draw, register) : draw.Int(1, 100) switch
    {
        <= 20 => Usual(draw, draw.One(register.Plain), "plain"),
        <= 27 => OfPair(draw, register, Kinship.Twins, "twins"),
        <= 32 => OfPair(draw, register, Kinship.FatherAndSon, "father and son"),
        <= 36 => OfPair(draw, register, Kinship.SameName, "same name"),
        <= 40 => OfPair(draw, register, Kinship.SameNameNearDate, "same name, dates a slip apart"),
        <= 43 => OfPair(draw, register, Kinship.Household, "one household"),
        <= 46 => register.Plain.Where(p => p.Former.Length > 0).ToList() is { Count: > 0 } married ? Usual(draw, draw.One(married), "former name") with { Form = NameForm.Former } : Usual(draw, draw.One(register.Plain), "plain"),
        <= 51 => PartOfName(draw, register),
        <= 55 => Usual(draw, draw.One(register.Plain.Where(p => Names.Unusual.Contains(p.Last) || p.Last.Contains('-', StringComparison.Ordinal)).ToList()), "hyphens, accents, small words"),
        <= 63 => SomebodyElseInRole(draw, register),
        <= 65 => ProviderIsPatient(draw, register),
        <= 68 => NotRegistered(Usual(draw, Register.Anybody(draw), "not registered")),
        <= 75 => UnregisteredKin(draw, register),
        <= 77 => Usual(draw, draw.One(register.Plain), "last name not known") with { Form = NameForm.Unknown, MayBeFiled = false, ShowsMrn = draw.Chance(0.4) },
        <= 79 => TwoOnAList(draw, register),
        <= 82 => InRunningText(draw, register),
        <= 85 => MemberIsParent(draw, register),
        <= 88 => PageOfAnother(draw, register),
        <= 91 => DateSlipped(draw, register),
        <= 93 => DateOfANamesake(draw, register),
        <= 95 => NumberSlipped(draw, register),
        <= 97 => Usual(draw, draw.One(register.Plain), "no birth date") with { WithoutDate = true, MayBeFiled = false },
        98 => Usual(draw, draw.One(register.Plain), "no name") with { WithoutName = true, MayBeFiled = false, ShowsMrn = draw.Chance(0.5) },
        _ => Usual(draw, draw.One(register.Plain), "cover names another") with { OnCover = draw.One(register.Plain), MayBeFiled = false },
    };

    public static Plan Usual(Draw draw, Person person, string trap) => new(trap, person, person, NameForm.Full, true)
    {
        ShowsMrn = person.IsRegistered && draw.Chance(0.2),
        ShowsHousehold = draw.Chance(0.35),
    };

    public static Plan NotRegistered(Plan plan) => plan with { Subject = plan.Shown, MayBeFiled = false };

    private static Plan OfPair(Draw draw, Register register, Kinship kinship, string trap)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship == kinship).ToList());
        var registered = pair.Two.IsRegistered && draw.Chance(0.5) ? pair.Two : pair.One;
        return Usual(draw, registered, trap) with { AskedWell = kinship is Kinship.Twins or Kinship.SameNameNearDate };
    }

    private static Plan UnregisteredKin(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => !p.Two.IsRegistered).ToList());
        return NotRegistered(Usual(draw, pair.Two, pair.Kinship switch
        {
            Kinship.Twins or Kinship.CalledAlike => "not registered, twin is",
            Kinship.FatherAndSon => "not registered, father or son is",
            Kinship.SameName or Kinship.SameNameNearDate => "not registered, namesake is",
            Kinship.OneRoofOneDigit => "not registered, namesake under the same roof is",
            Kinship.FormerIsName => "not registered, whose name another bore before",
            Kinship.FatherInTheMiddle => "not registered, child with the name in the middle is",
            _ => "not registered, household is",
        }));
    }

    private static Plan PartOfName(Draw draw, Register register)
    {
        var person = draw.One(register.People.Where(p => Names.Called.ContainsKey(p.First) || p.Last.Contains('-', StringComparison.Ordinal)).ToList());
        var (mrn, household) = (draw.Chance(0.35), draw.Chance(0.4));
        return new("nickname, half or initial", person, person, NameForm.Part, mrn || household) { ShowsMrn = mrn, ShowsHousehold = household };
    }

    private static Plan SomebodyElseInRole(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship is Kinship.Household or Kinship.ParentAndChild or Kinship.FatherAndSon or Kinship.Twins).ToList());
        var (patient, other) = pair.Two.IsRegistered && pair.Kinship != Kinship.ParentAndChild && draw.Chance(0.5) ? (pair.Two, pair.One) : (pair.One, pair.Two);
        var role = pair.Kinship switch
        {
            Kinship.ParentAndChild => draw.Pick("Guarantor", "Responsible Party", "Parent/Guardian", "Subscriber", "Policy Holder", "Mother", "Emergency Contact", "Insured"),
            Kinship.Household => draw.Pick("Guarantor", "Subscriber", "Spouse", "Policy Holder", "Emergency Contact", "Insured", "Next of Kin", "Cardholder"),
            _ => draw.Pick("Guarantor", "Emergency Contact", "Subscriber", "Next of Kin", "Responsible Party"),
        };
        return Usual(draw, patient, "another in a role") with { Other = (other, role) };
    }

    private static Plan ProviderIsPatient(Draw draw, Register register) =>
        Usual(draw, draw.One(register.Plain), "provider has a patient's name") with { Provider = draw.One(register.People) };

    private static Plan TwoOnAList(Draw draw, Register register)
    {
        var one = draw.One(register.People);
        var two = draw.One([.. register.People.Where(p => p.Mrn != one.Mrn)]);
        return new("two patients on one page", null, one, NameForm.Full, false) { Beside = two };
    }

    private static Plan InRunningText(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs);
        return Usual(draw, pair.One, "another in the text") with { InText = pair.Two.IsRegistered ? pair.Two : draw.One(register.People), MayBeFiled = false };
    }

    private static Plan MemberIsParent(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship == Kinship.ParentAndChild).ToList());
        return Usual(draw, pair.One, "member is the parent") with { Other = (pair.Two, "Member"), MemberIsHolder = true };
    }

    private static Plan PageOfAnother(Draw draw, Register register)
    {
        var pair = draw.Chance(0.6) ? draw.One(register.Pairs) : new Pair(Kinship.Household, draw.One(register.Plain), draw.One(register.Plain));
        return Usual(draw, pair.One, "page of another inside") with { Stray = pair.Two };
    }

    private static Plan DateSlipped(Draw draw, Register register)
    {
        var person = draw.One(register.People);
        return Usual(draw, person, "birth date slipped") with { Shown = person with { Born = WrittenForms.Slip(draw, person.Born) }, MayBeFiled = false };
    }

    /// <summary>Written by a slip as the birth date of somebody else of the same name.</summary>
    private static Plan DateOfANamesake(Draw draw, Register register)
    {
        var pair = draw.One(register.Pairs.Where(p => p.Kinship == Kinship.SameNameNearDate && p.Two.IsRegistered).ToList());
        var (meant, other) = draw.Chance(0.5) ? (pair.One, pair.Two) : (pair.Two, pair.One);
        return Usual(draw, meant, "birth date slipped to a namesake's") with { Shown = meant with { Born = other.Born }, MayBeFiled = false };
    }

    private static Plan NumberSlipped(Draw draw, Register register)
    {
        var person = draw.One(register.People);
        return Usual(draw, person, "record number slipped") with { Shown = person with { Mrn = WrittenForms.Slip(draw, person.Mrn) }, ShowsMrn = true, MayBeFiled = false };
    }
}
