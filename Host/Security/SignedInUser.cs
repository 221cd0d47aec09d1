using System.Security.Claims;
using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Security;

/// <summary>
/// Reads the user of the cookie again at every request: who was disabled, or whose password or roles changed, is out or has
/// the new rights at the next click. It also says who acts, for the audit trail and for what a user may see.
/// </summary>
internal sealed class SignedInUser(HostDb db, CurrentActor actor, HostSettings settings) : CookieAuthenticationEvents
{
    public const string MustChangePassword = "must-change-password";
    private const string SecurityStamp = "AspNet.Identity.SecurityStamp";

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var user = Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, context.HttpContext.RequestAborted)
            : null;
        if (user is null || user.Disabled || user.SecurityStamp != context.Principal!.FindFirstValue(SecurityStamp))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        actor.ActAsUser(user.Id, user.LocationIds);
        context.ReplacePrincipal(PrincipalOf(user));
    }

    /// <summary>What a page asks by itself is no sign of somebody at the desk: it does not keep the session alive.</summary>
    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context)
    {
        var request = context.Request;
        if (request.Query["handler"] == "Live" || request.Path.StartsWithSegments("/jobs/stats", StringComparison.Ordinal))
        {
            context.ShouldRenew = false;
        }

        return Task.CompletedTask;
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // A form or a script that is sent away to sign in would lose what was typed: it is told instead, and stays where it is.
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private ClaimsPrincipal PrincipalOf(User user)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new(ClaimTypes.Name, user.DisplayName),
            new(SecurityStamp, user.SecurityStamp ?? ""),
        };
        claims.AddRange(user.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        if (user.MustChangePassword && !(user.IsDemo && settings.Demo))
        {
            claims.Add(new Claim(MustChangePassword, "true"));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme));
    }
}
