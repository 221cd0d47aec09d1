namespace ClinicOps.Host.Security;

/// <summary>What somebody is at the clinic. What each may do stands in <see cref="RoleRights"/>.</summary>
internal static class Roles
{
    public const string FrontDesk = "FrontDesk";
    public const string Coordinator = "Coordinator";
    public const string Clinician = "Clinician";
    public const string Manager = "Manager";
    public const string Administrator = "Administrator";

    public static readonly IReadOnlyList<string> All = [FrontDesk, Coordinator, Clinician, Manager, Administrator];

    public static string TextOf(string role) => role == FrontDesk ? "Front desk" : role;
}
