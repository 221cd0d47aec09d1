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
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var wanted = catalog.Recurring.ToDictionary(recurring => catalog.JobFor(recurring.ArgumentsType).Name);
        using (var connection = storage.GetConnection())
        {
            foreach (var old in connection.GetRecurringJobs().Where(job => !wanted.ContainsKey(job.Id)))
            {
                manager.RemoveIfExists(old.Id);
            }
        }

        foreach (var (name, recurring) in wanted)
        {
            var arguments = JsonSerializer.Serialize(recurring.Arguments, recurring.ArgumentsType);
            var call = Job.FromExpression<JobRunner>(
                runner => runner.Run(name, Guid.Empty, arguments, null, CancellationToken.None), catalog.JobNamed(name).Queue);
            manager.AddOrUpdate(name, call, recurring.Cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
