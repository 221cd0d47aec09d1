using ClinicOps.Host.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>The second step, for who gave the right password a moment ago in this browser.</summary>
[AllowAnonymous]
internal sealed class SignInCodeModel(SignInSteps steps) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnGet() => await steps.AfterPassword() is null ? Redirect("/sign-in") : Page();

    public async Task<IActionResult> OnPost(string? code, CancellationToken stopping)
    {
        if (await steps.AfterPassword() is not { } user)
        {
            return RedirectToPage("/SignIn", new { ReturnUrl });
        }

        switch (code is { Length: > 0 and <= 20 } ? await steps.WithCode(HttpContext, user, code, stopping) : new SignInStep.Wrong())
        {
            case SignInStep.Done:
                return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
            case SignInStep.TooManyTries tooMany:
                ModelState.AddModelError("", SignInModel.TooMany(tooMany));
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                break;
            default:
                ModelState.AddModelError("", "This code is not right, or was used before. Wait for the next one. After five wrong tries an account rests for ten minutes.");
                break;
        }

        return Page();
    }
}
