using System.Text.Json;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.States;
using Npgsql;

namespace ClinicOps.Kernel.Jobs;

/// <summary>The job table is the outbox: jobs and event deliveries are written on the connection and in the transaction of the rows they speak of.</summary>
public sealed class JobOutbox(ModuleCatalog catalog)
{
    /// <summary>The one set of storage settings, for enqueueing and for the server.</summary>
    public static PostgreSqlStorageOptions StorageOptions() => new()
    {
        SchemaName = "hangfire",
        PrepareSchemaIfNecessary = false,
        EnableTransactionScopeEnlistment = true,
        InvisibilityTimeout = TimeSpan.FromSeconds(60),
        UseSlidingInvisibilityTimeout = true,
        QueuePollInterval = TimeSpan.FromSeconds(1),
    };

    internal void Enqueue(NpgsqlConnection connection, IReadOnlyList<PendingJob> pending)
    {
        if (pending.Count == 0)
        {
            return;
        }

        var options = StorageOptions();
        var client = new BackgroundJobClient(new PostgreSqlStorage(new ExistingNpgsqlConnectionFactory(connection, options), options));
        foreach (var job in pending)
        {
            var messageId = Guid.CreateVersion7();
            var arguments = JsonSerializer.Serialize(job.Arguments, job.Arguments.GetType());
            foreach (var kind in job.IsEvent ? catalog.ReactionsTo(job.Arguments.GetType()) : [catalog.JobFor(job.Arguments.GetType())])
            {
                var call = Job.FromExpression<JobRunner>(runner => runner.Run(kind.Name, messageId, arguments, null, CancellationToken.None), kind.Queue);
                IState state = job.Delay is { } delay ? new ScheduledState(delay) : new EnqueuedState(kind.Queue);
                client.Create(call, state);
            }
        }
    }
}
