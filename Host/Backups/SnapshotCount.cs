using ClinicOps.Host.Database;
using ClinicOps.Kernel.Modules;
using Npgsql;

namespace ClinicOps.Host.Backups;

/// <summary>What a database holds as one transaction sees it, to be compared after a restore.</summary>
internal static class SnapshotCount
{
    /// <summary>By table of the product, "documents.pages", the number of its rows.</summary>
    public static async Task<SortedDictionary<string, long>> Rows(NpgsqlConnection owner, ModuleCatalog catalog, CancellationToken stopping)
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in (await Migrator.Objects(owner, catalog, stopping)).Where(thing => !thing.IsSequence))
        {
            rows[$"{table.Schema}.{table.Name}"] = (long)(await Scalar(owner, $"""SELECT count(*) FROM {table.Schema}."{table.Name}" """, stopping))!;
        }

        return rows;
    }

    /// <summary>By schema, the migrations that were applied to it.</summary>
    public static async Task<SortedDictionary<string, IReadOnlyList<string>>> Migrations(NpgsqlConnection owner, ModuleCatalog catalog, CancellationToken stopping)
    {
        var applied = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var history in (await Migrator.Objects(owner, catalog, stopping)).Where(thing => thing.Name == "__migrations"))
        {
            applied[history.Schema] = (string[])(await Scalar(owner, $"SELECT coalesce(array_agg(migration_id ORDER BY migration_id), ARRAY[]::text[]) FROM {history.Schema}.__migrations", stopping))!;
        }

        return applied;
    }

    /// <summary>Names of tables come from the catalog, never from input: they cannot be parameters.</summary>
    public static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken stopping)
    {
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(stopping);
    }
}
