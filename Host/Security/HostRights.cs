using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Security;

/// <summary>What users may be allowed to do with the house itself.</summary>
internal static class HostRights
{
    /// <summary>Held by every role: the own account, the start page.</summary>
    public const string OwnAccount = "account.own";
    public const string ViewJobs = "jobs.view";
    public const string ManageJobs = "jobs.manage";
    public const string ViewOperations = "operations.view";
    public const string ManageUsers = "users.manage";
    public const string ManageLocations = "locations.manage";
    public const string ViewSettings = "settings.view";
    public const string ViewAudit = "audit.view";

    public const string ManageClearances = "clearances.manage";
    public const string ReviewBreakGlass = "break-glass.review";

    public static readonly IReadOnlyList<Right> All =
    [
        new(OwnAccount, "Change one's own password"),
        new(ViewJobs, "See the jobs"),
        new(ManageJobs, "Repeat and delete jobs"),
        new(ViewOperations, "See whether everything works"),
        new(ManageUsers, "Add users, change, disable and enable them"),
        new(ManageLocations, "Change the clinic's name, letterhead and locations"),
        new(ViewSettings, "See the settings, and which role may do what"),
        new(ViewAudit, "See and export the audit trail"),
        new(ManageClearances, "Say which access classes there are, and who is cleared for them"),
        new(ReviewBreakGlass, "See and look through the uses of break-glass"),
    ];
}
