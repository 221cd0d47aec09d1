using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>All settings: the house's own and those that the modules bring.</summary>
[Authorize(Policy = HostRights.ViewSettings)]
internal sealed class IndexModel(ModuleCatalog catalog, IAuthorizationService authorization) : PageModel
{
    public IReadOnlyList<SettingsEntry> Entries { get; private set; } = [];

    public async Task OnGet()
    {
        var entries = new List<SettingsEntry>();
        foreach (var entry in Navigation.Settings(catalog))
        {
            if ((await authorization.AuthorizeAsync(User, entry.Right)).Succeeded)
            {
                entries.Add(entry);
            }
        }

        Entries = entries;
    }
}
