using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Pages;

/// <summary>The main navigation: what the modules declare, and the house's own entries at its end.</summary>
internal static class Navigation
{
    /// <summary>Where "/" leads without a script, and where the search that opens over every page sends its whole text.</summary>
    public const string PatientSearch = "/intake/patients";

    /// <summary>Whom to call; beneath it a call is logged from anywhere.</summary>
    public const string Calls = "/correspondence/calls";

    private const string House = "Settings";

    private static readonly NavigationEntry[] Own =
    [
        new("Today", "/", HostRights.OwnAccount, 0),
        new("Settings", "/settings", HostRights.ViewSettings, 900, House),
        new("Operations", "/operations", HostRights.ViewOperations, 905, House),
        new("Break-glass", "/break-glass", HostRights.ReviewBreakGlass, 910, House),
        new("Jobs", "/jobs", HostRights.ViewJobs, 920, House),
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

    /// <summary>The head of the page: the entries of no section, and each section once, where its first entry stands. Of a section with one entry, that entry.</summary>
    /// <param name="entries">Those that the user may see, in order.</param>
    public static IReadOnlyList<HeadEntry> Head(IReadOnlyList<NavigationEntry> entries, NavigationEntry? current) =>
    [
        .. entries.GroupBy(entry => entry.Section ?? entry.Path)
            .Select(group => group.ToList())
            .Select(group => new HeadEntry(group is [var only] ? only.Text : group[0].Section!, group[0].Path, current is not null && group.Contains(current), group.Count > 1 ? group : [])),
    ];

    /// <summary>The entry whose path the page lies under: the longest that fits.</summary>
    public static NavigationEntry? Current(IEnumerable<NavigationEntry> entries, string path) =>
        entries
            .Where(entry => path == entry.Path || path.StartsWith(entry.Path + "/", StringComparison.Ordinal))
            .MaxBy(entry => entry.Path.Length);
}

/// <param name="Path">Of its first page.</param>
/// <param name="IsCurrent">The page at hand lies under it.</param>
/// <param name="Pages">What it opens into; empty for an entry that is one page.</param>
internal sealed record HeadEntry(string Text, string Path, bool IsCurrent, IReadOnlyList<NavigationEntry> Pages);
