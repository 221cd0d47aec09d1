using ClinicOps.Kernel.Faults;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Tests.Ledger;

/// <summary>Breaks a request off as the fall of a process, a lost connection or a closed browser does.</summary>
internal static class Crash
{
    private static readonly AsyncLocal<string?> Place = new();

    /// <summary>Once in a process, before any <see cref="During"/>.</summary>
    public static void Arm() => FaultPoint.Arm(reached =>
    {
        if (reached == Place.Value)
        {
            throw new Fallen();
        }
    });

    /// <param name="chance">Below 60 of 1,000 it is broken off, each way as often.</param>
    public static async Task<T> During<T>(TestClinic clinic, int chance, Func<Task<T>> request)
    {
        switch (chance)
        {
            case < 20:
                Place.Value = "intake.before-commit";
                break;
            case < 40:
                Place.Value = "intake.after-commit";
                break;
            case < 60:
                Place.Value = null;
                var answer = Task.Run(request);
                await KillConnection(clinic, turns: chance - 40);
                return await answer;
            default:
                Place.Value = null;
                break;
        }

        try
        {
            return await request();
        }
        finally
        {
            Place.Value = null;
        }
    }

    public static bool Is(Exception broken) => broken is Fallen or NpgsqlException or System.Transactions.TransactionException or ObjectDisposedException
        || (broken is DbUpdateException or InvalidOperationException && broken.InnerException is { } inner && Is(inner));

    /// <summary>Of those that are in the middle of something one, whosever it is: its request, and that of who got its connection, are sent again.</summary>
    /// <param name="turns">How many times the server is asked for nothing before: requests are met at every moment.</param>
    private static async Task KillConnection(TestClinic clinic, int turns)
    {
        await using var connection = new NpgsqlConnection(clinic.OwnerConnectionString);
        await connection.OpenAsync();
        for (var turn = 0; turn < turns; turn++)
        {
            await using var nothing = new NpgsqlCommand("SELECT 1", connection);
            await nothing.ExecuteScalarAsync();
        }

        await using var kill = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'clinicops_intake' AND (state = 'active' OR xact_start IS NOT NULL) ORDER BY random() LIMIT 1",
            connection);
        await kill.ExecuteScalarAsync();
    }

    private sealed class Fallen : Exception;
}
