using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace ClinicOps.Testing;

/// <summary>
/// A migrated database that is copied for tests. To make a copy and to drop it costs more than most tests: a copy that was used is made as new and used
/// again. Only its rows are taken away, so it is as new only where nothing else of it was changed: one with another table, trigger, function, grant,
/// setting or statistic than the template is not used again, nor is one to which somebody still is connected.
/// </summary>
internal sealed class DatabaseTemplate
{
    /// <summary>With more than this to take away, a fresh copy comes cheaper.</summary>
    private const long MostBytes = 32 << 20;

    /// <summary>No trigger fires: tables that may only grow are no exception.</summary>
    private const string AsReplica = "PERFORM set_config('session_replication_role', 'replica', true);";

    /// <summary>For as long a connection that was just closed may take to be gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentStack<string> asNew = new();
    private readonly string structureSql;
    private readonly string structure;
    private readonly string changedSql;
    private readonly IReadOnlyDictionary<string, KeptTable> kept;
    private readonly Estimates estimates;
    private readonly Sequences sequences;

    private DatabaseTemplate(string name, string structureSql, string structure, string changedSql, IReadOnlyDictionary<string, KeptTable> kept, Estimates estimates, Sequences sequences)
    {
        Name = name;
        this.structureSql = structureSql;
        this.structure = structure;
        this.changedSql = changedSql;
        this.kept = kept;
        this.estimates = estimates;
        this.sequences = sequences;
    }

    public string Name { get; }

    /// <summary>Looks at a template that is complete: what it is made of, and the rows that every copy begins with.</summary>
    /// <param name="owner">An open connection to it.</param>
    public static async Task<DatabaseTemplate> LookAt(NpgsqlConnection owner)
    {
        // What a later transaction wrote is a test's. A copy keeps the numbers of the transactions that wrote its template, as it keeps all object ids.
        var since = $"age('{await Text(owner, "SELECT pg_current_xact_id()::xid::text")}'::xid)";
        var catalogs = await Texts(owner, "SELECT relname::text FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND NOT relisshared AND relname <> 'pg_class'");
        var structureSql = StructureSql(catalogs, since);
        var kept = new Dictionary<string, KeptTable>();
        foreach (var table in await Texts(owner, "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND pg_relation_size(oid) > 0 ORDER BY oid"))
        {
            if (await KeptTable.Of(owner, table) is { } rows)
            {
                kept[table] = rows;
            }
        }

        return new DatabaseTemplate(
            owner.Database, structureSql, await Text(owner, structureSql), ChangedSql(kept.Values, since), kept, await Estimates.Of(owner), await Sequences.Of(owner));
    }

    /// <summary>A copy that was used and is as new.</summary>
    public bool TryTake(out string database) => asNew.TryPop(out database!);

    /// <summary>Takes from a used copy what tests put into it, and keeps it for the next.</summary>
    /// <param name="owner">An open connection to it; nobody else's may be left.</param>
    /// <returns>Why it cannot be used again; null where it is as new.</returns>
    public async Task<string?> TakeBack(NpgsqlConnection owner)
    {
        if (!await IsAlone(owner))
        {
            return "somebody is connected";
        }

        if (await Text(owner, structureSql) is var now && now != structure)
        {
            return "its structure was changed: " + string.Join(", ", now.Split('\n').Except(structure.Split('\n')));
        }

        var (changed, bytes) = await Changed(owner);
        if (bytes > MostBytes)
        {
            return "there is too much in it";
        }

        if (changed.Count > 0)
        {
            await Run(owner, $"DO $$ DECLARE changed text; BEGIN {AsReplica} FOREACH changed IN ARRAY ARRAY[{string.Join(',', changed.Select(Quoted))}] LOOP EXECUTE 'DELETE FROM ' || changed; END LOOP; END $$");

            // Rows that are deleted still have their places: the next rows would lie in another order than in a new table.
            await Run(owner, $"VACUUM (INDEX_CLEANUP ON, PARALLEL 0) {string.Join(',', changed)}");
            if (await Text(owner, $"SELECT count(*)::text FROM unnest(ARRAY[{string.Join(',', changed.Select(Quoted))}]::regclass[]) one WHERE pg_relation_size(one) > 0") != "0")
            {
                return "deleted rows are still in the way";
            }
        }

        await PutBack(owner, changed);
        asNew.Push(owner.Database);
        return null;
    }

