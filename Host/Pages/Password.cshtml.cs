using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>Everybody's own password. Changing it signs out every other browser of the user.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class PasswordModel(HostDb db, UserManager<User> users, Sessions sessions, CurrentActor actor, AuditTrail audit) : PageModel
{
    [BindProperty]
    public PasswordForm Form { get; set; } = new();

    public bool IsForced => User.HasClaim(SignedInUser.MustChangePassword, "true");

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        var user = await db.Users.FindAsync([actor.UserId], stopping);
        if (ModelState.IsValid && user is not null && await Change(user))
        {
            await audit.Record(db, new AuditEntry("user.password-changed", "user", user.Id), stopping);
            await sessions.KeepOnly(HttpContext, user, stopping);
            TempData["toast"] = "Your password is changed.";
            return Redirect("/");
        }

        return Page();
    }

    private async Task<bool> Change(User user)
    {
        if (Form.New == Form.Old)
        {
            ModelState.AddModelError("Form.New", "This is the password until now. Choose another.");
            return false;
        }

        user.MustChangePassword = false;
        var changed = await users.ChangePasswordAsync(user, Form.Old!, Form.New!);
        foreach (var error in changed.Errors)
        {
            var isOld = error.Code == nameof(IdentityErrorDescriber.PasswordMismatch);
            ModelState.AddModelError(isOld ? "Form.Old" : "Form.New", isOld ? "This is not your password." : error.Description);
        }

        return changed.Succeeded;
    }
}

internal sealed class PasswordForm
{
    [Required(ErrorMessage = "Type the password until now."), StringLength(200), DataType(DataType.Password)]
    public string? Old { get; set; }

    [Required(ErrorMessage = "Type a new password."), DataType(DataType.Password)]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least 10 characters.")]
    public string? New { get; set; }

    [Required(ErrorMessage = "Type the new password again."), DataType(DataType.Password)]
    [Compare(nameof(New), ErrorMessage = "The two are not the same.")]
    public string? Again { get; set; }
}
