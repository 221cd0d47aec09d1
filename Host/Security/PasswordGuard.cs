namespace ClinicOps.Host.Security;

/// <summary>Whoever has a password given by somebody else changes it before anything else.</summary>
internal static class PasswordGuard
{
    public const string Page = "/account/password";

    public static void Use(IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            if (!context.User.HasClaim(SignedInUser.MustChangePassword, "true")
                || context.Request.Path == Page || context.Request.Path == "/sign-out")
            {
                return next(context);
            }

            context.Response.Redirect(Page);
            return Task.CompletedTask;
        });
}
