using Npgsql;

namespace BookingBench;

/// <summary>The instance's own database, as its owner.</summary>
internal sealed class BenchDatabase(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=32;Timeout=60");

    public Guid Patient { get; private set; }

    public Guid Location { get; private set; }

    public Guid VisitType { get; private set; }

    public async Task Prepare()
    {
        Patient = await Ask<Guid>("SELECT id FROM intake.patients ORDER BY mrn LIMIT 1");
        Location = await Ask<Guid>("SELECT id FROM host.locations ORDER BY id LIMIT 1");
        VisitType = Guid.CreateVersion7();
        await Ask<object?>($"INSERT INTO scheduling.visit_types (id, code, name, minutes) VALUES ('{VisitType}', 'bench', 'Bench', 20)");
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

    /// <summary>A table like the product's, but for the guards it leaves out.</summary>
    public Task CopyTable(BareSqlTable table) => Ask<object?>(
        $"""
        CREATE TABLE {BareSql.NameOf(table)} (LIKE scheduling.visits INCLUDING DEFAULTS);
        CREATE INDEX ON {BareSql.NameOf(table)} (id);
        CREATE INDEX ON {BareSql.NameOf(table)} (provider_id);
        """ + (table == BareSqlTable.WithoutLock
            ? $"ALTER TABLE {BareSql.NameOf(table)} ADD EXCLUDE USING gist (provider_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'cancelled')"
            : ""));

    /// <summary>Pairs of visits of one provider that share time.</summary>
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
