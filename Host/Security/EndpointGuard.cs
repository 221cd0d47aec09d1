using ClinicOps.Host.Embedded;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace ClinicOps.Host.Security;

/// <summary>
/// The host does not start with an endpoint of which nobody said who may use it. The fallback policy would refuse everybody
/// there; a forgotten line is to be seen by who writes it, not by who clicks.
/// </summary>
internal static class EndpointGuard
{
    /// <summary>What may be had without signing in, and nothing else.</summary>
    private static readonly HashSet<string> Open = ["/sign-in", "/sign-in/code", "/error/{code:int}", "/v/{token}", "/o/{token}", "/m/{token}", "/feeds/{token}"];

    /// <exception cref="InstanceProblem">Endpoints without a policy of their own, or open ones that are not on the list.</exception>
    public static async Task Check(WebApplication app)
    {
        var problems = new List<string>();
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints))
        {
            var metadata = await CompleteMetadata(endpoint, app.Services);
            var route = "/" + ((endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName)?.TrimStart('/');
            if (metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                if (!Open.Contains(route))
                {
                    problems.Add($"{route} lets everybody in");
                }
            }
            else if (!metadata.OfType<IAuthorizeData>().Any(data => data.Policy is not null) && metadata.GetMetadata<AuthorizationPolicy>() is null)
            {
                problems.Add($"{route} has no policy");
            }
        }

        if (problems.Count > 0)
        {
            throw new InstanceProblem($"ClinicOps does not start: {string.Join("; ", problems.Distinct())}. Put [Authorize(Policy = ...)] on the page or endpoint.");
        }
    }

    /// <summary>What a page's model says of itself is only known once the page is loaded.</summary>
    private static async Task<EndpointMetadataCollection> CompleteMetadata(Endpoint endpoint, IServiceProvider services)
    {
        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
        {
            return endpoint.Metadata;
        }

        var loaded = await services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata);
        return loaded.Endpoint?.Metadata ?? endpoint.Metadata;
    }
}
