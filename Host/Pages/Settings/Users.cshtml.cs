using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>Who signs in, as what, and where they work.</summary>
[Authorize(Policy = HostRights.ManageUsers)]
internal sealed class UsersModel(HostDb db, IOrganization organization, TimeProvider clock) : PageModel
{
    private OrganizationProfile clinic = null!;

    public IReadOnlyList<User> Users { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        clinic = await organization.Profile(stopping);
        Users = await db.Users.AsNoTracking().OrderBy(user => user.DisplayName).ToListAsync(stopping);
    }

    public string LocationsOf(User user) => UserState.LocationsOf(user.LocationIds, clinic);

    public UserState StateOf(User user) => UserState.Of(user, clock.GetUtcNow());
}

/// <summary>Whether somebody may sign in, in words and with the badge for it.</summary>
internal sealed record UserState(string Text, string Badge)
{
    public static UserState Of(User user, DateTimeOffset now) => user switch
    {
        { Disabled: true } => new("disabled", "badge-stop"),
        { LockoutEnd: { } end } when end > now => new("resting after wrong passwords", "badge-warn"),
        { MustChangePassword: true, IsDemo: false } => new("has a given password", "badge-info"),
        _ => new("may sign in", "badge-ok"),
    };

    public static string LocationsOf(IReadOnlyCollection<Guid> ids, OrganizationProfile clinic) =>
        ids.Count == 0 ? "everywhere" : string.Join(", ", ids.Select(id => clinic.Find(id)?.Name ?? "a location unknown"));
}
