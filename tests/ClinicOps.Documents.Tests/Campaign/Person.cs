using System.Globalization;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>An invented person. In the register, when there is an MRN.</summary>
/// <param name="Suffix">As written: "Jr", "III", or empty.</param>
/// <param name="RegisteredSuffix">What the register knows of it; fathers and sons are often both without.</param>
/// <param name="Former">A last name the register knows from before; empty when there is none.</param>
internal sealed record Person(
    string Mrn,
    string First,
    string Middle,
    string Last,
    string Suffix,
    string RegisteredSuffix,
    string Former,
    DateOnly Born,
    string Sex,
    string Phone,
    string Street,
    string Town,
    string Zip,
    string Payer,
    string MemberId)
{
    public bool IsRegistered => Mrn.Length > 0;

    public string Address => $"{Street}, {Town}, OH {Zip}";

    public string BornIso => Born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string Full => string.Join(' ', new[] { First, Middle, Last, Suffix }.Where(part => part.Length > 0));
}

/// <summary>Why two people of the register are easily taken for each other; one or both of them are what a trap is set with.</summary>
internal enum Kinship
{
    Twins,
    FatherAndSon,
    SameName,
    SameNameNearDate,
    Household,
    ParentAndChild,

    /// <summary>One name, one address, one family's number, and a birth date one digit off: born on the father's birthday.</summary>
    OneRoofOneDigit,

    /// <summary>The child's middle name is the father's first.</summary>
    FatherInTheMiddle,

    /// <summary>What one was called before marrying is what the other is called.</summary>
    FormerIsName,

    /// <summary>Twins whose names have the same short form.</summary>
    CalledAlike,
}

/// <summary>Two people; the second may be one whom the clinic does not know.</summary>
internal sealed record Pair(Kinship Kinship, Person One, Person Two);

/// <summary>The people of one clinic, drawn from a seed: a crowd, and pairs that are easily mistaken.</summary>
internal sealed class Register
{
    private readonly List<Person> people = [];

    private Register()
    {
    }

    /// <summary>Whom the register knows.</summary>
    public IReadOnlyList<Person> People => people;

    public List<Pair> Pairs { get; } = [];

    public IReadOnlyList<Person> Plain { get; private set; } = [];

    /// <summary>A score of people to each of some common names, birth dates a slip apart; some of each not registered.</summary>
    public List<IReadOnlyList<Person>> Namesakes { get; } = [];

    public static Register Drawn(Draw draw, int crowd)
    {
        var register = new Register();
        for (var i = 0; i < crowd; i++)
        {
            var person = register.Add(Anybody(draw));

            // A woman who married: the register knows both names.
            if (person.Sex == "F" && draw.Chance(0.12))
            {
                register.people[^1] = person with { Former = LastName(draw) };
            }
        }

        register.Plain = [.. register.people];
        foreach (var kinship in Enum.GetValues<Kinship>())
        {
            for (var i = 0; i < crowd / 12; i++)
            {
                var (one, two) = Related(draw, kinship);
                one = register.Add(one);
                register.Pairs.Add(new(kinship, one, draw.Chance(0.55) ? register.Add(two) : two));
            }
        }

        foreach (var (first, last, sex) in Names.Common)
        {
            var (all, born) = (new List<Person>(), Day(draw, 1940, 2010));
            for (var i = 0; i < 20; i++)
            {
                var one = Anybody(draw) with { First = first, Last = last, Sex = sex, Suffix = "", RegisteredSuffix = "", Born = born };
                all.Add(draw.Chance(0.8) ? register.Add(one) : one);
                born = draw.Chance(0.75) ? NearDate(draw, born) : Day(draw, 1940, 2010);
                while (all.Exists(other => other.Born == born))
                {
                    born = Day(draw, 1940, 2010);
                }
            }

            register.Namesakes.Add(all);
        }

        return register;
    }

