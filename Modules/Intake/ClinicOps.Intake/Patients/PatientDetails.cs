using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Addresses;

namespace ClinicOps.Intake.Patients;

/// <summary>A patient's particulars as a form or a file says them. Null means "not said, leave it"; empty means "none".</summary>
internal sealed record PatientDetails
{
    /// <summary>Every particular by the name that people read, whether a match may rest on it, and its text.</summary>
    public static readonly IReadOnlyList<(string Name, bool Matters, Func<PatientDetails, string?> Text)> Fields =
    [
        ("last name", true, d => d.Last),
        ("suffix", true, d => d.Suffix),
        ("first name", true, d => d.First),
        ("middle name", true, d => d.Middle),
        ("preferred name", true, d => d.Preferred),
        ("birth date", true, d => d.BirthDate?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)),
        ("sex", true, d => d.Sex),
        ("phone", true, d => d.Phone),
        ("other phone", true, d => d.OtherPhone),
        ("e-mail", false, d => d.Email),
        ("address", true, d => d.AddressLine),
        ("city", true, d => d.City),
        ("state", true, d => d.State),
        ("zip", true, d => d.Zip),
        ("payer", false, d => d.Payer),
        ("member id", true, d => d.MemberId),
        ("group", false, d => d.Group),
        ("holder's first name", true, d => d.HolderFirst),
        ("holder's last name", true, d => d.HolderLast),
        ("primary care provider", false, d => d.Pcp),
        ("primary care NPI", false, d => d.PcpNpi),
        ("primary care practice", false, d => d.PcpPractice),
        ("primary care phone", false, d => d.PcpPhone),
        ("primary care fax", false, d => d.PcpFax),
        ("language", false, d => d.Language),
    ];

    /// <summary>Those of the home address.</summary>
    public static readonly IReadOnlyList<string> OfHome = ["address", "city", "state", "zip"];

    /// <summary>Those of the primary care provider, which are shown together.</summary>
    public static readonly IReadOnlyList<string> OfPrimaryCare = ["primary care provider", "primary care NPI", "primary care practice", "primary care phone", "primary care fax"];

    public string? First { get; init; }

    public string? Middle { get; init; }

    /// <summary>Without the suffix.</summary>
    public string? Last { get; init; }

    /// <summary>As <see cref="NameKeys.Suffix"/> makes it.</summary>
    public string? Suffix { get; init; }

    /// <summary>The first name the patient goes by.</summary>
    public string? Preferred { get; init; }

    public DateOnly? BirthDate { get; init; }

    /// <summary>"F", "M", "X" or empty.</summary>
    public string? Sex { get; init; }

    public string? Phone { get; init; }

    public string? OtherPhone { get; init; }

    public string? Email { get; init; }

    public string? AddressLine { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    public string? Zip { get; init; }

    public string? Payer { get; init; }

    public string? MemberId { get; init; }

    public string? Group { get; init; }

    public string? HolderFirst { get; init; }

    public string? HolderLast { get; init; }

    public string? Pcp { get; init; }

    public string? PcpNpi { get; init; }

    public string? PcpPractice { get; init; }

    public string? PcpPhone { get; init; }

    public string? PcpFax { get; init; }

    public string? Language { get; init; }

    /// <summary>Of a file of the EHR, which says its coverages here, and none of them above; null for a form, which says the first above.</summary>
    public EhrCoverages? Coverages { get; init; }

    public static PatientDetails Of(Patient patient)
    {
        var name = patient.CurrentName;
        var phones = patient.Phones.OrderBy(phone => phone.Id).ToList();
        var address = Home(patient);
        var coverage = OwnCoverages(patient).FirstOrDefault();
        return new PatientDetails
        {
            First = name.First,
            Middle = name.Middle,
            Last = name.Last,
            Suffix = name.Suffix,
            Preferred = patient.Names.Find(n => n.Kind == NameKinds.Preferred)?.First ?? "",
            BirthDate = patient.BirthDate,
            Sex = patient.Sex,
            Phone = phones.ElementAtOrDefault(0)?.Written ?? "",
            OtherPhone = phones.ElementAtOrDefault(1)?.Written ?? "",
            Email = patient.Email ?? "",
            AddressLine = address?.Line ?? "",
            City = address?.City ?? "",
            State = address?.State ?? "",
            Zip = address?.Zip ?? "",
            Payer = coverage?.Payer ?? "",
            MemberId = coverage?.MemberId ?? "",
            Group = coverage?.Group ?? "",
            HolderFirst = coverage?.HolderFirst ?? "",
            HolderLast = coverage?.HolderLast ?? "",
            Pcp = patient.Pcp ?? "",
            PcpNpi = patient.PcpNpi,
            PcpPractice = patient.PcpPractice,
            PcpPhone = patient.PcpPhone,
            PcpFax = patient.PcpFax,
            Language = patient.Language ?? "",
        };
    }

    /// <summary>These details where they say something, <paramref name="known"/> elsewhere. NPI, practice and numbers of one primary care provider are not another's, nor is the holder of one card that of another.</summary>
    public PatientDetails Over(PatientDetails known) => new()
    {
        First = First ?? known.First,
        Middle = Middle ?? known.Middle,
        Last = Last ?? known.Last,
        Suffix = Suffix ?? known.Suffix,
        Preferred = Preferred ?? known.Preferred,
        BirthDate = BirthDate ?? known.BirthDate,
        Sex = Sex ?? known.Sex,
        Phone = Phone ?? known.Phone,
        OtherPhone = OtherPhone ?? known.OtherPhone,
        Email = Email ?? known.Email,
        AddressLine = AddressLine ?? known.AddressLine,
        City = City ?? known.City,
        State = State ?? known.State,
        Zip = Zip ?? known.Zip,
        Payer = Payer ?? known.Payer,
        MemberId = MemberId ?? known.MemberId,
        Group = Group ?? known.Group,
        HolderFirst = HolderFirst ?? (IsOtherCard(known) ? "" : known.HolderFirst),
        HolderLast = HolderLast ?? (IsOtherCard(known) ? "" : known.HolderLast),
        Pcp = Pcp ?? known.Pcp,
        PcpNpi = PcpNpi ?? (IsOtherPcp(known) ? "" : known.PcpNpi),
        PcpPractice = PcpPractice ?? (IsOtherPcp(known) ? "" : known.PcpPractice),
        PcpPhone = PcpPhone ?? (IsOtherPcp(known) ? "" : known.PcpPhone),
        PcpFax = PcpFax ?? (IsOtherPcp(known) ? "" : known.PcpFax),
        Language = Language ?? known.Language,
        Coverages = Coverages,
    };

    /// <summary>In the order in which they pay. The patient's own alone: for who asks about a visit, those of merged records stand beside them.</summary>
    public static IEnumerable<PatientCoverage> OwnCoverages(Patient patient) =>
        patient.Coverages.Where(c => c.PatientId == patient.Id || c.PatientId == Guid.Empty).OrderBy(c => c.Rank).ThenBy(c => c.Id);

    /// <summary>The home address that stands, of the record alone: forms and files of the EHR say this one, and no other of the patient's.</summary>
    public static PatientAddress? Home(Patient patient) =>
        patient.Addresses.Find(a => (a.PatientId == patient.Id || a.PatientId == Guid.Empty) && a.Kind == AddressKinds.Home && a.EndedAt is null);

    private bool IsOtherPcp(PatientDetails known) => Pcp is not null && known.Pcp is { Length: > 0 } before && NameKeys.Key(Pcp) != NameKeys.Key(before);

    private bool IsOtherCard(PatientDetails known) => IsOther(Payer, known.Payer) && IsOther(MemberId, known.MemberId);

    private static bool IsOther(string? said, string? known) => said is not null && NameKeys.Number(known) is { Length: > 0 } before && NameKeys.Number(said) != before;

    public static string Text(string? typed) => string.Join(' ', (typed ?? "").Split([' ', '\t', '\u00a0'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>"female" gives "F"; null when it is none that is known, empty when nothing is said.</summary>
    public static string? SexOf(string? written) => Text(written).ToUpperInvariant() switch
    {
        "" or "U" or "UNKNOWN" => "",
        "F" or "FEMALE" => "F",
        "M" or "MALE" => "M",
        "X" or "OTHER" or "NONBINARY" or "NON-BINARY" => "X",
        _ => null,
    };
}

/// <param name="Matters">Whether a match may rest on it.</param>
internal sealed record FieldChange(string Field, bool Matters, string Old, string New);
