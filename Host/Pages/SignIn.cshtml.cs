using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

[AllowAnonymous]
internal sealed class SignInModel(HostDb db, SignInSteps steps, SignInManager<User> signIn, HostSettings settings) : PageModel
{
    [BindProperty]
    public SignInForm Form { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Why the page was left: "idle" or "limit".</summary>
    [BindProperty(SupportsGet = true)]
    public string? Because { get; set; }

    public SignInRules Rules { get; private set; } = new();

    /// <summary>Of the invented clinic: shown, so that a visitor can try every role.</summary>
    public IReadOnlyList<User> DemoUsers { get; private set; } = [];

    public Task OnGet(CancellationToken stopping) => Load(stopping);

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!ModelState.IsValid)
        {
            await Load(stopping);
            return Page();
        }

        return await After(
            await steps.WithPassword(HttpContext, Form.Name!, Form.Password!, stopping),
            "The name or the password is not right. After five wrong tries an account rests for ten minutes.",
            stopping);
    }

    /// <summary>What the browser asks of its passkeys; the user is found by the key.</summary>
    public async Task<IActionResult> OnPostPasskeyOptions() => Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");

    public async Task<IActionResult> OnPostPasskey(string? credential, CancellationToken stopping)
    {
        ModelState.Clear();
        return await After(
            credential is { Length: > 0 and < 10_000 } ? await steps.WithPasskey(HttpContext, credential, stopping) : new SignInStep.Wrong(),
            "This passkey was not accepted. Use your password, and look under your account whether the passkey is still there.",
            stopping);
    }

    private async Task<IActionResult> After(SignInStep step, string whenWrong, CancellationToken stopping)
    {
        switch (step)
        {
            case SignInStep.Done:
                return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
            case SignInStep.NeedsCode:
                return RedirectToPage("/SignInCode", new { ReturnUrl });
            case SignInStep.NeedsPasskey:
                ModelState.AddModelError("", "Your role needs a second step, and yours is a passkey: use \"Sign in with a passkey\".");
                break;
            case SignInStep.TooManyTries tooMany:
                ModelState.AddModelError("", TooMany(tooMany));
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                break;
            default:
                ModelState.AddModelError("", whenWrong);
                break;
        }

        await Load(stopping);
        return Page();
    }

    internal static string TooMany(SignInStep.TooManyTries tooMany) =>
        $"Too many wrong tries came from your network. Nobody there may sign in for {Math.Ceiling(tooMany.Rest.TotalMinutes):0} min.";

    private async Task Load(CancellationToken stopping)
    {
        Rules = await db.SignInRules.AsNoTracking().SingleAsync(stopping);
        DemoUsers = settings.Demo
            ? await db.Users.AsNoTracking().Where(user => user.IsDemo && !user.Disabled).OrderBy(user => user.UserName).ToListAsync(stopping)
            : [];
    }
}

internal sealed class SignInForm
{
    [Required(ErrorMessage = "Type your user name."), StringLength(100)]
    public string? Name { get; set; }

    [Required(ErrorMessage = "Type your password."), StringLength(200), DataType(DataType.Password)]
    public string? Password { get; set; }
}