    /// <summary>Somebody whom no register knows.</summary>
    public static Person Anybody(Draw draw)
    {
        var sex = draw.Chance(0.53) ? "F" : "M";
        var first = draw.PickEarly(sex == "F" ? Names.Women : Names.Men);
        first = draw.Chance(0.03) ? $"{first} {draw.PickEarly(sex == "F" ? Names.Women : Names.Men)}" : first;
        var middle = draw.Chance(0.35) ? "" : draw.Chance(0.7) ? draw.Letter().ToString() : draw.PickEarly(sex == "F" ? Names.Women : Names.Men);
        var suffix = sex == "M" && draw.Chance(0.04) ? draw.Pick("Jr", "Sr", "II", "III") : "";
        var payer = draw.One(Names.Payers);
        return new(
            "", first, middle, LastName(draw), suffix, suffix, "", Day(draw, 1928, 2024), sex, $"({draw.Pick("614", "419", "740", "330")}) 555-01{draw.Digits(2)}",
            $"{draw.Int(10, 9800)} {draw.One(Names.Streets)}", draw.One(Names.Towns), $"43{draw.Digits(3)}", payer, $"{payer[..2].ToUpperInvariant()}{draw.Digits(9)}");
    }

    public void ToCsv(TextWriter csv, bool before)
    {
        csv.WriteLine("mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language");
        foreach (var p in people.Where(p => !before || p.Former.Length > 0))
        {
            var last = $"{(before ? p.Former : p.Last)} {p.RegisteredSuffix}".Trim();
            csv.WriteLine($"{p.Mrn},{last},{p.First},{p.Middle},{p.BornIso},{p.Sex},{p.Phone},,{p.Street},{p.Town},OH,{p.Zip},{p.Payer},{p.MemberId},G1,Dr. Quill,English");
        }
    }

    private Person Add(Person person)
    {
        var registered = person with { Mrn = string.Create(CultureInfo.InvariantCulture, $"AC{101_500 + (people.Count * 17)}") };
        people.Add(registered);
        return registered;
    }

