using System.Diagnostics;
using System.Text.RegularExpressions;
using ClinicOps.Host.Telemetry;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Telemetry;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Xunit;

namespace ClinicOps.Host.Tests.Telemetry;

/// <summary>The whole way of a document is one trace, and nothing of a patient is in any of it.</summary>
public sealed partial class TraceTests(TestCluster cluster)
{
    [Fact]
    public async Task The_way_of_a_fax_from_its_receipt_to_its_task_is_one_trace_of_ids_and_codes()
    {
        var spans = new Kept();
        using var tracing = TelemetryExport.Configure(Sdk.CreateTracerProviderBuilder()).AddProcessor(new SimpleActivityExportProcessor(spans)).Build();
        await using var clinic = await cluster.OpenClinic(Composition.Modules());
        var folder = Directory.CreateTempSubdirectory("clinicops-trace-").FullName;
        var demo = Path.Combine(RootFolder(), "tools", "demo");
        File.Copy(Path.Combine(demo, "faxes", "Riverside", "01-imaging-order-menu.tif"), Path.Combine(folder, "Hartsfield order.tif"));
        await using (var scope = clinic.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsCommand("test");
            foreach (var (verb, argument) in new[] { ("import patients", Path.Combine(demo, "patients.csv")), ("ingest", folder) })
            {
                Assert.Equal(0, await clinic.Services.GetRequiredService<ModuleCatalog>().Verbs.Single(known => known.Name == verb).Run(scope.ServiceProvider, [argument], CancellationToken.None));
            }
        }

        await clinic.RunJobs();
        Directory.Delete(folder, recursive: true);

        var transmission = Assert.Single(await clinic.Sql("SELECT id::text FROM documents.transmissions"));
        var received = Assert.Single(spans.All, span => span.DisplayName == "receive" && (string?)span.GetTagItem("clinicops.transmission_id") == (string?)transmission);
        var way = spans.All.Where(span => span.TraceId == received.TraceId).ToList();
        string[] steps = ["documents.receive", "documents.normalise-pages", "documents.read-pages", "documents.sort", "documents.match", "documents.file", "documents.transcribe-orders"];
        Assert.Subset(way.Select(span => span.DisplayName).ToHashSet(), steps.ToHashSet());
        Assert.Contains(way, span => span.DisplayName.StartsWith("intake.", StringComparison.Ordinal));
        var file = way.Single(span => span.DisplayName == "documents.file");
        Assert.True(Guid.TryParse((string?)file.GetTagItem("clinicops.document_id"), out _));

        foreach (var span in way)
        {
            Assert.Empty(span.Events);
            Assert.All(span.TagObjects, tag => Assert.True(ClinicTelemetry.IsAllowed(tag.Key) && IdOrCode().IsMatch($"{tag.Value}"), $"{tag.Key} = {tag.Value}"));
        }
    }

    [Fact]
    public async Task What_somebody_types_into_an_address_or_a_failure_says_is_not_exported()
    {
        var spans = new Kept();
        await using var host = await RunningHost.Start(
            cluster,
            build: builder => builder.Services.AddOpenTelemetry().WithTracing(tracing => TelemetryExport.Configure(tracing).AddProcessor(new SimpleActivityExportProcessor(spans))),
            map: app => app.MapGet("/probe/trace/{name}", (string name) => name == "fail" ? throw new InvalidOperationException("canary in words") : Results.Ok()).RequireAuthorization(Host.Security.HostRights.OwnAccount));
        using var visitor = await host.SignedIn(Host.Security.Roles.Manager);
        using var lost = await visitor.Get("/nothing/canary-in-path?name=canary-in-query");
        using var routed = await visitor.Get("/probe/trace/canary-in-value?name=canary-in-query");
        using var failed = await visitor.Get("/probe/trace/fail?name=canary-in-query");
        await host.App.StopAsync();

        Assert.Contains(spans.All, span => span.DisplayName == "GET /probe/trace/{name}");
        Assert.All(spans.All, span =>
        {
            Assert.DoesNotContain("canary", span.DisplayName, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", $"{span.StatusDescription}", StringComparison.Ordinal);
            Assert.All(span.TagObjects, tag => Assert.DoesNotContain("canary", $"{tag.Value}", StringComparison.Ordinal));
            Assert.Empty(span.Events);
        });
    }

    [Fact]
    public async Task Without_a_collector_nothing_is_exported()
    {
        await using var host = await RunningHost.Start(cluster);
        Assert.Null(host.App.Services.GetService<TracerProvider>());
    }

    private static string RootFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClinicOps.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    /// <summary>Ids, recorded names, numbers, templates of routes.</summary>
    [GeneratedRegex(@"^[a-z0-9._/{}:-]*$", RegexOptions.IgnoreCase)]
    private static partial Regex IdOrCode();

    private sealed class Kept : BaseExporter<Activity>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<Activity> spans = new();

        public IReadOnlyList<Activity> All => [.. spans];

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                spans.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }
}
