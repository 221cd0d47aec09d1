namespace DemoClinic.Register;

internal sealed record ClinicLocation(Guid Id, string Name, string TimeZone, string Address, string Phone, string Fax);

internal sealed record ClinicProvider(Guid Id, Clinician Clinician, ClinicLocation Location, string Specialty);

/// <summary>The clinic that the demo plays in: two locations in two time zones.</summary>
internal static class OurClinic
{
    public const string Name = "Cardinal Fork Specialty Care";

    public static readonly ClinicLocation Riverside = new(
        Guid.Parse("019a5c00-0000-7000-8000-000000000001"), "Riverside", "America/New_York", "300 Sycamore Bend, Bellwether, KY 42993", "(502) 555-0110", "(502) 555-0111");

    public static readonly ClinicLocation Westgate = new(
        Guid.Parse("019a5c00-0000-7000-8000-000000000002"), "Westgate", "America/Chicago", "85 Tannery Row, Mill Hollow, KY 42992", "(270) 555-0150", "(270) 555-0151");

    public static readonly IReadOnlyList<ClinicLocation> Locations = [Riverside, Westgate];

    public static readonly IReadOnlyList<ClinicProvider> Providers =
    [
        Provider(1, "Abigail Rourke-Stone", "MD", 211170428, Riverside, "Orthopedics"),
        Provider(2, "Viktor Halloran", "MD", 214425906, Riverside, "Cardiology"),
        Provider(3, "Sunita Raghavan", "MD", 218893317, Riverside, "Neurology"),
        Provider(4, "Theo Winterbourne", "DPT", 220056184, Westgate, "Physical therapy"),
        Provider(5, "Mariam Qureshi", "DO", 223761059, Westgate, "Internal medicine"),
        Provider(6, "Joel Eskridge", "PA-C", 227704412, Westgate, "Orthopedics"),
    ];

    private static ClinicProvider Provider(int number, string name, string credentials, int npi, ClinicLocation location, string specialty) =>
        new(Guid.Parse($"019a5c00-0000-7000-8001-{number:D12}"), Clinician.Numbered(name, credentials, npi), location, specialty);
}