    private static (Person One, Person Two) Related(Draw draw, Kinship kinship)
    {
        var one = Anybody(draw) with { Suffix = "", RegisteredSuffix = "" };
        switch (kinship)
        {
            case Kinship.Twins:
                var (a, b, sex) = draw.One(Names.Twins);
                one = one with { First = a, Sex = sex, Middle = draw.Chance(0.6) ? "" : one.Middle, Born = Day(draw, 1960, 2024) };
                var sameSex = draw.Chance(0.8);
                return (one, one with { First = b, Middle = one.Middle.Length > 0 && draw.Chance(0.5) ? one.Middle : draw.Chance(0.4) ? draw.Letter().ToString() : "", Sex = sameSex ? sex : sex == "F" ? "M" : "F", MemberId = Family(draw, one) });
            case Kinship.FatherAndSon:
                one = one with { Sex = "M", First = draw.PickEarly(Names.Men), Born = Day(draw, 1930, 1985), Suffix = "Sr" };
                var known = draw.Int(0, 3);
                var son = one with { Suffix = "Jr", Born = one.Born.AddYears(draw.Int(19, 38)).AddDays(draw.Int(-180, 180)), MemberId = Family(draw, one), RegisteredSuffix = known is 1 or 3 ? "Jr" : "" };
                return draw.Chance(0.5) ? (one with { RegisteredSuffix = known is 2 or 3 ? "Sr" : "" }, son) : (son, one with { RegisteredSuffix = known is 2 or 3 ? "Sr" : "" });
            case Kinship.SameName:
                var other = Anybody(draw);
                return (one, other with { First = one.First, Last = one.Last, Sex = one.Sex, Middle = draw.Chance(0.5) ? one.Middle : other.Middle, Suffix = "", RegisteredSuffix = "" });
            case Kinship.SameNameNearDate:
                one = one with { Born = draw.Chance(0.5) ? new DateOnly(draw.Int(1940, 2015), draw.Int(1, 12), draw.Int(1, 12)) : one.Born };
                var namesake = Anybody(draw);
                return (one, namesake with { First = one.First, Last = one.Last, Sex = one.Sex, Middle = draw.Chance(0.4) ? one.Middle : namesake.Middle, Suffix = "", RegisteredSuffix = "", Born = NearDate(draw, one.Born) });
            case Kinship.Household:
                var spouse = Anybody(draw);
                return (one, spouse with { Last = one.Last, Sex = one.Sex == "F" ? "M" : "F", First = draw.PickEarly(one.Sex == "F" ? Names.Men : Names.Women), Phone = one.Phone, Street = one.Street, Town = one.Town, Zip = one.Zip, Payer = one.Payer, MemberId = Family(draw, one), Suffix = "", RegisteredSuffix = "" });
            case Kinship.OneRoofOneDigit:
                one = one with { Sex = "M", First = draw.PickEarly(Names.Men), Born = Day(draw, 1950, 1979) };
                var later = Intake.Contracts.BirthDates.Near(one.Born).Where(d => d.Year > one.Born.Year + 17 && d.Year < 2025).ToList();
                return (one, one with { Born = later.Count > 0 ? draw.One(later) : one.Born.AddYears(30), Middle = draw.Chance(0.5) ? one.Middle : "", MemberId = one.MemberId });
            case Kinship.FatherInTheMiddle:
                one = one with { Sex = "M", First = draw.PickEarly(Names.Men), Middle = "", Born = Day(draw, 1950, 1985) };
                var sons = Anybody(draw);
                return (sons with { Sex = "M", First = draw.PickEarly([.. Names.Men.Where(n => n != one.First)]), Middle = one.First, Last = one.Last, Suffix = "", RegisteredSuffix = "", Phone = one.Phone, Street = one.Street, Town = one.Town, Zip = one.Zip, Payer = one.Payer, MemberId = one.MemberId, Born = one.Born.AddYears(draw.Int(20, 35)).AddDays(draw.Int(-180, 180)) }, one);
            case Kinship.CalledAlike:
                var (hers, his, _) = draw.One(Names.CalledAlike);
                one = one with { First = draw.Chance(0.5) ? hers : his, Middle = "", Born = Day(draw, 1960, 2020) };
                return (one, one with { First = one.First == hers ? his : hers, MemberId = Family(draw, one) });
            case Kinship.FormerIsName:
                one = one with { Sex = "F", First = draw.PickEarly(Names.Women), Former = draw.PickEarly(Names.Last) };
                var girl = Anybody(draw);
                return (one, girl with { Sex = "F", First = one.First, Last = one.Former, Suffix = "", RegisteredSuffix = "", Former = "", Born = draw.Chance(0.5) ? NearDate(draw, one.Born) : girl.Born });
            default:
                var child = Anybody(draw);
                one = one with { Born = Day(draw, 1965, 1998) };
                return (child with { Last = one.Last, Phone = one.Phone, Street = one.Street, Town = one.Town, Zip = one.Zip, Payer = one.Payer, MemberId = one.MemberId, Born = Day(draw, 2005, 2024), Suffix = "", RegisteredSuffix = "" }, one);
        }
    }

    /// <summary>Day and month exchanged where that is a date, or one digit another.</summary>
    public static DateOnly NearDate(Draw draw, DateOnly born)
    {
        if (born.Day <= 12 && born.Day != born.Month && draw.Chance(0.6))
        {
            return new(born.Year, born.Day, born.Month);
        }

        return draw.One(Intake.Contracts.BirthDates.Near(born).Where(d => d.Year is > 1925 and < 2025).ToList());
    }

    /// <summary>The number of the family, or nearly so: some payers end it with the number of the person.</summary>
    private static string Family(Draw draw, Person one) => draw.Chance(0.6) ? one.MemberId : one.MemberId[..^1] + draw.Int(0, 9);

    private static string LastName(Draw draw) =>
        draw.Chance(0.1) ? draw.One(Names.Unusual) : draw.Chance(0.03) ? $"{draw.PickEarly(Names.Last)}-{draw.PickEarly(Names.Last)}" : draw.PickEarly(Names.Last);

    private static DateOnly Day(Draw draw, int first, int last) =>
        draw.Chance(0.01) ? new(draw.Int(first, last), 1, 1) : new DateOnly(draw.Int(first, last), 1, 1).AddDays(draw.Int(0, 364));
}
