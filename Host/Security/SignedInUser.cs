using System.Globalization;
using System.Security.Claims;
using ClinicOps.Host.Access;
using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Security;

/// <summary>
/// Reads session and user of the cookie again at every request: who was disabled, whose session was ended or rested too long,
/// or whose password or roles changed, is out or has the new rights at the next click. It also says who acts, for the audit
/// trail and for what a user may see: locations, access classes, and the records that a break-glass has opened.
/// </summary>
internal sealed class SignedInUser(
    HostDb db, CurrentActor actor, BreakGlass glass, Sessions sessions, AuditTrail audit, HostSettings settings, TimeProvider clock) : CookieAuthenticationEvents
{
    public const string MustChangePassword = "must-change-password";

    /// <summary>The user's role needs a second step that is not set up: by when it has to be, as an ISO date and time.</summary>
    public const string SecondStepDue = "second-step-due";

    private const string EndedBecause = "clinicops.ended-because";
    private static readonly TimeSpan Coarseness = TimeSpan.FromSeconds(5);

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var (http, stopping) = (context.HttpContext, context.HttpContext.RequestAborted);
        var id = Sessions.IdOf(context.Principal);
        var found = await (
            from kept in db.Sessions.AsNoTracking()
            join owner in db.Users.AsNoTracking() on kept.UserId equals owner.Id
            from only in db.SignInRules.AsNoTracking()
            where kept.Id == id && kept.EndedAt == null
            select new { Session = kept, User = owner, Rules = only, HasPasskey = db.UserPasskeys.Any(passkey => passkey.UserId == owner.Id) })
            .SingleOrDefaultAsync(stopping);
        if (found is null || found.User.Disabled || found.User.SecurityStamp != context.Principal!.FindFirstValue(Sessions.SecurityStamp))
        {
            if (found is not null)
            {
                await sessions.End(found.Session.Id, found.User.Id, "ended", stopping);
            }

            await Reject(context);
            return;
        }

        var (now, session, user, rules) = (clock.GetUtcNow(), found.Session, found.User, found.Rules);
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        actor.ActAsUser(user.Id, user.LocationIds, route is null ? null : "/" + route.TrimStart('/'));
        if (now - session.SeenAt >= rules.Idle || now - session.StartedAt >= rules.Limit)
        {
            var because = now - session.StartedAt >= rules.Limit ? "limit" : "idle";
            if (await sessions.End(session.Id, user.Id, because, stopping))
            {
                await audit.Record(db, new AuditEntry("user.signed-off", "user", user.Id, Reason: because), stopping);
            }

            http.Items[EndedBecause] = because;
            await Reject(context);
            return;
        }

        if (IsPersonsDoing(http.Request) && now - session.SeenAt > Min(Coarseness, rules.Idle / 20))
        {
            await db.Sessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(row => row.SeenAt, now), stopping);
            session.SeenAt = now;
        }

        var opened = await glass.Running(user.Id, stopping);
        actor.See(user.ClearedClasses, [.. opened.Select(running => running.PatientId)]);
        Presence.Remember(http, session, user, rules, now);
        context.ReplacePrincipal(PrincipalOf(user, session, rules, found.HasPasskey));
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // A form or a script that is sent away to sign in would lose what was typed: it is told instead, and stays where it is.
        var request = context.Request;
        var isNavigation = request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";
        if (HttpMethods.IsGet(request.Method) && isNavigation && !request.Headers.ContainsKey("HX-Request"))
        {
            var because = context.HttpContext.Items[EndedBecause] is string reason ? "&because=" + reason : "";
            context.Response.Redirect(context.RedirectUri + because);
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

    /// <summary>
    /// Whether a person did something: went to a page, sent a form, or told <see cref="Presence"/> by key or pointer. What a script
    /// or an image asks for never counts, so that no page that renews itself, of whatever module, keeps a desk open at which nobody sits.
    /// </summary>
    private static bool IsPersonsDoing(HttpRequest request)
    {
        if (request.Path == Presence.Path)
        {
            return HttpMethods.IsPost(request.Method);
        }

        return request.Headers["Sec-Fetch-Mode"].ToString() switch
        {
            "navigate" => true,
            "" => !request.Headers.ContainsKey("HX-Request") && request.Query["handler"] != "Live" && !request.Path.StartsWithSegments("/jobs/stats", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static Task Reject(CookieValidatePrincipalContext context)
    {
        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private ClaimsPrincipal PrincipalOf(User user, Session session, SignInRules rules, bool hasPasskey)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new(ClaimTypes.Name, user.DisplayName),
            new(Sessions.SecurityStamp, user.SecurityStamp ?? ""),
            new(Sessions.Claim, session.Id.ToString()),
        };
        claims.AddRange(user.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        if (user.MustChangePassword && !(user.IsDemo && settings.Demo))
        {
            claims.Add(new Claim(MustChangePassword, "true"));
        }

        if (SecondStep.IsAskedOf(user, rules, settings) && !user.TwoFactorEnabled && !hasPasskey)
        {
            var due = user.SecondStepDue ?? clock.GetUtcNow() + TimeSpan.FromDays(rules.GraceDays);
            claims.Add(new Claim(SecondStepDue, due.ToString("O", CultureInfo.InvariantCulture)));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme));
    }
}
