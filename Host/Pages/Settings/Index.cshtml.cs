using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>All settings: the house's own and those that the modules bring.</summary>
[Authorize(Policy = HostRights.ViewSettings)]
internal sealed class IndexModel(ModuleCatalog catalog, IAuthorizationService authorization) : PageModel
{
    private static readonly SettingsEntry[] Own =
    [
        new("Audit", "Who did what, when and from where: by patient, user and day", "/audit", HostRights.ViewAudit, 90),
        new("Clinic and locations", "Name, letterhead, addresses, time zones", "/settings/locations", HostRights.ManageLocations, 100),
        new("Users", "Who signs in, as what, and where they work", "/settings/users", HostRights.ManageUsers, 110),
        new("Roles", "What each role may do", "/settings/roles", HostRights.ViewSettings, 120),
        new("Clearances", "Who sees records of a restricted class, and which classes there are", "/settings/clearances", HostRights.ManageClearances, 125),
        new("Signing in", "How long a session lasts, and who needs a second step", "/settings/sign-in", HostRights.ManageUsers, 130),
    ];

    public IReadOnlyList<SettingsEntry> Entries { get; private set; } = [];

    public async Task OnGet()
    {
        var entries = new List<SettingsEntry>();
        foreach (var entry in Own.Concat(catalog.Settings).OrderBy(entry => entry.Order))
        {
            if ((await authorization.AuthorizeAsync(User, entry.Right)).Succeeded)
            {
                entries.Add(entry);
            }
        }

        Entries = entries;
    }
}
