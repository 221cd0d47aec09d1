using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Pages;

/// <summary>The main navigation: what the modules declare, and the house's own entries at its end.</summary>
internal static class Navigation
{
    /// <summary>Where "/" leads without a script, and where the search that opens over every page sends its whole text.</summary>
    public const string PatientSearch = "/intake/patients";

    private static readonly NavigationEntry[] Own =
    [
        new("Today", "/", HostRights.OwnAccount, 0),
        new("Jobs", "/jobs", HostRights.ViewJobs, 900),
        new("Break-glass", "/break-glass", HostRights.ReviewBreakGlass, 890),
        new("Operations", "/operations", HostRights.ViewOperations, 905),
        new("Settings", "/settings", HostRights.ViewSettings, 920),
    ];

    private static readonly SettingsEntry[] OwnSettings =
    [
        new("Audit", "Who did what, when and from where: by patient, user and day", "/audit", HostRights.ViewAudit, 90),
        new("Clinic and locations", "Name, letterhead, addresses, time zones", "/settings/locations", HostRights.ManageLocations, 100),
        new("Users", "Who signs in, as what, and where they work", "/settings/users", HostRights.ManageUsers, 110),
        new("Roles", "What each role may do", "/settings/roles", HostRights.ViewSettings, 120),
        new("Clearances", "Who sees records of a restricted class, and which classes there are", "/settings/clearances", HostRights.ManageClearances, 125),
        new("Signing in", "How long a session lasts, and who needs a second step", "/settings/sign-in", HostRights.ManageUsers, 130),
    ];

    public static IEnumerable<NavigationEntry> Entries(ModuleCatalog catalog) => catalog.Navigation.Concat(Own).OrderBy(entry => entry.Order);

    /// <summary>All settings: the house's own and those that the modules bring.</summary>
    public static IEnumerable<SettingsEntry> Settings(ModuleCatalog catalog) => catalog.Settings.Concat(OwnSettings).OrderBy(entry => entry.Order);

    /// <summary>The entry whose path the page lies under: the longest that fits.</summary>
    public static NavigationEntry? Current(IEnumerable<NavigationEntry> entries, string path) =>
        entries
            .Where(entry => path == entry.Path || path.StartsWith(entry.Path + "/", StringComparison.Ordinal))
            .MaxBy(entry => entry.Path.Length);
}
