using ClinicOps.Host.Backups;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace ClinicOps.Host.Jobs;

/// <summary>The job store, the pools that work on it, and the dashboard.</summary>
internal static class JobServers
{
    /// <summary>A hiccup is over in seconds, a restart in minutes, an outage overnight. Then a person looks: the job stays as failed.</summary>
    private static readonly int[] DelaysInSeconds = [2, 15, 60, 300, 1800, 7200, 21600];

    public static void Add(IServiceCollection services, HostSettings settings, ModuleCatalog catalog)
    {
        // Before Hangfire's own registration: these filters instead of its static list.
        services.AddSingleton<IJobFilterProvider>(provider => new JobFilterProviderCollection(new JobFilterCollection
        {
            new AutomaticRetryAttribute { Attempts = DelaysInSeconds.Length, DelaysInSeconds = DelaysInSeconds, LogEvents = false, OnAttemptsExceeded = AttemptsExceededAction.Fail },
            new StatisticsHistoryAttribute(),
            ActivatorUtilities.CreateInstance<FailedForGood>(provider),
        }));
        // Likewise the store and what makes the handlers: two hosts that start in one process (tests) must not get each other's.
        services.AddSingleton<JobStorage>(provider =>
        {
            var options = JobOutbox.StorageOptions();
            var connection = provider.GetRequiredService<DatabaseAccess>().ConnectionStringOf(DatabaseAccess.HostRole);
            return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
        });
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire.UseStorage(provider.GetRequiredService<JobStorage>()));
        if (settings.Role == "web")
        {
            return;
        }

        AddPool(services, JobQueues.Default, 4);
        AddPool(services, JobQueues.Heavy, Environment.ProcessorCount);
        if (!HeldDeliveries.Are(settings.DataFolder))
        {
            AddPool(services, JobQueues.Outgoing, 1);
        }

        services.AddHostedService<RecurringJobs>();
        catalog.Workers.ForEach(add => add(services));
    }

    /// <summary>Everybody at the clinic may look; who may not repeat or delete jobs gets it without buttons.</summary>
    public static void MapDashboard(WebApplication app) =>
        app.MapHangfireDashboard("/jobs", new DashboardOptions
        {
            Authorization = [],
            AppPath = "/",
            DashboardTitle = "ClinicOps jobs",
            DisplayStorageConnectionString = false,
            IsReadOnlyFunc = context => !RoleRights.RolesWith(HostRights.ManageJobs).Any(context.GetHttpContext().User.IsInRole),
        })
            .RequireAuthorization(HostRights.ViewJobs);

    private static void AddPool(IServiceCollection services, string queue, int workers) =>
        services.AddHangfireServer(server =>
        {
            server.ServerName = $"{Environment.MachineName}-{queue}";
            server.Queues = [queue];
            server.WorkerCount = workers;
            server.ShutdownTimeout = TimeSpan.FromSeconds(15);
        });
}
