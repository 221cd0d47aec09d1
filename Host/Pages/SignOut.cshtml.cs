using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>Leaving is a form: a link that was only looked at signs nobody out.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class SignOutModel(HostDb db, Sessions sessions, CurrentActor actor, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        await audit.Record(db, new AuditEntry("user.signed-out", "user", actor.UserId), stopping);
        if (Sessions.IdOf(User) is { } session)
        {
            await sessions.End(session, actor.UserId!.Value, "signed-out", stopping);
        }

        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Redirect("/sign-in");
    }
}
