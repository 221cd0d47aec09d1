using System.Net;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClinicOps.Host.Tests;

/// <summary>Behind a proxy that ends TLS the cookies are for TLS, and nobody but the proxy is believed.</summary>
public sealed class ProxyTests(TestCluster cluster)
{
    [Fact]
    public async Task Behind_a_known_proxy_every_cookie_is_for_tls_only()
    {
        await using var host = await Start(("Proxy:Known:0", "127.0.0.1"), ("Proxy:OutsideTls", "true"));
        using var proxied = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = host.Address };
        proxied.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        proxied.DefaultRequestHeaders.Host = "clinic.example";

        using var form = await proxied.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.All(form.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal("max-age=31536000", form.Headers.GetValues("Strict-Transport-Security").Single());

        var token = System.Text.RegularExpressions.Regex.Match(await form.Content.ReadAsStringAsync(), """<meta name="request-token" content="([^"]*)">""").Groups[1].Value;
        using var send = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["Form.Name"] = "manager", ["Form.Password"] = RunningHost.Password, ["__RequestVerificationToken"] = token }),
        };
        send.Headers.Add("Cookie", form.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("clinicops-form=", StringComparison.Ordinal)).Split(';')[0]);
        using var signedIn = await proxied.SendAsync(send);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.All(signedIn.Headers.GetValues("Set-Cookie"), each => Assert.Contains("; secure", each, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Where_the_outside_is_tls_nothing_is_served_without_it_but_health()
    {
        await using var host = await Start(("Proxy:Known:0", "127.0.0.1"), ("Proxy:OutsideTls", "true"));
        using var visitor = host.Visitor();
        using var plain = await visitor.Get("/sign-in");
        Assert.Equal(HttpStatusCode.BadRequest, plain.StatusCode);
        Assert.Contains("https only", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(plain.Headers.Contains("Set-Cookie"));
        Assert.Equal("Healthy", await visitor.Read("/health/live"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.20.0.0/16")]
    public async Task The_word_of_somebody_else_that_a_request_came_over_tls_is_not_believed(string? known)
    {
        await using var host = known is null ? await Start() : await Start(("Proxy:Known:0", known));
        using var stranger = new HttpClient { BaseAddress = host.Address };
        stranger.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var form = await stranger.GetAsync("/sign-in");
        Assert.All(form.Headers.GetValues("Set-Cookie"), cookie => Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.False(form.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("Proxy:Known:0", "proxy.example")]
    [InlineData("Proxy:OutsideTls", "true")]
    public async Task A_setting_that_cannot_be_meant_keeps_the_host_from_starting(string name, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Start((name, value)));
        Assert.Contains("Proxy:Known", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_page_tells_the_next_one_travels_in_a_hardened_cookie()
    {
        await using var host = await Start();
        using var administrator = await host.SignedIn(Roles.Administrator);
        var id = (string)Assert.Single(await host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"))!;
        using var done = await administrator.PostFrom("/settings/users", "/settings/users?handler=Disable", ("userId", id));
        var told = done.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("clinicops-told=", StringComparison.Ordinal));
        Assert.Contains("; httponly", told, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", told, StringComparison.OrdinalIgnoreCase);
    }

    private Task<RunningHost> Start(params (string Name, string Value)[] settings) => RunningHost.Start(cluster, build: builder =>
    {
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }
    });
}
