namespace ClinicOps.Host.Embedded;

/// <summary>
/// Starts the embedded PostgreSQL again when it is gone: killed, out of memory, or stopped by itself on a full disk. It tries for as
/// long as the host runs; jobs and pages take up again by themselves.
/// </summary>
internal sealed partial class KeepPostgresRunning(EmbeddedPostgres postgres, TimeProvider clock, ILogger<KeepPostgresRunning> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (postgres.IsRunning)
                {
                    continue;
                }

                LogGone();
                await postgres.Start();

                // What is left in the pools are connections to the server that is gone.
                Npgsql.NpgsqlConnection.ClearAllPools();
                LogStarted();
            }
            catch (Exception failure) when (failure is InstanceProblem or IOException or UnauthorizedAccessException or Npgsql.NpgsqlException)
            {
                LogRefused(failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded PostgreSQL is gone; starting it again")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The embedded PostgreSQL runs again")]
    private partial void LogStarted();

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded PostgreSQL does not start ({Reason}); trying again. Its server.log says why")]
    private partial void LogRefused(string reason);
}
