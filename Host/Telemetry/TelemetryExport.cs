using System.Diagnostics;
using ClinicOps.Host.Backups;
using ClinicOps.Kernel.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClinicOps.Host.Telemetry;

/// <summary>
/// Traces and metrics by OTLP, when the standard variables name where to (OTEL_EXPORTER_OTLP_ENDPOINT and its kin); by default nothing
/// leaves. A collector is another machine: spans are stripped to the allowed tags before any exporter sees them.
/// </summary>
internal static class TelemetryExport
{
    private static readonly string[] Destinations =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static void Add(WebApplicationBuilder builder)
    {
        if (!Destinations.Any(name => builder.Configuration[name] is { Length: > 0 }))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("clinicops", serviceVersion: MakeBackup.Build(), serviceInstanceId: Environment.MachineName))
            .WithTracing(tracing => Configure(tracing).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(ClinicTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime").AddOtlpExporter());
        builder.Services.AddHostedService<QueueAges>();
    }

    /// <summary>After routing: a request is told by its route and outcome.</summary>
    public static void Use(IApplicationBuilder app) =>
        app.Use(async (context, next) =>
        {
            // Where nobody listens there is none, or one that is not recorded.
            var activity = Activity.Current is { IsAllDataRequested: true } current ? current : null;
            activity?.SetTag("http.request.method", context.Request.Method);
            activity?.SetTag("http.route", (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            await next(context);
            activity?.SetTag("http.response.status_code", context.Response.StatusCode);
        });

    /// <summary>What is traced, without where it goes.</summary>
    public static TracerProviderBuilder Configure(TracerProviderBuilder tracing) =>
        tracing.AddSource(ClinicTelemetry.Name, "Microsoft.AspNetCore").AddProcessor(new OnlyAllowedTags());

    /// <summary>Paths and queries may hold what somebody typed into the address bar, and exceptions quote rows.</summary>
    private sealed class OnlyAllowedTags : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var tag in data.TagObjects.Where(tag => !ClinicTelemetry.IsAllowed(tag.Key)).ToList())
            {
                data.SetTag(tag.Key, null);
            }

            if (data.Source.Name != ClinicTelemetry.Name)
            {
                data.DisplayName = $"{data.GetTagItem("http.request.method")} {data.GetTagItem("http.route")}".Trim();
            }

            // A status's words, and events with an exception in them, cannot be taken off a span: such a span is not exported.
            if (data.Events.Any() || data.StatusDescription is not null)
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
