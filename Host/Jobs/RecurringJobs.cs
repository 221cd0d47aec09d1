using System.Text.Json;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;

namespace ClinicOps.Host.Jobs;

/// <summary>Brings the stored clockwork to what the modules declare: theirs are set, those of an older build are removed.</summary>
internal sealed class RecurringJobs(ModuleCatalog catalog, IRecurringJobManager manager, JobStorage storage) : IHostedService
{
    private const int Tries = 4;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var wanted = catalog.Recurring.ToDictionary(recurring => catalog.JobFor(recurring.ArgumentsType).Name);
        using (var connection = storage.GetConnection())
        {
            foreach (var old in connection.GetRecurringJobs().Where(job => !wanted.ContainsKey(job.Id)))
            {
                Try(() => manager.RemoveIfExists(old.Id), cancellationToken);
            }
        }

        foreach (var (name, recurring) in wanted)
        {
            var arguments = JsonSerializer.Serialize(recurring.Arguments, recurring.ArgumentsType);
            var call = Job.FromExpression<JobRunner>(
                runner => runner.Run(name, Guid.Empty, arguments, null, CancellationToken.None), catalog.JobNamed(name).Queue);
            Try(() => manager.AddOrUpdate(name, call, recurring.Cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc }), cancellationToken);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// A host that was killed in the middle leaves its lock for half a minute (JobOutbox.StorageOptions), and the store waits a quarter for
    /// it: the host that takes over waits on rather than fail to start.
    /// </summary>
    private static void Try(Action change, CancellationToken stopping)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                change();
                return;
            }
            catch (DistributedLockTimeoutException) when (left > 1)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
