using ClinicOps.Kernel.Data;
using Npgsql;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// Held by whoever sends a delivery, on a connection of its own that no pool keeps: when the process dies, the database lets go of it. A
/// delivery that is "sending" while its lock is free was left by somebody who died.
/// </summary>
internal sealed class SenderLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private SenderLock(NpgsqlConnection connection) => this.connection = connection;

    /// <param name="key">The delivery's id; the reader of bounces takes its turn under one of its own.</param>
    /// <returns>Null when somebody else holds it.</returns>
    public static async Task<SenderLock?> TryTake(DatabaseAccess access, Guid key, CancellationToken stopping)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(access.ConnectionStringOf(DatabaseAccess.RoleOf("correspondence")))
        {
            Pooling = false,
            Enlist = false,
            KeepAlive = 10,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(stopping);
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended($1, 7501))", connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = key.ToString() } },
            };
            if (await command.ExecuteScalarAsync(stopping) is true)
            {
                return new SenderLock(connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Let go of before the connection ends: the server notices an end some moments later, and the next sender would find it held.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            try
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
            {
                // The connection is gone, and the lock with it.
            }
        }
    }
}
