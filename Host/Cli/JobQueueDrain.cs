using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using Npgsql;

namespace ClinicOps.Host.Cli;

/// <summary>`drain`: waits until every job that is due has run. Failed and delayed ones are not waited for.</summary>
internal static class JobQueueDrain
{
    public static async Task<int> Run(IServiceProvider services, CancellationToken stopping)
    {
        await using var connection = new NpgsqlConnection(services.GetRequiredService<DatabaseAccess>().ConnectionStringOf(DatabaseAccess.HostRole));
        await connection.OpenAsync(stopping);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            await using var ask = new NpgsqlCommand($"SELECT count(*) FROM {Grants.JobSchema}.jobqueue", connection);
            if (await ask.ExecuteScalarAsync(stopping) is 0L)
            {
                return 0;
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));

        return 1;
    }
}
