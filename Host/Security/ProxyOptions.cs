using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ClinicOps.Host.Security;

/// <summary>How the world reaches this host. Section "Proxy".</summary>
internal sealed class ProxyOptions : IValidateOptions<ProxyOptions>
{
    /// <summary>
    /// Addresses ("10.0.0.5") and networks ("10.1.0.0/16") of the proxies in front: their X-Forwarded-For and X-Forwarded-Proto are believed, nobody
    /// else's. None: the headers mean nothing.
    /// </summary>
    public List<string> Known { get; init; } = [];

    /// <summary>People reach ClinicOps over TLS only, which a proxy ends: cookies are for TLS, and what comes without it is refused.</summary>
    public bool OutsideTls { get; init; }

    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var wrong = options.Known.Where(known => !IPAddress.TryParse(known, out _) && !System.Net.IPNetwork.TryParse(known, out _)).ToList();
        return wrong.Count > 0
            ? ValidateOptionsResult.Fail($"Proxy:Known takes addresses and networks (10.0.0.5, 10.1.0.0/16), not {string.Join(", ", wrong)}.")
            : options.OutsideTls && options.Known.Count == 0
            ? ValidateOptionsResult.Fail("Proxy:OutsideTls needs Proxy:Known: without it nobody's word that a request came over TLS is believed.")
            : ValidateOptionsResult.Success;
    }
}

/// <summary>Believes the configured proxies, and keeps TLS where it is promised.</summary>
internal static class BehindProxy
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptions>();
        services.AddOptions<ProxyOptions>().BindConfiguration("Proxy").ValidateOnStart();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((headers, proxy) =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // The framework believes this machine by default; here only what is configured counts.
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var known in proxy.Value.Known)
            {
                if (IPAddress.TryParse(known, out var address))
                {
                    headers.KnownProxies.Add(address);
                }
                else
                {
                    headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(known));
                }
            }
        });
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        SecureCookies.Add(services);
    }

    public static void Use(WebApplication app)
    {
        var proxy = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (proxy.Known.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        if (proxy.OutsideTls)
        {
            app.Use(RefuseWithoutTls);
        }

        // Sent on answers over TLS only, and never for names of this machine itself.
        app.UseHsts();
    }

    /// <summary>What only asks whether the house stands comes from the proxy itself, without TLS.</summary>
    private static Task RefuseWithoutTls(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsHttps || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("ClinicOps is reached over https only. Behind a proxy: does it send X-Forwarded-Proto, and is its address in Proxy:Known?");
    }
}
