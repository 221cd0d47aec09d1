using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicOps.Host.Security;

/// <summary>
/// Every cookie of the house, whoever configured it: not for scripts, not sent along from other sites, and over TLS only where the
/// outside is TLS. Otherwise "same as the request": this machine, tried out without a certificate.
/// </summary>
internal sealed class SecureCookies(HostSettings settings, IOptions<ProxyOptions> proxy) :
    IPostConfigureOptions<CookieAuthenticationOptions>, IPostConfigureOptions<AntiforgeryOptions>, IPostConfigureOptions<CookieTempDataProviderOptions>
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<IPostConfigureOptions<CookieAuthenticationOptions>, SecureCookies>()
        .AddSingleton<IPostConfigureOptions<AntiforgeryOptions>, SecureCookies>()
        .AddSingleton<IPostConfigureOptions<CookieTempDataProviderOptions>, SecureCookies>();

    public void PostConfigure(string? name, CookieAuthenticationOptions options) => Harden(options.Cookie);

    public void PostConfigure(string? name, AntiforgeryOptions options) => Harden(options.Cookie);

    public void PostConfigure(string? name, CookieTempDataProviderOptions options)
    {
        options.Cookie.Name = "clinicops-told";
        Harden(options.Cookie);
    }

    private void Harden(CookieBuilder cookie)
    {
        cookie.HttpOnly = true;
        cookie.SameSite = cookie.SameSite == SameSiteMode.Strict ? SameSiteMode.Strict : SameSiteMode.Lax;
        cookie.SecurePolicy = proxy.Value.OutsideTls || settings.Urls.Split(';').All(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest;
    }
}
