using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

/// <summary>Who signs in, and the switch that keeps somebody out.</summary>
[Authorize(Policy = HostRights.ManageUsers)]
internal sealed class UsersModel(HostDb db, UserManager<User> users, IOrganization organization, CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    private OrganizationProfile clinic = null!;

    public IReadOnlyList<User> Users { get; private set; } = [];

    public Guid? Myself => actor.UserId;

    public async Task OnGet(CancellationToken stopping)
    {
        clinic = await organization.Profile(stopping);
        Users = await db.Users.AsNoTracking().OrderBy(user => user.DisplayName).ToListAsync(stopping);
    }

    public Task<IActionResult> OnPostDisable(Guid userId, CancellationToken stopping) => Switch(userId, disabled: true, stopping);

    public Task<IActionResult> OnPostEnable(Guid userId, CancellationToken stopping) => Switch(userId, disabled: false, stopping);

    public string LocationsOf(User user) =>
        user.LocationIds.Count == 0 ? "everywhere" : string.Join(", ", user.LocationIds.Select(id => clinic.Find(id)?.Name ?? "a closed location"));

    public bool IsLockedOut(User user) => user.LockoutEnd > clock.GetUtcNow();

    private async Task<IActionResult> Switch(Guid userId, bool disabled, CancellationToken stopping)
    {
        // Nobody shuts themselves out: the last administrator could not come back.
        if (userId == Myself || await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return NotFound();
        }

        user.Disabled = disabled;
        var saved = await users.UpdateAsync(user);
        if (!saved.Succeeded)
        {
            TempData["toast"] = $"{user.DisplayName} was changed by somebody else meanwhile. Nothing was saved; look again.";
            return Redirect("/settings/users");
        }

        await audit.Record(db, new AuditEntry(disabled ? "user.disabled" : "user.enabled", "user", userId), stopping);
        TempData["toast"] = disabled ? $"{user.DisplayName} is disabled." : $"{user.DisplayName} may sign in again.";
        return Redirect("/settings/users");
    }
}
