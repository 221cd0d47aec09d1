namespace ClinicOps.Intake.Patients.Addresses;

/// <summary>What kinds of addresses there are. Recorded: never rename one.</summary>
internal static class AddressKinds
{
    public const string Home = "home";

    /// <summary>Where mail is wanted instead.</summary>
    public const string Mailing = "mailing";

    /// <summary>From one day to another: mail goes there first.</summary>
    public const string Temporary = "temporary";

    public static readonly IReadOnlyList<(string Code, string Words)> All = [(Home, "Home address"), (Mailing, "Mailing address"), (Temporary, "Temporary address")];

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? "Address";

    /// <summary>What is smaller is written to first, on a day on which both are in force.</summary>
    public static int Turn(string code) => code switch
    {
        Temporary => 0,
        Mailing => 1,
        _ => 2,
    };
}
