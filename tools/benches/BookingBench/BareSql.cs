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

/// <summary>The statements that the product sends for an attempt, with the same locks, in transactions of their own and without anything around them. Who would hold first books; of calls the patients all say yes.</summary>
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
        var rest = attempt.Kind == AttemptKind.CancelRest ? standing.ChooseRest(attempt.Pick) : null;
        var visit = attempt.Kind is AttemptKind.Move or AttemptKind.Confirm or AttemptKind.Cancel ? standing.Choose(attempt.Pick, andForget: attempt.Kind == AttemptKind.Cancel) : null;
        await using var transaction = await connection.BeginTransactionAsync();
        if (rest is null && visit is null)
        {
            // Of a series all or none: what is not committed is rolled back.
            if (await Book(connection, attempt, attempt.Kind == AttemptKind.Series ? attempt.Starts : [attempt.StartsAt]) is { } made)
            {
                await transaction.CommitAsync();
                Stand(made);
            }

            return;
        }

        await (attempt.Kind switch
        {
            AttemptKind.Move => Move(connection, visit!.Value, attempt),
            AttemptKind.Confirm => Confirm(connection, visit!.Value),
            _ => Cancel(connection, rest ?? [visit!.Value]),
        });
        await transaction.CommitAsync();
    }

    private void Stand(IReadOnlyList<Guid> made)
    {
        if (made.Count > 1)
        {
            standing.Add(made);
        }
        else
        {
            standing.Add(made[0]);
        }
    }

    /// <returns>Null when a time is taken.</returns>
    private async Task<IReadOnlyList<Guid>?> Book(NpgsqlConnection connection, Attempt attempt, IReadOnlyList<DateTimeOffset> starts)
    {
        await WaitInLine(connection, attempt.Provider);
        var made = new List<Guid>();
        foreach (var start in starts.Order())
        {
            var id = Guid.CreateVersion7();
            await Send(connection, $"SELECT EXISTS (SELECT 1 FROM {NameOf(table)} WHERE id = $1)", id);
            if (await FindLanes(connection, attempt, start, attempt.Type, Guid.Empty) is not { } lanes)
            {
                return null;
            }

            await Send(
                connection,
                $"""
                INSERT INTO {NameOf(table)} (id, patient_id, provider_id, location_id, visit_type, visit_type_id, starts_at, ends_at, lane, resource_ids, resource_lanes, state, access_class, entered_at, legal_hold)
                VALUES ($1, $2, $3, $4, 'Bench', $5, $6, $7, $8, $9, $10, 'booked', 'standard', now(), false)
                """,
                id, database.Patient, attempt.Provider, database.Location, database.VisitTypes[attempt.Type], start, start.AddMinutes(attempt.Minutes), lanes.Lane, lanes.Rooms, lanes.RoomLanes);
            await Note(connection, id, attempt.Provider, start, "booked", enqueue: true);
            made.Add(id);
        }

        if (made.Count > 1 && table == BareSqlTable.Product)
        {
            var series = Guid.CreateVersion7();
            await Send(connection, "INSERT INTO scheduling.visit_series (id, every, unit, made_at) VALUES ($1, 1, 'days', now())", series);
            await Send(connection, "INSERT INTO scheduling.series_visits (series_id, number, visit_id) SELECT $1, number, visit FROM unnest($2) WITH ORDINALITY AS of (visit, number)", series, made.ToArray());
            await Send(connection, "INSERT INTO scheduling.visit_acts (id, at, change_ids) VALUES ($1, now(), $2)", series, made.ToArray());
        }

        return made;
    }

    private async Task Move(NpgsqlConnection connection, Guid visit, Attempt attempt)
    {
        var from = (Guid)(await Send(connection, $"SELECT provider_id FROM {NameOf(table)} WHERE id = $1", visit))!;
        var type = (Guid)(await Send(connection, $"SELECT visit_type_id FROM {NameOf(table)} WHERE id = $1", visit))!;
        await WaitInLine(connection, from, attempt.Provider);
        await Send(connection, $"SELECT starts_at, state FROM {NameOf(table)} WHERE id = $1", visit);
        if (await FindLanes(connection, attempt, attempt.StartsAt, database.VisitTypes.Index().First(known => known.Item == type).Index, visit) is not { } lanes)
        {
            return;
        }

        await Send(
            connection, $"UPDATE {NameOf(table)} SET provider_id = $2, starts_at = $3, ends_at = $4, lane = $5, resource_ids = $6, resource_lanes = $7 WHERE id = $1",
            visit, attempt.Provider, attempt.StartsAt, attempt.StartsAt.AddMinutes(attempt.Minutes), lanes.Lane, lanes.Rooms, lanes.RoomLanes);
        await Note(connection, visit, attempt.Provider, attempt.StartsAt, "moved", enqueue: false);
    }

    /// <summary>In one transaction; the calendars of all are waited for before any is changed.</summary>
    private async Task Cancel(NpgsqlConnection connection, IReadOnlyList<Guid> visits)
    {
        var providers = new List<Guid>();
        foreach (var visit in visits)
        {
            providers.Add((Guid)(await Send(connection, $"SELECT provider_id FROM {NameOf(table)} WHERE id = $1", visit))!);
        }

        await WaitInLine(connection, [.. providers]);
        foreach (var (visit, provider) in visits.Zip(providers))
        {
            var startsAt = (DateTime)(await Send(connection, $"SELECT starts_at FROM {NameOf(table)} WHERE id = $1", visit))!;
            await Send(connection, $"UPDATE {NameOf(table)} SET state = 'cancelled' WHERE id = $1", visit);
            await Note(connection, visit, provider, startsAt, "cancelled", enqueue: true);
        }

        if (visits.Count > 1 && table == BareSqlTable.Product)
        {
            await Send(connection, "INSERT INTO scheduling.visit_acts (id, at, change_ids) VALUES ($1, now(), $2)", Guid.CreateVersion7(), visits.ToArray());
        }
    }

    private async Task Confirm(NpgsqlConnection connection, Guid visit)
    {
        await Send(connection, $"SELECT starts_at, location_id, state FROM {NameOf(table)} WHERE id = $1", visit);
        if (table == BareSqlTable.Product)
        {
            await Send(
                connection,
                "INSERT INTO scheduling.contact_attempts (id, visit_id, starts_at, location_id, at, outcome) SELECT $1, id, starts_at, location_id, now(), 'confirmed' FROM scheduling.visits WHERE id = $2",
                Guid.CreateVersion7(), visit);
            await Audit(connection, visit, "contact-noted");
            await Enqueue(connection);
        }
    }

    private async Task WaitInLine(NpgsqlConnection connection, params Guid[] providersToLock)
    {
        IEnumerable<Guid> waitsFor = table == BareSqlTable.Product ? providersToLock : [];
        foreach (var key in waitsFor.Select(Key).Distinct().Order())
        {
            await Send(connection, "SELECT pg_advisory_xact_lock(7301, $1)", key);
        }
    }

    /// <summary>In the product's table the lanes that are free; in those of the controls the first, where nothing is in the way.</summary>
    /// <returns>Null when the time is taken.</returns>
    private async Task<(int Lane, Guid[] Rooms, int[] RoomLanes)?> FindLanes(NpgsqlConnection connection, Attempt attempt, DateTimeOffset from, int type, Guid except)
    {
        var until = from.AddMinutes(attempt.Minutes);
        if (table != BareSqlTable.Product)
        {
            return await Send(
                connection,
                $"SELECT id FROM {NameOf(table)} WHERE provider_id = $1 AND state <> 'cancelled' AND id <> $2 AND starts_at < $4 AND ends_at > $3 ORDER BY starts_at LIMIT 1",
                attempt.Provider, except, from, until) is null ? (1, [], []) : null;
        }

        Guid[] rooms = type == 2 ? [.. database.Rooms] : [];
        if (rooms.Length > 0)
        {
            await Send(connection, "SELECT pg_advisory_xact_lock(7303, $1)", Key(database.RoomKind) ^ Key(database.Location));
            await Send(connection, "SELECT id, name, capacity FROM scheduling.resources WHERE kind_id = $1 AND location_id = $2 AND NOT is_closed", database.RoomKind, database.Location);
        }

        await Send(
            connection, "SELECT id FROM scheduling.blocks WHERE ends_at > $1 AND starts_at < $2 AND (location_id = $3 OR provider_id = ANY ($4) OR resource_id = ANY ($4))",
            from, until, database.Location, rooms.Append(attempt.Provider).ToArray());
        var taken = new List<(Guid Resource, int Lane)>();
        await using (var command = new NpgsqlCommand("SELECT resource_id, lane FROM scheduling.taken_lanes WHERE resource_id = ANY ($1) AND taken_from < $2 AND taken_until > $3 AND taker_id <> $4", connection))
        {
            command.Parameters.Add(new() { Value = rooms.Append(attempt.Provider).ToArray() });
            command.Parameters.Add(new() { Value = until });
            command.Parameters.Add(new() { Value = from });
            command.Parameters.Add(new() { Value = except });
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                taken.Add((rows.GetGuid(0), rows.GetInt32(1)));
            }
        }

        int Free(Guid resource, int lane) => taken.Contains((resource, lane)) ? 0 : lane;
        var mine = type == 1 ? Math.Max(Free(attempt.Provider, 2), Free(attempt.Provider, 1)) : Free(attempt.Provider, 1);
        var room = rooms.Index().SelectMany(one => one.Index == 2 ? new[] { (one.Item, 1), (one.Item, 2) } : [(one.Item, 1)]).FirstOrDefault(one => !taken.Contains(one));
        return mine == 0 || (rooms.Length > 0 && room.Item2 == 0) ? null : rooms.Length == 0 ? (mine, [], []) : (mine, [room.Item1], [room.Item2]);
    }

    private static int Key(Guid id) => BitConverter.ToInt32(id.ToByteArray(), 12);

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
        await Audit(connection, visit, what);
        if (enqueue)
        {
            await Enqueue(connection);
        }
    }

    private Task<object?> Audit(NpgsqlConnection connection, Guid visit, string what) => Send(
        connection, "INSERT INTO audit.entries (id, at, via, action, subject_kind, subject_id, result_ids) VALUES ($1, now(), 'user', $2, 'visit', $3, $4)",
        Guid.CreateVersion7(), "visit." + what, visit, new[] { database.Patient });

    private static async Task Enqueue(NpgsqlConnection connection)
    {
        var job = await Send(connection, "INSERT INTO hangfire.job (invocationdata, arguments, createdat) VALUES ('{}', '[]', now()) RETURNING id");
        var state = await Send(connection, "INSERT INTO hangfire.state (jobid, name, createdat, data) VALUES ($1, 'Enqueued', now(), '{}') RETURNING id", job!);
        await Send(connection, "UPDATE hangfire.job SET stateid = $1, statename = 'Enqueued' WHERE id = $2", state!, job!);
        await Send(connection, "INSERT INTO hangfire.jobqueue (jobid, queue) VALUES ($1, 'bench')", job!);
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
