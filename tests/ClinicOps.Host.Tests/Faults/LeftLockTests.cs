using ClinicOps.Host.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Host.Tests.Faults;

/// <summary>Found by tools/prove kill: a host killed while it set its clockwork kept the next one from starting.</summary>
public sealed class LeftLockTests(TestCluster cluster)
{
    [Fact]
    public async Task A_host_starts_though_one_that_was_killed_a_moment_ago_left_its_lock_on_the_clockwork()
    {
        await using var host = await RunningHost.Start(cluster);
        var services = host.App.Services;
        var catalog = services.GetRequiredService<ModuleCatalog>();
        var jobs = new RecurringJobs(catalog, services.GetRequiredService<IRecurringJobManager>(), services.GetRequiredService<JobStorage>());
        var first = catalog.JobFor(catalog.Recurring[0].ArgumentsType).Name;

        // Void after 30 seconds, ten of which are over: longer than the store itself waits.
        await host.Sql($"INSERT INTO hangfire.lock (resource, updatecount, acquired) VALUES ('hangfire:lock:recurring-job:{first}', 0, now() - interval '10 seconds')");

        await jobs.StartAsync(CancellationToken.None);

        Assert.Equal([0L], await host.Sql($"SELECT count(*) FROM hangfire.lock WHERE resource LIKE '%{first}'"));
    }

    [Fact]
    public async Task A_host_that_is_told_to_stop_waits_for_no_lock_again()
    {
        await using var host = await RunningHost.Start(cluster);
        var locked = new LockedClockwork();
        var jobs = new RecurringJobs(host.App.Services.GetRequiredService<ModuleCatalog>(), locked, host.App.Services.GetRequiredService<JobStorage>());

        await Assert.ThrowsAsync<OperationCanceledException>(() => jobs.StartAsync(new CancellationToken(canceled: true)));

        Assert.Equal(1, locked.Asked);
    }

    private sealed class LockedClockwork : IRecurringJobManager
    {
        public int Asked { get; private set; }

        public void AddOrUpdate(string recurringJobId, Job job, string cronExpression, RecurringJobOptions options) => Fail(recurringJobId);

        public void Trigger(string recurringJobId) => Fail(recurringJobId);

        public void RemoveIfExists(string recurringJobId) => Fail(recurringJobId);

        private void Fail(string recurringJobId)
        {
            Asked++;
            throw new DistributedLockTimeoutException(recurringJobId);
        }
    }
}
