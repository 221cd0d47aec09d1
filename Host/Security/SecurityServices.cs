using System.Threading.RateLimiting;
using ClinicOps.Host.Access;
using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace ClinicOps.Host.Security;

/// <summary>Sign-in, policies, cookies and their keys.</summary>
internal static class SecurityServices
{
    public const string TokenHeader = "RequestVerificationToken";

    /// <summary>More than any limit that can be set: the session's row decides, the cookie only outlives it.</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(25);

    public static void Add(IServiceCollection services, HostSettings settings, ModuleCatalog catalog)
    {
        services.AddDbContext<HostDb>((provider, options) =>
            HostDb.Configure(options, provider.GetRequiredService<DatabaseAccess>().ConnectionStringOf(DatabaseAccess.HostRole)));
        services.AddDataProtection().SetApplicationName("clinicops").PersistKeysToDbContext<HostDb>();
        AddLimits(services);
        AddSignIn(services, settings);
        AddPolicies(services, catalog);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = TokenHeader;
            antiforgery.Cookie.Name = "clinicops-form";
            Harden(antiforgery.Cookie, settings);
        });
    }

    /// <summary>Until somebody is known, a request sees nothing but what everybody may: only jobs and the command line act as the machine.</summary>
    public static void UseGuest(IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            var actor = context.RequestServices.GetRequiredService<CurrentActor>();
            if (actor.UserId is null)
            {
                actor.ActAsGuest();
            }

            return next(context);
        });

    private static void AddSignIn(IServiceCollection services, HostSettings settings)
    {
        services.AddScoped<SignedInUser>().AddScoped<Sessions>().AddScoped<SignInSteps>().AddScoped<SecondStepMethods>().AddSingleton<SignInTries>().AddScoped<BreakGlass>();
        services.AddOptions<BreakGlassOptions>().BindConfiguration("BreakGlass").ValidateDataAnnotations().ValidateOnStart();
        services
            .AddIdentityCore<User>(identity =>
            {
                identity.Password.RequiredLength = 10;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 5;
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddEntityFrameworkStores<HostDb>()
            .AddSignInManager()
            .AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // The device asks for finger, face or PIN: a passkey is then both steps. It is kept there, so that no name is typed.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
        });
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            cookie.Cookie.Name = "clinicops";
            Harden(cookie.Cookie, settings);
            cookie.LoginPath = "/sign-in";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = LongestSession;
            cookie.SlidingExpiration = false;
            cookie.EventsType = typeof(SignedInUser);
        });

        // Between two steps of signing in: who gave the password, or what was asked of a passkey.
        services.AddAuthentication().AddCookie(IdentityConstants.TwoFactorUserIdScheme, cookie =>
        {
            cookie.Cookie.Name = "clinicops-step";
            Harden(cookie.Cookie, settings);
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            cookie.SlidingExpiration = false;
        });

        // Never used, but asked for by Identity: without their schemes it fails.
        services.AddAuthentication().AddCookie(IdentityConstants.ExternalScheme).AddCookie(IdentityConstants.TwoFactorRememberMeScheme);
    }

    /// <summary>Who is not signed in and comes with a link tries few of them. A whole family may be behind one address.</summary>
    private static void AddLimits(IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.AddPolicy(PatientLinks.RateLimit, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 30, Window = TimeSpan.FromMinutes(1) }));

        // A calendar asks a few times an hour; those of a whole clinic, or of one calendar service, come from one address.
        limits.AddPolicy(CalendarFeeds.RateLimit, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) }));
    });

    /// <summary>A policy for each right, by its roles; what has no policy is refused to everybody.</summary>
    private static void AddPolicies(IServiceCollection services, ModuleCatalog catalog)
    {
        services.AddAuthorization(authorization =>
        {
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(IsNowhere).Build();

            // A right of no role has no policy: the host refuses to start, in plain words, before anybody could miss it.
            foreach (var right in catalog.Rights.Where(right => RoleRights.RolesWith(right.Name).Count > 0))
            {
                authorization.AddPolicy(right.Name, policy => policy.RequireAuthenticatedUser().RequireRole(RoleRights.RolesWith(right.Name)));
            }
        });
    }

    /// <summary>The fallback is also asked about addresses where there is nothing: to who is signed in, that is "not found" and not "forbidden".</summary>
    private static bool IsNowhere(AuthorizationHandlerContext context) => context.Resource is HttpContext request && request.GetEndpoint() is null;

    /// <summary>Sent over TLS only, unless the host was told to listen without it: then "same as the request".</summary>
    private static void Harden(CookieBuilder cookie, HostSettings settings)
    {
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = settings.Urls.Split(';').All(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest;
    }
}
