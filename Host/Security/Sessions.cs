using System.Security.Claims;
using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Security;

/// <summary>Begins, keeps and ends sessions. The database decides, not the cookie: whoever is ended there is out at the next request.</summary>
internal sealed class Sessions(HostDb db, CurrentActor actor, AuditTrail audit, TimeProvider clock)
{
    public const string Claim = "clinicops-session";
    public const string SecurityStamp = "AspNet.Identity.SecurityStamp";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The last act of signing in, whatever the steps before: from here on the browser is the user's.</summary>
    public async Task Begin(HttpContext http, User user, string how, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await db.Sessions.Where(old => old.UserId == user.Id && old.SeenAt < now - Kept).ExecuteDeleteAsync(stopping);
        var session = new Session
        {
            Id = Guid.CreateVersion7(),
            UserId = user.Id,
            StartedAt = now,
            SeenAt = now,
            How = how,
            Device = Browser.NameOf(http.Request.Headers.UserAgent.ToString()),
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "",
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(stopping);
        actor.ActAsUser(user.Id, user.LocationIds, "/sign-in");
        await audit.Record(db, new AuditEntry("user.signed-in", "user", user.Id, Reason: how), stopping);
        await WriteCookie(http, user, session.Id);
    }

    /// <summary>After a change that signs out every other browser of the user: this one stays.</summary>
    public async Task KeepOnly(HttpContext http, User user, CancellationToken stopping)
    {
        if (IdOf(http.User) is not { } id)
        {
            return;
        }

        await EndAll(user.Id, "ended", except: id, stopping);
        await WriteCookie(http, user, id);
    }

    public Task<List<Session>> Open(Guid userId, SignInRules rules, CancellationToken stopping)
    {
        var (seen, started) = (clock.GetUtcNow() - rules.Idle, clock.GetUtcNow() - rules.Limit);
        return db.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.EndedAt == null && session.SeenAt > seen && session.StartedAt > started)
            .OrderByDescending(session => session.SeenAt)
            .ToListAsync(stopping);
    }

    /// <returns>False when it is not open, or not that user's.</returns>
    public async Task<bool> End(Guid id, Guid userId, string because, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return await db.Sessions.Where(session => session.Id == id && session.UserId == userId && session.EndedAt == null)
            .ExecuteUpdateAsync(session => session.SetProperty(s => s.EndedAt, now).SetProperty(s => s.EndedBecause, because), stopping) == 1;
    }

    public Task<int> EndAll(Guid userId, string because, Guid? except, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return db.Sessions.Where(session => session.UserId == userId && session.EndedAt == null && session.Id != except)
            .ExecuteUpdateAsync(session => session.SetProperty(s => s.EndedAt, now).SetProperty(s => s.EndedBecause, because), stopping);
    }

    public static Guid? IdOf(ClaimsPrincipal? user) => Guid.TryParse(user?.FindFirstValue(Claim), out var id) ? id : null;

    private static Task WriteCookie(HttpContext http, User user, Guid session) =>
        http.SignInAsync(
            IdentityConstants.ApplicationScheme,
            new ClaimsPrincipal(new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, user.Id.ToString()), new(SecurityStamp, user.SecurityStamp ?? ""), new(Claim, session.ToString())],
                IdentityConstants.ApplicationScheme)));
}
