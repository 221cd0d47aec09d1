using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

[AllowAnonymous]
internal sealed class SignInModel(HostDb db, UserManager<User> users, SignInManager<User> signIn, AuditTrail audit, CurrentActor actor, HostSettings settings) : PageModel
{
    /// <summary>A password that is compared when there is no such user, so that both answers take as long.</summary>
    private static readonly string NobodysHash = new PasswordHasher<object>().HashPassword(new object(), Guid.NewGuid().ToString());

    [BindProperty]
    public SignInForm Form { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Of the invented clinic: shown, so that a visitor can try every role.</summary>
    public IReadOnlyList<User> DemoUsers { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping) => await LoadDemoUsers(stopping);

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (ModelState.IsValid && await Authenticate(stopping) is { } user)
        {
            await signIn.SignInAsync(user, isPersistent: false);
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }

        if (ModelState.IsValid)
        {
            ModelState.AddModelError("", "The name or the password is not right. After five wrong tries an account rests for ten minutes.");
        }

        await LoadDemoUsers(stopping);
        return Page();
    }

    /// <summary>One answer to whatever is wrong: unknown, disabled, locked out or the wrong password.</summary>
    private async Task<User?> Authenticate(CancellationToken stopping)
    {
        var user = await users.FindByNameAsync(Form.Name!);
        if (user is null)
        {
            new PasswordHasher<object>().VerifyHashedPassword(new object(), NobodysHash, Form.Password!);
            return null;
        }

        var isRight = (await signIn.CheckPasswordSignInAsync(user, Form.Password!, lockoutOnFailure: true)).Succeeded && !user.Disabled;
        actor.ActAsUser(user.Id, user.LocationIds);
        await audit.Record(db, new AuditEntry(isRight ? "user.signed-in" : "user.refused", "user", user.Id), stopping);
        return isRight ? user : null;
    }

    private async Task LoadDemoUsers(CancellationToken stopping) =>
        DemoUsers = settings.Demo
            ? await db.Users.AsNoTracking().Where(user => user.IsDemo && !user.Disabled).OrderBy(user => user.UserName).ToListAsync(stopping)
            : [];
}

internal sealed class SignInForm
{
    [Required(ErrorMessage = "Type your user name."), StringLength(100)]
    public string? Name { get; set; }

    [Required(ErrorMessage = "Type your password."), StringLength(200), DataType(DataType.Password)]
    public string? Password { get; set; }
}
