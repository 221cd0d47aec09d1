using System.Diagnostics;
using ClinicOps.Host.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>What went wrong, in words that say what to do, with a number that finds the log's line. Never the exception's own text.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class ErrorModel : PageModel
{
    public string Title { get; private set; } = "";

    public string Advice { get; private set; } = "";

    /// <summary>The form's author is signed out: with another tab signed in, going back keeps what was typed.</summary>
    public bool SignInElsewhere { get; private set; }

    public string ErrorId => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <param name="code">Of the address alone: a refused form may have a field of that name.</param>
    public IActionResult OnGet([FromRoute] int code) => Explain(code);

    public IActionResult OnPost([FromRoute] int code) => Explain(code);

    private PageResult Explain(int code)
    {
        // Asked for by its own address it is a page that is not there.
        var isReal = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null || HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        Response.StatusCode = isReal ? code : StatusCodes.Status404NotFound;
        SignInElsewhere = isReal && code == 401;
        (Title, Advice) = (isReal ? code : 404) switch
        {
            401 => ("You were signed out", "Nothing was saved. Sign in in another tab, then go back in this one: your browser still has what you typed, and you can send it again."),
            400 when FormGuard.WasStale(HttpContext) => ("This form was open too long", "Nothing was saved. Go back, load the page again and send the form once more; copy what you typed first."),
            400 => ("That could not be understood", "Nothing was saved. Go back and check what was typed."),
            403 => ("Not for your role", "Your account may not open this. Ask your manager if you need it."),
            404 => ("Nothing here", "There is no such page, or it is of a location where you do not work."),
            409 => ("Somebody was faster", "This was changed by somebody else meanwhile, and nothing of yours was saved. Go back and load the page again."),
            413 => ("Too large", "What was sent is larger than this page takes. Nothing was saved."),
            _ => ("Something went wrong", "This is not your mistake. Look whether your last step is there before you repeat it; then try again in a minute."),
        };
        return Page();
    }
}
