using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ClinicOps.Host.Logging;

/// <summary>
/// The console for people, one JSON line an event for machines in the data folder. Neither holds patient text: paths and
/// queries of requests are left out (somebody may type a name into the address bar), a request is logged by its route.
/// </summary>
internal static class Logs
{
    private const string Route = "clinicops.route";
    private const string ConsoleLine = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    public static void Add(WebApplicationBuilder builder, HostSettings settings)
    {
        var level = builder.Configuration["Logging:LogLevel:Default"] == nameof(LogLevel.Warning) ? LogEventLevel.Warning : LogEventLevel.Information;
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(
            (services, log) => log
                .ReadFrom.Services(services)
                .MinimumLevel.Is(level)
                .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                .MinimumLevel.Override("Microsoft.Hosting.Lifetime", level)
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
                .Enrich.FromLogContext()
                .Enrich.With(new WithoutAddresses())
                .WriteTo.Console(outputTemplate: ConsoleLine, standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture)
                .WriteTo.File(
                    new CompactJsonFormatter(),
                    Path.Combine(settings.DataFolder, "logs", "clinicops-.log"),
                    rollingInterval: RollingInterval.Day,
                    retainedFileCountLimit: 30,
                    shared: true),
            preserveStaticLogger: true,
            writeToProviders: true);
    }

    public static void UseRequestLog(IApplicationBuilder app) =>
        app.UseSerilogRequestLogging(options =>
        {
            // Without it the middleware writes to the static logger, which is nobody's here.
            options.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>();
            options.MessageTemplate = "{Method} {Route} answered {Status} in {Milliseconds:0} ms";
            options.GetLevel = (context, _, failure) =>
                failure is not null || context.Response.StatusCode >= 500 ? LogEventLevel.Error
                : context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/jobs/stats", StringComparison.Ordinal) ? LogEventLevel.Debug
                : LogEventLevel.Information;
            options.GetMessageTemplateProperties = (context, _, milliseconds, status) =>
            [
                new LogEventProperty("Method", new ScalarValue(context.Request.Method)),
                new LogEventProperty("Route", new ScalarValue(context.Items[Route] ?? "(no route)")),
                new LogEventProperty("Status", new ScalarValue(status)),
                new LogEventProperty("Milliseconds", new ScalarValue(milliseconds)),
            ];
        });

    /// <summary>After routing: what was asked for at first, since an error page takes its place.</summary>
    public static void RememberRoute(IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            context.Items.TryAdd(Route, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            return next(context);
        });

    private sealed class WithoutAddresses : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            foreach (var name in (string[])["RequestPath", "QueryString", "ConnectionId", "ActionName", "ActionId"])
            {
                logEvent.RemovePropertyIfPresent(name);
            }
        }
    }
}
