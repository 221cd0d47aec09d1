using Npgsql;

namespace BookingBench;

/// <summary>Which guards the table has that is written to.</summary>
internal enum BareSqlTable
{
    /// <summary>The product's own, with constraint and lock.</summary>
    Product,

    /// <summary>The constraint, but nobody waits in line.</summary>
    WithoutLock,

    /// <summary>Neither: what looking first and writing then is worth.</summary>
    WithoutBoth,
}

/// <summary>The statements that the product sends for an attempt, with the same locks, in transactions of their own and without anything around them.</summary>
internal sealed class BareSql(BenchDatabase database, IReadOnlyList<Guid> providers, BareSqlTable table)
{
    private readonly Standing standing = new();

    public static string NameOf(BareSqlTable table) => table == BareSqlTable.Product ? "scheduling.visits" : $"public.bench_{table.ToString().ToLowerInvariant()}";

    /// <returns>How many attempts were made.</returns>
    public async Task<int> Do(int attempts, int clients, int seed)
    {
        var left = attempts;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var draw = new Random((seed * 1_000) + client);
            await using var connection = await database.Open();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                try
                {
                    await Try(connection, Attempt.Draw(draw, providers));
                }
                catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ExclusionViolation)
                {
                    // Counted by the server; only without the lock.
                }
            }
        })));
        return attempts;
    }

    private async Task Try(NpgsqlConnection connection, Attempt attempt)
    {
        var visit = attempt.Kind == AttemptKind.Book ? null : standing.Choose(attempt.Pick, andForget: attempt.Kind == AttemptKind.Cancel);
        await using var transaction = await connection.BeginTransactionAsync();
        var done = visit is not { } chosen ? await Book(connection, attempt)
            : attempt.Kind == AttemptKind.Move ? await Move(connection, chosen, attempt)
            : await Cancel(connection, chosen);
        await transaction.CommitAsync();
        if (done is { } made && visit is null)
        {
            standing.Add(made);
        }
    }

    private async Task<Guid?> Book(NpgsqlConnection connection, Attempt attempt)
    {
        var id = Guid.CreateVersion7();
        await WaitInLine(connection, attempt.Provider);
        await Send(connection, $"SELECT EXISTS (SELECT 1 FROM {NameOf(table)} WHERE id = $1)", id);
        if (await IsTaken(connection, attempt.Provider, attempt.StartsAt, attempt.StartsAt.AddMinutes(attempt.Minutes), Guid.Empty))
        {
            return null;
        }

        await Send(
            connection,
            $"""
            INSERT INTO {NameOf(table)} (id, patient_id, provider_id, location_id, visit_type, visit_type_id, starts_at, ends_at, state, access_class, entered_at, legal_hold)
            VALUES ($1, $2, $3, $4, 'Bench', $5, $6, $7, 'booked', 'standard', now(), false)
            """,
            id, database.Patient, attempt.Provider, database.Location, database.VisitType, attempt.StartsAt, attempt.StartsAt.AddMinutes(attempt.Minutes));
        await Note(connection, id, attempt.Provider, attempt.StartsAt, "booked", enqueue: true);
        return id;
    }

    private async Task<Guid?> Move(NpgsqlConnection connection, Guid visit, Attempt attempt)
    {
        var from = (Guid)(await Send(connection, $"SELECT provider_id FROM {NameOf(table)} WHERE id = $1", visit))!;
        await WaitInLine(connection, from, attempt.Provider);
        await Send(connection, $"SELECT starts_at, state FROM {NameOf(table)} WHERE id = $1", visit);
        if (await IsTaken(connection, attempt.Provider, attempt.StartsAt, attempt.StartsAt.AddMinutes(attempt.Minutes), visit))
        {
            return null;
        }

        await Send(
            connection, $"UPDATE {NameOf(table)} SET provider_id = $2, starts_at = $3, ends_at = $4 WHERE id = $1",
            visit, attempt.Provider, attempt.StartsAt, attempt.StartsAt.AddMinutes(attempt.Minutes));
        await Note(connection, visit, attempt.Provider, attempt.StartsAt, "moved", enqueue: false);
        return visit;
    }

    private async Task<Guid?> Cancel(NpgsqlConnection connection, Guid visit)
    {
        var provider = (Guid)(await Send(connection, $"SELECT provider_id FROM {NameOf(table)} WHERE id = $1", visit))!;
        await WaitInLine(connection, provider);
        var startsAt = (DateTime)(await Send(connection, $"SELECT starts_at FROM {NameOf(table)} WHERE id = $1", visit))!;
        await Send(connection, $"UPDATE {NameOf(table)} SET state = 'cancelled' WHERE id = $1", visit);
        await Note(connection, visit, provider, startsAt, "cancelled", enqueue: true);
        return visit;
    }

    private async Task WaitInLine(NpgsqlConnection connection, params Guid[] providersToLock)
    {
        IEnumerable<Guid> waitsFor = table == BareSqlTable.Product ? providersToLock : [];
        foreach (var key in waitsFor.Select(provider => BitConverter.ToInt32(provider.ToByteArray(), 12)).Distinct().Order())
        {
            await Send(connection, "SELECT pg_advisory_xact_lock(7301, $1)", key);
        }
    }

    private async Task<bool> IsTaken(NpgsqlConnection connection, Guid provider, DateTimeOffset from, DateTimeOffset until, Guid except) => await Send(
        connection,
        $"SELECT id FROM {NameOf(table)} WHERE provider_id = $1 AND state <> 'cancelled' AND id <> $2 AND starts_at < $4 AND ends_at > $3 ORDER BY starts_at LIMIT 1",
        provider, except, from, until) is not null;

    /// <summary>The history, the audit, and the one delivery job that bookings and cancellations have (in a queue that nobody serves).</summary>
    private async Task Note(NpgsqlConnection connection, Guid visit, Guid provider, DateTimeOffset startsAt, string what, bool enqueue)
    {
        if (table != BareSqlTable.Product)
        {
            return;
        }

        await Send(
            connection, "INSERT INTO scheduling.visit_changes (id, visit_id, at, what, provider_id, location_id, starts_at) VALUES ($1, $2, now(), $3, $4, $5, $6)",
            Guid.CreateVersion7(), visit, what, provider, database.Location, startsAt.ToUniversalTime());
        await Send(
            connection, "INSERT INTO audit.entries (id, at, via, action, subject_kind, subject_id, result_ids) VALUES ($1, now(), 'user', $2, 'visit', $3, $4)",
            Guid.CreateVersion7(), "visit." + what, visit, new[] { database.Patient });
        if (enqueue)
        {
            var job = await Send(connection, "INSERT INTO hangfire.job (invocationdata, arguments, createdat) VALUES ('{}', '[]', now()) RETURNING id");
            var state = await Send(connection, "INSERT INTO hangfire.state (jobid, name, createdat, data) VALUES ($1, 'Enqueued', now(), '{}') RETURNING id", job!);
            await Send(connection, "UPDATE hangfire.job SET stateid = $1, statename = 'Enqueued' WHERE id = $2", state!, job!);
            await Send(connection, "INSERT INTO hangfire.jobqueue (jobid, queue) VALUES ($1, 'bench')", job!);
        }
    }

    private static async Task<object?> Send(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync();
    }
}
