using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>A new user with a password for one sign-in, which is shown once and stored nowhere.</summary>
[Authorize(Policy = HostRights.ManageUsers)]
internal sealed class AddUserModel(ChangeUser change, IOrganization organization) : PageModel
{
    [BindProperty]
    public UserForm Form { get; set; } = new();

    [BindProperty, Required(ErrorMessage = "Type what is typed to sign in."), RegularExpression("[A-Za-z0-9._@-]{2,50}", ErrorMessage = "Two to fifty letters, digits, dots or dashes.")]
    public string? UserName { get; set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>The password, when the user was just added.</summary>
    public string? Given { get; private set; }

    public async Task OnGet(CancellationToken stopping) => Locations = [.. (await organization.Profile(stopping)).OpenLocations];

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        Locations = [.. profile.OpenLocations];
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var password = GivenPassword.New();
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = UserName,
            DisplayName = Form.DisplayName!.Trim(),
            MustChangePassword = true,
            Roles = [.. Form.Roles],
            LocationIds = [.. Form.Locations.Where(id => profile.Find(id) is not null)],
        };
        switch (await change.Add(user, password, stopping))
        {
            case UserChange.Saved:
                Given = password;
                break;
            case UserChange.Refused refused:
                refused.Problems.ToList().ForEach(problem => ModelState.AddModelError("UserName", problem));
                break;
        }

        return Page();
    }
}
