using System.Net;
using ClinicOps.Host.Embedded;
using ClinicOps.Host.Tests.Pages;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Host.Tests;

/// <summary>Nobody is let in by an oversight.</summary>
public sealed class EndpointTests(TestCluster cluster, HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly string[] Open = ["sign-in", "sign-in/code", "error/{code:int}", "v/{token}", "o/{token}", "m/{token}", "feeds/{token}"];

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in_from_every_page_but_the_open_ones()
    {
        using var visitor = fixture.Host.Visitor();
        var routes = ((IEndpointRouteBuilder)fixture.Host.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern).DistinctBy(pattern => pattern.RawText?.Trim('/')).ToList();
        Assert.True(routes.Count > 10);
        foreach (var route in routes.Where(route => !Open.Contains(route.RawText?.Trim('/'))))
        {
            using var page = await visitor.Get(Address(route));
            Assert.True(page.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed, $"{route.RawText}: {page.StatusCode}");
            using var form = await visitor.Send(Address(route));
            Assert.True(form.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed, $"POST {route.RawText}: {form.StatusCode}");
        }
    }

    /// <summary>Also shows that an internal page model of another assembly is found.</summary>
    [Fact]
    public async Task A_page_without_a_policy_keeps_the_host_from_starting()
    {
        var refused = await Assert.ThrowsAsync<InstanceProblem>(() => RunningHost.Start(
            cluster, build: builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(ForgottenModel).Assembly)));

        Assert.Contains("/forgotten-page has no policy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_only_asks_for_any_user_keeps_the_host_from_starting()
    {
        var refused = await Assert.ThrowsAsync<InstanceProblem>(() =>
            RunningHost.Start(cluster, map: app => app.MapGet("/forgotten", () => "seen").RequireAuthorization()));

        Assert.Contains("/forgotten has no policy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_endpoint_that_is_not_on_the_list_keeps_the_host_from_starting()
    {
        var refused = await Assert.ThrowsAsync<InstanceProblem>(() =>
            RunningHost.Start(cluster, map: app => app.MapGet("/open", () => "seen").AllowAnonymous()));

        Assert.Contains("/open lets everybody in", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_no_role_holds_keeps_the_host_from_starting()
    {
        var refused = await Assert.ThrowsAsync<InstanceProblem>(() => RunningHost.Start(cluster, modules: [new NewcomerModule()]));

        Assert.Contains("newcomer.new", refused.Message, StringComparison.Ordinal);
    }

    private static string Address(Microsoft.AspNetCore.Routing.Patterns.RoutePattern route) =>
        "/" + string.Join('/', route.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { ParameterPolicies: [{ Content: "int" }, ..] } => "404",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { IsCatchAll: true } => "",
            _ => Guid.Empty.ToString(),
        }))));

    private sealed class NewcomerModule : IModule
    {
        public string Name => "newcomer";

        public void Register(ModuleBuilder module) => module.AddRight("newcomer.new", "Something nobody was given");
    }
}