    private static async Task<bool> IsAlone(NpgsqlConnection owner)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var begun = TimeProvider.System.GetTimestamp();
        while (await Text(owner, "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") != "0")
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                return false;
            }

            await ticks.WaitForNextTickAsync();
        }

        return true;
    }

    /// <summary>Tables with rows of a test, as the database names them, and how large they are.</summary>
    private async Task<(IReadOnlyList<string> Tables, long Bytes)> Changed(NpgsqlConnection owner)
    {
        await using var ask = new NpgsqlCommand(changedSql, owner) { Parameters = { new() { Value = kept.Keys.ToArray() } } };
        await using var rows = await ask.ExecuteReaderAsync();
        var (tables, bytes) = (new List<string>(), 0L);
        while (await rows.ReadAsync())
        {
            tables.Add(rows.GetString(0));
            bytes += rows.GetInt64(1);
        }

        return (tables, bytes);
    }

    /// <summary>The rows that were there from the beginning; where the numbers begin; what the planner and the server's counts know.</summary>
    private async Task PutBack(NpgsqlConnection owner, IReadOnlyList<string> changed)
    {
        await using var transaction = await owner.BeginTransactionAsync();
        await Run(owner, $"DO $$ BEGIN {AsReplica} PERFORM set_config('allow_system_table_mods', 'on', true); END $$");
        await estimates.PutBack(owner);
        foreach (var table in changed)
        {
            if (kept.TryGetValue(table, out var rows))
            {
                await rows.PutBack(owner);
            }
        }

        await sequences.PutBack(owner);
        await Run(owner, "SELECT pg_stat_reset()");
        await transaction.CommitAsync();
    }

    /// <summary>Rows of every catalog and which of them are younger than the template; of the tables themselves all but what cleaning up changes.</summary>
    private static string StructureSql(IEnumerable<string> catalogs, string since) =>
        "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
        + string.Concat(catalogs.Select(catalog => $"SELECT '{catalog} ' || count(*) || ' ' || count(*) FILTER (WHERE age(xmin) < {since}) AS line FROM pg_catalog.{catalog} UNION ALL "))
        + """
        SELECT 'pg_class ' || count(*) || ' ' || sum(hash_record_extended(ROW(
            oid, relname, relnamespace, reltype, reloftype, relowner, relam, reltablespace, reltoastrelid, relisshared, relpersistence, relkind, relnatts, relchecks, relrowsecurity,
            relforcerowsecurity, relispopulated, relreplident, relispartition, relacl::text, reloptions), 0)) FROM pg_class
        UNION ALL SELECT format('database %s %s %s %s %s', datdba, datacl, datconnlimit, datallowconn, datistemplate) FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'settings ' || count(*) FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        ) AS lines
        """;

    /// <summary>Tables that hold anything, and of those with rows from the beginning the ones that were written to, or grew by what was rolled back.</summary>
    private static string ChangedSql(IEnumerable<KeptTable> kept, string since) =>
        """
        SELECT name, bytes FROM (SELECT oid::regclass::text AS name, pg_relation_size(oid) AS bytes FROM pg_class WHERE relkind = 'r' AND oid >= 16384) AS tables WHERE bytes > 0 AND name <> ALL ($1)
        """
        + string.Concat(kept.Select(table =>
            $" UNION ALL SELECT {Quoted(table.Name)}, pg_relation_size({Quoted(table.Name)}::regclass) WHERE pg_relation_size({Quoted(table.Name)}::regclass) <> {table.Bytes} OR (SELECT count(*) <> {table.Count} OR bool_or(age(xmin) < {since}) FROM {table.Name})"));

    private static string Quoted(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task Run(NpgsqlConnection owner, string sql)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> Text(NpgsqlConnection owner, string sql) => (await Texts(owner, sql)).Single();

    private static async Task<IReadOnlyList<string>> Texts(NpgsqlConnection owner, string sql)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        await using var rows = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await rows.ReadAsync())
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }

    /// <summary>A table in which every copy begins with these rows.</summary>
    private sealed record KeptTable(string Name, long Bytes, long Count, string Columns, string Rows)
    {
        /// <returns>Null where it is empty.</returns>
        public static async Task<KeptTable?> Of(NpgsqlConnection owner, string table)
        {
            var columns = await Text(
                owner, $"SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = {Quoted(table)}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''");
            var bytes = long.Parse(await Text(owner, $"SELECT pg_relation_size({Quoted(table)}::regclass)::text"), CultureInfo.InvariantCulture);
            var count = long.Parse(await Text(owner, $"SELECT count(*)::text FROM {table}"), CultureInfo.InvariantCulture);
            return count == 0 ? null : new KeptTable(table, bytes, count, columns, await Text(owner, $"SELECT json_agg(to_json(one) ORDER BY one.ctid)::text FROM {table} one"));
        }

        public async Task PutBack(NpgsqlConnection owner)
        {
            await using var put = new NpgsqlCommand(
                $"INSERT INTO {Name} ({Columns}) OVERRIDING SYSTEM VALUE SELECT {Columns} FROM json_populate_recordset(NULL::{Name}, $1::json)", owner)
            { Parameters = { new() { Value = Rows } } };
            await put.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What the planner takes tables and indexes for, by object id.</summary>
    private sealed record Estimates(uint[] Ids, int[] Pages, float[] Rows, int[] Visible)
    {
        public static async Task<Estimates> Of(NpgsqlConnection owner)
        {
            await using var ask = new NpgsqlCommand("SELECT oid, relpages, reltuples, relallvisible FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'i', 't', 'm')", owner);
            await using var rows = await ask.ExecuteReaderAsync();
            var all = new List<(uint Id, int Pages, float Rows, int Visible)>();
            while (await rows.ReadAsync())
            {
                all.Add((rows.GetFieldValue<uint>(0), rows.GetInt32(1), rows.GetFloat(2), rows.GetInt32(3)));
            }

            return new Estimates([.. all.Select(one => one.Id)], [.. all.Select(one => one.Pages)], [.. all.Select(one => one.Rows)], [.. all.Select(one => one.Visible)]);
        }

        public async Task PutBack(NpgsqlConnection owner)
        {
            await using var put = new NpgsqlCommand(
                """
                UPDATE pg_class SET relpages = was.pages, reltuples = was.tuples, relallvisible = was.visible
                FROM unnest($1::oid[], $2::int[], $3::real[], $4::int[]) AS was(id, pages, tuples, visible)
                WHERE oid = was.id AND (relpages, reltuples, relallvisible) IS DISTINCT FROM (was.pages, was.tuples, was.visible)
                """,
                owner)
            {
                Parameters =
                {
                    new() { Value = Ids, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid },
                    new() { Value = Pages },
                    new() { Value = Rows },
                    new() { Value = Visible },
                },
            };
            await put.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The last number that was given out, by object id; null for none.</summary>
    private sealed record Sequences(uint[] Ids, long?[] Last)
    {
        public static async Task<Sequences> Of(NpgsqlConnection owner)
        {
            await using var ask = new NpgsqlCommand("SELECT seqrelid, pg_sequence_last_value(seqrelid) FROM pg_sequence", owner);
            await using var rows = await ask.ExecuteReaderAsync();
            var all = new List<(uint Id, long? Last)>();
            while (await rows.ReadAsync())
            {
                all.Add((rows.GetFieldValue<uint>(0), rows.IsDBNull(1) ? null : rows.GetInt64(1)));
            }

            return new Sequences([.. all.Select(one => one.Id)], [.. all.Select(one => one.Last)]);
        }

        public async Task PutBack(NpgsqlConnection owner)
        {
            await using var put = new NpgsqlCommand(
                """
                SELECT setval(seqrelid, coalesce(was.last, seqstart), was.last IS NOT NULL)
                FROM pg_sequence JOIN unnest($1::oid[], $2::bigint[]) AS was(id, last) ON seqrelid = was.id WHERE pg_sequence_last_value(seqrelid) IS DISTINCT FROM was.last
                """,
                owner)
            {
                Parameters = { new() { Value = Ids, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid }, new() { Value = Last } },
            };
            await put.ExecuteNonQueryAsync();
        }
    }
}
