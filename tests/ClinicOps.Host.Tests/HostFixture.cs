using System.Globalization;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Host.Tests;

/// <summary>One running host for a class of tests, with a few endpoints of the tests' own.</summary>
public sealed class HostFixture(TestCluster cluster) : IAsyncLifetime
{
    public const string Secret = "canary-zebediah-quill";

    public RunningHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await RunningHost.Start(cluster, map: MapProbes);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal static void MapProbes(WebApplication app)
    {
        app.MapGet("/probe/actor", (CurrentActor actor) => $"{actor.Via} {actor.UserId} {string.Join(',', actor.Locations)}").RequireAuthorization(HostRights.OwnAccount);
        app.MapGet("/probe/fail/{name}", (string name) => Fail(name)).RequireAuthorization(HostRights.OwnAccount);
        app.MapGet("/probe/answer/{code:int}", (int code) => Results.StatusCode(code)).RequireAuthorization(HostRights.OwnAccount);
        app.MapPost("/probe/change", () => "changed").RequireAuthorization(HostRights.OwnAccount);
    }

    private static string Fail(string name) => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Secret} {name.Length}"));
}
