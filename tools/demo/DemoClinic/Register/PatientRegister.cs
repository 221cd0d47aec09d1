namespace DemoClinic.Register;

/// <summary>About 200 invented patients, the same in every run: those the demo faxes speak of, their look-alikes, and a crowd.</summary>
internal static class PatientRegister
{
    private const int Size = 200;

    /// <summary>From this number on nobody is spoken of by a demo fax.</summary>
    private const int Crowd = 140;

    public static readonly Person Hartsfield = Made(101, "Hartsfield", "Gwendolyn", "A", 1958, 5, 14, "F");
    public static readonly Person Castellano = Made(102, "Castellano", "Raymond", "T", 1949, 11, 2, "M");
    public static readonly Person Venkataraman = Made(103, "Venkataraman", "Priya", "", 1983, 8, 27, "F");
    public static readonly Person Whitcomb = Made(104, "Whitcomb", "Dolores", "M", 1941, 2, 19, "F");
    public static readonly Person Stavros = Made(105, "Stavros", "Leon", "B", 1966, 12, 8, "M");
    public static readonly Person Feldstein = Made(106, "Feldstein", "Naomi", "R", 1972, 9, 25, "F");
    public static readonly Person Mabry = Made(107, "Mabry", "Clarence", "E", 1938, 4, 21, "M");
    public static readonly Person Lindqvist = Made(108, "Lindqvist", "Sofia", "H", 1991, 6, 30, "F");
    public static readonly Person Villanueva = Made(109, "Villanueva", "Hector", "J", 1975, 3, 16, "M");
    public static readonly Person Penalver = Made(110, "Peñalver", "Núria", "", 1990, 10, 21, "F");
    public static readonly Person Ostrander = Made(111, "Ostrander", "Gerald", "P", 1961, 7, 17, "M");
    public static readonly Person LanPham = Made(112, "Pham", "Lan", "T", 1985, 1, 25, "F") with { Language = "Vietnamese" };
    public static readonly Person Ashdown = Made(113, "Ashdown", "Margaret", "L", 1953, 12, 29, "F");
    public static readonly Person Lamoureux = Made(114, "Lamoureux", "Dwight", "F", 1944, 8, 23, "M");
    public static readonly Person Kowalczyk = Made(115, "Kowalczyk", "Bernard", "S", 1969, 3, 31, "M");
    public static readonly Person Tillman = Made(116, "Tillman", "Samuel", "D", 1980, 2, 14, "M");
    public static readonly Person Rasmussen = Made(117, "Rasmussen", "Katherine", "V", 1986, 7, 28, "F");
    public static readonly Person Fitzwater = Made(118, "Fitzwater", "Jerome", "A", 1957, 6, 26, "M");

    /// <summary>Father and son, one roof, one telephone.</summary>
    public static readonly Person PruittSr = Made(120, "Pruitt Sr", "Walter", "G", 1951, 1, 30, "M");
    public static readonly Person PruittJr = Made(121, "Pruitt Jr", "Walter", "G", 1979, 6, 23, "M") with { Phone = PruittSr.Phone, Street = PruittSr.Street, Town = PruittSr.Town };

    /// <summary>Twins.</summary>
    public static readonly Person AmaraOkafor = Made(122, "Okafor", "Amara", "", 1999, 4, 18, "F");
    public static readonly Person AminaOkafor = Made(123, "Okafor", "Amina", "", 1999, 4, 18, "F") with { Phone = AmaraOkafor.Phone, Street = AmaraOkafor.Street, Town = AmaraOkafor.Town };

    /// <summary>The same name, and birth dates with day and month exchanged.</summary>
    public static readonly Person BrandtInMarch = Made(124, "Brandt", "Helen", "", 1964, 3, 7, "F");
    public static readonly Person BrandtInJuly = Made(125, "Brandt", "Helen", "", 1964, 7, 3, "F");

    /// <summary>The same name, years apart.</summary>
    public static readonly Person ElderDelgado = Made(126, "Delgado", "Maria", "E", 1958, 2, 11, "F");
    public static readonly Person YoungerDelgado = Made(127, "Delgado", "Maria", "E", 1987, 9, 30, "F");

