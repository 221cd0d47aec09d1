using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Pages;

/// <summary>The main navigation: what the modules declare, and the house's own entries at its end.</summary>
internal static class Navigation
{
    /// <summary>Where "/" leads.</summary>
    public const string PatientSearch = "/intake/patients";

    private static readonly NavigationEntry[] Own =
    [
        new("Today", "/", HostRights.OwnAccount, 0),
        new("Jobs", "/jobs", HostRights.ViewJobs, 900),
        new("Break-glass", "/break-glass", HostRights.ReviewBreakGlass, 890),
        new("Operations", "/operations", HostRights.ViewOperations, 905),
        new("Settings", "/settings", HostRights.ViewSettings, 920),
    ];

    public static IEnumerable<NavigationEntry> Entries(ModuleCatalog catalog) => catalog.Navigation.Concat(Own).OrderBy(entry => entry.Order);

    /// <summary>The entry whose path the page lies under: the longest that fits.</summary>
    public static NavigationEntry? Current(IEnumerable<NavigationEntry> entries, string path) =>
        entries
            .Where(entry => path == entry.Path || path.StartsWith(entry.Path + "/", StringComparison.Ordinal))
            .MaxBy(entry => entry.Path.Length);
}
