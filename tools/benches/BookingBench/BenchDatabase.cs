using Npgsql;

namespace BookingBench;

/// <summary>The instance's own database, as its owner.</summary>
internal sealed class BenchDatabase(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=32;Timeout=60");

    public Guid Patient { get; private set; }

    public Guid Location { get; private set; }

    /// <summary>One that is never double-booked, one that may stand twice at once, and one that needs a room.</summary>
    public IReadOnlyList<Guid> VisitTypes { get; } = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    /// <summary>Fewer than the providers, and shared by all.</summary>
    public IReadOnlyList<Guid> Rooms { get; } = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    public Guid RoomKind { get; } = Guid.CreateVersion7();

    public async Task Prepare()
    {
        Patient = await Ask<Guid>("SELECT id FROM intake.patients ORDER BY mrn LIMIT 1");
        Location = await Ask<Guid>("SELECT id FROM host.locations ORDER BY id LIMIT 1");
        await Ask<object?>(
            $"""
            INSERT INTO scheduling.visit_types (id, code, name, minutes, capacity)
            VALUES ('{VisitTypes[0]}', 'bench', 'Bench', 20, 1), ('{VisitTypes[1]}', 'bench-two', 'Bench two', 20, 2), ('{VisitTypes[2]}', 'bench-room', 'Bench room', 20, 1);
            INSERT INTO scheduling.resource_kinds (id, name, is_device) VALUES ('{RoomKind}', 'bench room', false);
            INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) VALUES ('{VisitTypes[2]}', '{RoomKind}');
            INSERT INTO scheduling.resources (id, kind_id, location_id, name, capacity, is_closed)
            VALUES ('{Rooms[0]}', '{RoomKind}', '{Location}', 'Bench 1', 1, false), ('{Rooms[1]}', '{RoomKind}', '{Location}', 'Bench 2', 1, false), ('{Rooms[2]}', '{RoomKind}', '{Location}', 'Bench 3', 2, false);
            """);
    }

    public async Task<IReadOnlyList<Guid>> AddProviders(string name, int count)
    {
        var made = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
        foreach (var provider in made)
        {
            await Ask<object?>($"INSERT INTO scheduling.providers (id, name, location_id) VALUES ('{provider}', '{name}', '{Location}')");
            await Ask<object?>(
                $"""
                INSERT INTO scheduling.working_hours (id, provider_id, location_id, weekday, from_minute, until_minute)
                SELECT gen_random_uuid(), '{provider}', '{Location}', weekday, 480, 1020 FROM generate_series(0, 6) AS weekday
                """);
        }

        return made;
    }

    public Task<NpgsqlConnection> Open() => source.OpenConnectionAsync().AsTask();

    /// <summary>The row's version as the product's forms carry it; null when there is no such visit.</summary>
    public Task<string?> VersionOf(Guid visit) => Ask<string?>($"SELECT xmin::text FROM scheduling.visits WHERE id = '{visit}'");

    public async Task<DateTimeOffset> StartOf(Guid visit) => new(DateTime.SpecifyKind(await Ask<DateTime>($"SELECT starts_at FROM scheduling.visits WHERE id = '{visit}'"), DateTimeKind.Utc));

    /// <summary>Whether the form that made this id was done.</summary>
    public Task<bool> Has(string table, Guid id) => Ask<bool>($"SELECT EXISTS (SELECT 1 FROM {table} WHERE id = '{id}')");

    /// <summary>Series of which some visits are there and others are not.</summary>
    public async Task<long> BookedInPart(IReadOnlyCollection<(Guid Series, IReadOnlyList<Guid> Visits)> series)
    {
        await using var command = source.CreateCommand(
            """
            SELECT count(*) FROM (
                SELECT count(v.id) AS there, count(*) AS asked FROM unnest($1, $2) AS of (series, visit) LEFT JOIN scheduling.visits v ON v.id = of.visit GROUP BY of.series) AS one
            WHERE there NOT IN (0, asked)
            """);
        command.Parameters.Add(new() { Value = series.SelectMany(one => one.Visits.Select(_ => one.Series)).ToArray() });
        command.Parameters.Add(new() { Value = series.SelectMany(one => one.Visits).ToArray() });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A table like the product's, but for the guards it leaves out.</summary>
    public Task CopyTable(BareSqlTable table) => Ask<object?>(
        $"""
        CREATE TABLE {BareSql.NameOf(table)} (LIKE scheduling.visits INCLUDING DEFAULTS);
        CREATE INDEX ON {BareSql.NameOf(table)} (id);
        CREATE INDEX ON {BareSql.NameOf(table)} (provider_id);
        """ + (table == BareSqlTable.WithoutLock
            ? $"ALTER TABLE {BareSql.NameOf(table)} ADD EXCLUDE USING gist (provider_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'cancelled')"
            : ""));

    /// <summary>The hold is over, as if its minutes had passed.</summary>
    public Task Lapse(Guid hold) => Ask<object?>($"UPDATE scheduling.holds SET until = now() WHERE id = '{hold}'");

    /// <summary>
    /// Visits at whose beginning more stand than may: with the provider, of those whose types allow no more at once than its own; or in one of
    /// its rooms. Reckoned from the visits and their types alone, not from the lanes that the constraint looks at.
    /// </summary>
    public Task<long> BeyondCapacity() => Ask<long>(
        """
        WITH standing AS (
            SELECT v.id, v.provider_id, v.resource_ids, coalesce(c.capacity, t.capacity, 1) AS allowed,
                   v.starts_at - v.buffer_before * interval '1 minute' AS begins, v.ends_at + v.buffer_after * interval '1 minute' AS ends
            FROM scheduling.visits v LEFT JOIN scheduling.visit_types t ON t.id = v.visit_type_id
            LEFT JOIN scheduling.provider_capacities c ON c.provider_id = v.provider_id AND c.visit_type_id = v.visit_type_id
            WHERE v.state <> 'cancelled')
        SELECT (SELECT count(*) FROM standing v
                WHERE v.allowed < (SELECT count(*) FROM standing o WHERE o.provider_id = v.provider_id AND o.allowed <= v.allowed AND o.begins <= v.begins AND o.ends > v.begins))
             + (SELECT count(*) FROM standing v CROSS JOIN unnest(v.resource_ids) AS in_room (id) JOIN scheduling.resources r ON r.id = in_room.id
                WHERE r.capacity < (SELECT count(*) FROM standing o WHERE r.id = ANY (o.resource_ids) AND o.begins <= v.begins AND o.ends > v.begins))
        """);

    /// <summary>Pairs of visits of one provider that share time: for the tables of the controls.</summary>
    public Task<long> Overlaps(string table) => Ask<long>(
        $"""
        SELECT count(*) FROM {table} a JOIN {table} b ON a.provider_id = b.provider_id AND a.id < b.id
        AND a.state <> 'cancelled' AND b.state <> 'cancelled' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        """);

    /// <summary>As the server counts them; it does so with a delay of up to a second.</summary>
    public async Task<long> Deadlocks()
    {
        await Task.Delay(1_500);
        return await Ask<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> Ask<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 300;
        return await command.ExecuteScalarAsync() is { } found and not DBNull ? (T)found : default!;
    }
}
