using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Telemetry;
using Hangfire;
using Hangfire.Client;
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

        // A host that is killed leaves its locks as rows. Whoever takes its jobs over must not wait for them: they are void sooner than the
        // jobs are seen again. (They are held for milliseconds; the store's ten minutes would let every worker stand still.)
        DistributedLockTimeout = TimeSpan.FromSeconds(30),
        QueuePollInterval = TimeSpan.FromSeconds(1),
    };

    internal void Enqueue(NpgsqlConnection connection, IReadOnlyList<PendingJob> pending)
    {
        if (pending.Count == 0)
        {
            return;
        }

        var options = StorageOptions();
        var client = new BackgroundJobClient(new PostgreSqlStorage(new ExistingNpgsqlConnectionFactory(connection, options), options), CarryTrace.Filters);
        var first = Guid.CreateVersion7();
        foreach (var (number, job) in pending.Index())
        {
            var messageId = After(first, number);
            var arguments = JsonSerializer.Serialize(job.Arguments, job.Arguments.GetType());
            foreach (var kind in job.IsEvent ? catalog.ReactionsTo(job.Arguments.GetType()) : [catalog.JobFor(job.Arguments.GetType())])
            {
                var call = Job.FromExpression<JobRunner>(runner => runner.Run(kind.Name, messageId, arguments, null, CancellationToken.None), kind.Queue);
                IState state = job.Delay is { } delay ? new ScheduledState(delay) : new EnqueuedState(kind.Queue);
                client.Create(call, state);
            }
        }
    }

    /// <summary>
    /// The ids of one transaction rise in the order it asked, also within their one millisecond: whoever has two events of one
    /// document knows the later. The time of the first, then the number in the twelve bits after it (RFC 9562, 6.2, method 1).
    /// </summary>
    internal static Guid After(Guid first, int number)
    {
        var bytes = Guid.CreateVersion7().ToByteArray(bigEndian: true);
        var milliseconds = (BinaryPrimitives.ReadInt64BigEndian(first.ToByteArray(bigEndian: true)) >> 16) + (number >> 12);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | 0x7000L | (uint)(number & 0xFFF));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A stored job carries the span that asked for it, so that the way of one document is one trace over all its steps.</summary>
    private sealed class CarryTrace : IClientFilter
    {
        public static readonly JobFilterProviderCollection Filters = new(new JobFilterCollection { new CarryTrace() });

        public void OnCreating(CreatingContext context)
        {
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            {
                context.SetJobParameter(ClinicTelemetry.TraceParent, id);
            }
        }

        public void OnCreated(CreatedContext context)
        {
        }
    }
}
