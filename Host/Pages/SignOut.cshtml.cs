using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>Leaving is a form: a link that was only looked at signs nobody out.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class SignOutModel(HostDb db, SignInManager<User> signIn, CurrentActor actor, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        await audit.Record(db, new AuditEntry("user.signed-out", "user", actor.UserId), stopping);
        await signIn.SignOutAsync();
        return Redirect("/sign-in");
    }
}
