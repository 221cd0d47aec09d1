using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Telemetry;
using Npgsql;

namespace ClinicOps.Host.Telemetry;

/// <summary>How many jobs wait in each queue and for how long the oldest has: asked every quarter of a minute, told when it is collected.</summary>
internal sealed partial class QueueAges(DatabaseAccess access, TimeProvider clock, ILogger<QueueAges> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private volatile IReadOnlyDictionary<string, double> waiting = new Dictionary<string, double>();
    private volatile IReadOnlyDictionary<string, double> ages = new Dictionary<string, double>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ClinicTelemetry.Observe("clinicops.queue.jobs", "{job}", "Jobs that are due, by queue", "queue", () => waiting);
        ClinicTelemetry.Observe("clinicops.queue.age", "s", "For how long the oldest due job of a queue has waited", "queue", () => ages);
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await Ask(stoppingToken);
            }
            catch (NpgsqlException outage)
            {
                LogOutage(outage.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Ask(CancellationToken stopping)
    {
        await using var connection = new NpgsqlConnection(access.ConnectionStringOf(DatabaseAccess.HostRole));
        await connection.OpenAsync(stopping);
        await using var ask = new NpgsqlCommand(
            $"""
            SELECT q.queue, count(*)::float8, greatest(0, extract(epoch FROM now() - min(j.createdat)))::float8
            FROM {Grants.JobSchema}.jobqueue q JOIN {Grants.JobSchema}.job j ON j.id = q.jobid GROUP BY q.queue
            """,
            connection);
        await using var rows = await ask.ExecuteReaderAsync(stopping);
        var (jobs, oldest) = (JobQueues.All.ToDictionary(queue => queue, _ => 0.0), JobQueues.All.ToDictionary(queue => queue, _ => 0.0));
        while (await rows.ReadAsync(stopping))
        {
            (jobs[rows.GetString(0)], oldest[rows.GetString(0)]) = (rows.GetDouble(1), rows.GetDouble(2));
        }

        (waiting, ages) = (jobs, oldest);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ages of the queues cannot be told ({Reason})")]
    private partial void LogOutage(string reason);
}
