using ClinicOps.Host.Backups;
using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Health;
using ClinicOps.Kernel.Jobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicOps.Host.Health;

/// <summary>Some host runs the jobs, and none that is due waits for long.</summary>
internal sealed class JobsAreWorkedOn(DatabaseAccess access, IOptions<HealthOptions> options) : IHealthCheck
{
    /// <summary>A job server gives a sign of life every half minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Trouble.WhileTheDatabaseAnswers(async () =>
        {
            await using var connection = new NpgsqlConnection(access.ConnectionStringOf(DatabaseAccess.HostRole));
            await connection.OpenAsync(cancellationToken);
            return await Ask(connection, cancellationToken);
        });

    private async Task<HealthCheckResult> Ask(NpgsqlConnection connection, CancellationToken stopping)
    {
        // What one has in hand is fetched, and counts as waiting only when nothing was heard of it for longer than it may be hidden.
        await using var ask = new NpgsqlCommand(
            $"""
            SELECT (SELECT count(*) FROM {Grants.JobSchema}.server WHERE lastheartbeat > now() - @silence),
                coalesce(extract(epoch FROM now() - min(j.createdat)) / 60, 0)::int
            FROM {Grants.JobSchema}.jobqueue q JOIN {Grants.JobSchema}.job j ON j.id = q.jobid
            WHERE q.queue <> '{JobQueues.Outgoing}' AND (q.fetchedat IS NULL OR q.fetchedat < now() - @hidden)
                AND NOT EXISTS (SELECT 1 FROM {Grants.JobSchema}.state s WHERE s.jobid = j.id AND s.name IN ('Failed', 'Scheduled'))
            """,
            connection);
        ask.Parameters.AddWithValue("silence", Silence);
        ask.Parameters.AddWithValue("hidden", JobOutbox.StorageOptions().InvisibilityTimeout * 2);
        await using var row = await ask.ExecuteReaderAsync(stopping);
        await row.ReadAsync(stopping);
        var (servers, minutes) = (row.GetInt64(0), row.GetInt32(1));
        return servers == 0
            ? Trouble.Limps(
                "No host runs jobs: nothing has given a sign of life for two minutes. Start one with `serve --role worker` (or all).",
                "Received documents are not being worked on at the moment. Nothing is lost; they go on when ClinicOps is running again. Tell whoever looks after ClinicOps.")
            : minutes >= options.Value.LateMinutes
            ? Trouble.Limps(
                $"The oldest job that is due has waited for {minutes} minutes. Look at Jobs: is a long fax being read, or are jobs failing?",
                $"Received documents are late: the oldest has waited for {minutes} minutes. Look into the inbox for what is urgent.")
            : HealthCheckResult.Healthy($"{servers} pools at work");
    }
}

/// <summary>After a restore nothing is sent until somebody says so.</summary>
internal sealed class DeliveriesGoOut(HostSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        HeldDeliveries.Are(settings.DataFolder)
            ? Trouble.Limps(
                "This clinic was restored from a back-up, and deliveries are held: what was waiting then may have been sent since. Compare, then run `clinicops release-deliveries` and start again.",
                "Letters are not sent at the moment: ClinicOps was restored from a back-up. They wait until a manager lets them go.")
            : HealthCheckResult.Healthy());
}
