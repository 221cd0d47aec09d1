using System.Globalization;

namespace ClinicOps.Host.Security;

/// <summary>
/// Whoever has a password given by somebody else changes it before anything else; and whose role needs a second step, and the
/// time to set one up is over, sets it up before anything else.
/// </summary>
internal static class AccountGuard
{
    public const string PasswordPage = "/account/password";
    public const string AccountPage = "/account";

    public static void Use(IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            var clock = context.RequestServices.GetRequiredService<TimeProvider>();
            var path = context.Request.Path;
            if (path == "/sign-out" || path == Presence.Path || path == PasswordPage || Target(context, clock) is not { } target || (target == AccountPage && path.StartsWithSegments(AccountPage)))
            {
                return next(context);
            }

            context.Response.Redirect(target);
            return Task.CompletedTask;
        });

    /// <summary>Whether nothing but the own account is open: pages then show no navigation.</summary>
    public static bool Holds(HttpContext context) => Target(context, context.RequestServices.GetRequiredService<TimeProvider>()) is not null;

    /// <summary>By when the second step has to be set up; null when none is missing.</summary>
    public static DateTimeOffset? SecondStepDue(HttpContext context) =>
        context.User.FindFirst(SignedInUser.SecondStepDue) is { } due ? DateTimeOffset.Parse(due.Value, CultureInfo.InvariantCulture) : null;

    private static string? Target(HttpContext context, TimeProvider clock) =>
        context.User.HasClaim(SignedInUser.MustChangePassword, "true") ? PasswordPage
        : SecondStepDue(context) <= clock.GetUtcNow() ? AccountPage
        : null;
}
