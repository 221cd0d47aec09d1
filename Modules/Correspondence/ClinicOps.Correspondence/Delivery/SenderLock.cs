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

    /// <returns>Null when somebody else holds it.</returns>
    public static async Task<SenderLock?> TryTake(DatabaseAccess access, Guid deliveryId, CancellationToken stopping)
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
                Parameters = { new NpgsqlParameter<string> { TypedValue = deliveryId.ToString() } },
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

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
