using ClinicOps.Kernel.Health;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicOps.Host.Health;

/// <summary>
/// `/health/live`: the process answers. `/health/ready`: it can do its work; 503 with the names of what does not when it cannot. Who
/// may not see more is told names only; the sentences stand on /operations. The same is looked at every quarter of a minute for the
/// line that every page shows when received documents are standing still.
/// </summary>
internal static class HouseHealth
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    public static void Add(IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseAnswers>("database")
            .AddCheck<DatabaseIsCurrent>("migrations")
            .AddCheck<BlobsCanBeWritten>("blobs")
            .AddCheck<DiskHasRoom>("disk")
            .AddCheck<JobsAreWorkedOn>("jobs")
            .AddCheck<DeliveriesGoOut>("deliveries")
            .AddCheck<DatabaseLogsNothing>("database-logs");
        services.AddOptions<HealthOptions>().BindConfiguration("Health").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<HouseFacts>().AddSingleton<HouseState>().AddSingleton<IHealthCheckPublisher>(provider => provider.GetRequiredService<HouseState>());
        services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.FromSeconds(2);
            publisher.Period = Every;
            publisher.Timeout = TimeSpan.FromSeconds(30);
        });
    }

    /// <summary>Before anybody is recognised: who asks may have a cookie, and the database that knows it may be what is gone.</summary>
    public static void Use(IApplicationBuilder app)
    {
        app.UseHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.UseHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteNames });
    }

    /// <summary>"Unhealthy: blobs, disk".</summary>
    private static Task WriteNames(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var names = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => entry.Key).ToList();
        return context.Response.WriteAsync(names.Count == 0 ? $"{report.Status}" : $"{report.Status}: {string.Join(", ", names)}");
    }
}

/// <summary>What was found when the house was last looked at.</summary>
internal sealed partial class HouseState(ILogger<HouseState> log) : IHealthCheckPublisher
{
    private volatile IReadOnlyList<string> forStaff = [];
    private string known = "";

    /// <summary>Sentences for the desk, those first that stop the work.</summary>
    public IReadOnlyList<string> ForStaff => forStaff;

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        forStaff = [.. report.Entries.Values.OrderBy(entry => entry.Status).Select(Trouble.ForStaff).OfType<string>().Distinct()];
        var now = string.Join(", ", report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => entry.Key));
        if (now != known)
        {
            LogChanged(report.Status, now);
            known = now;
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The house is {Status} now: {Names}")]
    private partial void LogChanged(HealthStatus status, string names);
}