    /// <summary>The husband of <see cref="LanPham"/>, named on her papers as the one who pays.</summary>
    public static readonly Person MinhPham = Made(128, "Pham", "Minh", "Q", 1982, 11, 19, "M") with { Phone = LanPham.Phone, Street = LanPham.Street, Town = LanPham.Town };

    /// <summary>In the order of their MRNs, as an export of a register would be.</summary>
    public static IReadOnlyList<Person> All()
    {
        List<Person> people =
        [
            Hartsfield, Castellano, Venkataraman, Whitcomb, Stavros, Feldstein, Mabry, Lindqvist, Villanueva, Penalver, Ostrander, LanPham, Ashdown,
            Lamoureux, Kowalczyk, Tillman, Rasmussen, Fitzwater, PruittSr, PruittJr, AmaraOkafor, AminaOkafor, BrandtInMarch, BrandtInJuly,
            ElderDelgado, YoungerDelgado, MinhPham,
            Made(130, "Saint-Clair", "Josephine", "", 1947, 9, 9, "F"),
            Made(131, "De la Cruz", "Luis", "M", 1968, 5, 5, "M"),
            Made(132, "Van Houten", "Pieter", "", 1959, 12, 12, "M"),
            Made(133, "Nguyen-Hart", "Camille", "", 2004, 8, 16, "F"),
            Made(134, "Okafor", "Chiamaka", "", 1971, 10, 2, "F"),
            Made(135, "Brandt", "Helmut", "", 1964, 3, 17, "M"),
        ];
        var taken = people.Select(person => (person.First, person.Last)).ToHashSet();
        for (var number = Crowd; people.Count < Size; number++)
        {
            var draw = new Random(number);
            var sex = draw.Next(2) == 0 ? "F" : "M";
            var first = Pick(draw, sex == "F" ? Words.Women : Words.Men);
            var last = Pick(draw, Words.LastNames);
            if (taken.Add((first, last)))
            {
                var born = new DateOnly(1932, 1, 1).AddDays(draw.Next(85 * 365));
                people.Add(Made(number, last, first, Middle(draw), born.Year, born.Month, born.Day, sex));
            }
        }

        return [.. people.OrderBy(person => person.Mrn, StringComparer.Ordinal)];
    }

    /// <summary>What is not given follows from the number, so that nobody changes when somebody else is added.</summary>
    private static Person Made(int number, string last, string first, string middle, int year, int month, int day, string sex)
    {
        var draw = new Random((number * 7919) + 17);
        var payer = Pick(draw, number < Crowd ? Words.Payers[..^1] : Words.Payers);
        var area = Pick(draw, ["270", "502", "606", "859"]);
        var plain = Plain(first + "." + last.Replace(" ", "", StringComparison.Ordinal));
        return new Person(
            $"CF{200_000 + (number * 37)}",
            last,
            first,
            middle,
            new DateOnly(year, month, day),
            sex,
            $"({area}) 555-01{draw.Next(100):D2}",
            $"{plain}{draw.Next(10, 99)}@example.com",
            $"{draw.Next(100, 9900)} {Pick(draw, Words.Streets)}",
            Pick(draw, Words.Towns),
            payer.Name,
            payer.Prefix.Length == 0 ? "" : $"{payer.Prefix}{draw.Next(100_000_000, 999_999_999)}",
            payer.Prefix.Length == 0 ? "" : $"G{draw.Next(1000, 9999)}",
            Pick(draw, [Senders.Thorne, Senders.Castile, Senders.Nwosu, Senders.Brandvold]).Short,
            number < Crowd ? "English" : Pick(draw, Words.Languages));
    }

    private static string Middle(Random draw) => draw.Next(5) == 0 ? "" : ((char)('A' + draw.Next(26))).ToString();

    private static string Plain(string name) =>
        string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(c => char.IsAsciiLetter(c) || c == '.')).ToLowerInvariant();

    private static T Pick<T>(Random draw, IReadOnlyList<T> among) => among[draw.Next(among.Count)];
}
