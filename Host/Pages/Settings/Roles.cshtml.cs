using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>The one table of rights, to read.</summary>
[Authorize(Policy = HostRights.ViewSettings)]
internal sealed class RolesModel(ModuleCatalog catalog) : PageModel
{
    public IReadOnlyList<Right> Rights => catalog.Rights;
}
