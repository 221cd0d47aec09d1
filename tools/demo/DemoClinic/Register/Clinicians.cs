namespace DemoClinic.Register;

/// <param name="Npi">Its check digit is right, and it starts with 2: such numbers are not issued to anybody.</param>
internal sealed record Clinician(string Name, string Credentials, string Npi)
{
    public string Signed => $"{Name}, {Credentials}";

    public string Short => $"Dr. {Name[(Name.LastIndexOf(' ') + 1)..]}";

    public static Clinician Numbered(string name, string credentials, int number) => new(name, credentials, NpiOf(number));

    /// <summary>The NPI with these nine digits: its last digit makes the Luhn sum of "80840" and all ten a multiple of ten.</summary>
    private static string NpiOf(int nineDigits)
    {
        var body = $"{nineDigits:D9}";
        var sum = 24; // of the prefix 80840
        for (var i = 0; i < body.Length; i++)
        {
            var digit = body[body.Length - 1 - i] - '0';
            var twice = i % 2 == 0 ? digit * 2 : digit;
            sum += twice > 9 ? twice - 9 : twice;
        }

        return $"{body}{(10 - (sum % 10)) % 10}";
    }
}

/// <summary>Those who write to the clinic.</summary>
internal static class Senders
{
    public static readonly Clinician Thorne = Clinician.Numbered("Evelyn Thorne", "MD", 230418556);
    public static readonly Clinician Castile = Clinician.Numbered("Andrew Castile", "DO", 241907332);
    public static readonly Clinician Nwosu = Clinician.Numbered("Chidi Nwosu", "MD", 255610874);
    public static readonly Clinician Brandvold = Clinician.Numbered("Karin Brandvold", "NP", 262233401);
    public static readonly Clinician Islam = Clinician.Numbered("Tariq Islam", "MD", 278840195);
    public static readonly Clinician Delacroix = Clinician.Numbered("Yvette Delacroix", "MD", 283351790);
    public static readonly Clinician Penhale = Clinician.Numbered("Morwenna Penhale", "PA-C", 290017643);

    public static readonly Practice TansyCreek = new("Tansy Creek Family Medicine", "418 Courthouse Sq, Tansy Creek, KY 42990", "(270) 555-0142", "(270) 555-0143");
    public static readonly Practice CedarFerry = new("Cedar Ferry Internal Medicine", "77 Ferry Landing St, Cedar Ferry, KY 42991", "(270) 555-0118", "(270) 555-0119");
    public static readonly Practice Limestone = new("Limestone Regional Hospital", "1200 Limestone Ave, Bellwether, KY 42993", "(502) 555-0170", "(502) 555-0171");
    public static readonly Practice Greenhollow = new("Greenhollow Imaging Center", "9 Paddock Way, Mill Hollow, KY 42992", "(502) 555-0126", "(502) 555-0127");
    public static readonly Practice Copperline = new("Copperline Laboratories", "5500 Signal Hill Dr, Copper Landing, KY 42995", "(859) 555-0184", "(859) 555-0185");
    public static readonly Practice HarlowNeurology = new("Harlow Gap Neurology Associates", "31 Redbud Ct, Harlow Gap, KY 42994", "(606) 555-0155", "(606) 555-0156");
    public static readonly Practice BluegrassMeadow = new("Bluegrass Meadow Health", "PO Box 8812, Bellwether, KY 42993", "(502) 555-0190", "(502) 555-0191");
    public static readonly Practice CumberlandGap = new("Cumberland Gap Mutual", "PO Box 3107, Copper Landing, KY 42995", "(859) 555-0160", "(859) 555-0161");
    public static readonly Practice OldMillPharmacy = new("Old Mill Pharmacy", "240 Cooper Mill Rd, Mill Hollow, KY 42992", "(270) 555-0177", "(270) 555-0178");
    public static readonly Practice KettleDunmore = new("Kettle & Dunmore PLLC", "16 Courthouse Sq, Bellwether, KY 42993", "(502) 555-0133", "(502) 555-0134");
    public static readonly Practice TonerDepot = new("Buckeye Toner Depot", "", "(606) 555-0199", "(606) 555-0198");

    /// <summary>Who cares for a patient, and where.</summary>
    public static (Clinician Who, Practice At) PcpOf(Person person)
    {
        var who = new[] { Thorne, Castile, Nwosu, Brandvold }.First(one => one.Short == person.Pcp);
        return (who, who == Thorne || who == Brandvold ? TansyCreek : CedarFerry);
    }
}

/// <summary>Their name, address and numbers.</summary>
internal sealed record Practice(string Name, string Address, string Phone, string Fax);
