using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using Hangfire.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Host.Database;

/// <summary>
/// Brings a database to what this build needs: extensions, roles, every schema, the job store and the grants. The owner's
/// connection alone does this, under an advisory lock, and doing it again changes nothing.
/// </summary>
internal sealed class Migrator(DatabaseAccess access, ModuleCatalog catalog)
{
    private static readonly string[] Extensions = ["pg_trgm", "unaccent", "btree_gist", "fuzzystrmatch"];

    public async Task Migrate(CancellationToken stopping = default)
    {
        await using var owner = new NpgsqlConnection(OwnerConnection("public"));
        await owner.OpenAsync(stopping);
        await Execute(owner, "SELECT pg_advisory_lock(7201, 0)", stopping);
        await Execute(owner, string.Concat(Extensions.Select(name => $"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public;")), stopping);
        await MakeRoles(owner, stopping);
        await MigrateSchemas(stopping);
        await MigrateJobStore(stopping);
        await Grant(owner, stopping);
    }

    /// <summary>Whether nothing is left to migrate.</summary>
    public async Task<bool> IsCurrent(CancellationToken stopping = default)
    {
        foreach (var context in Contexts())
        {
            await using (context)
            {
                if ((await context.Database.GetPendingMigrationsAsync(stopping)).Any())
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>By schema, the migrations of this build.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> KnownMigrations(ModuleCatalog catalog)
    {
        var known = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var context in new Migrator(new DatabaseAccess("Host=none", ""), catalog).Contexts())
        {
            using (context)
            {
                known[context.Model.GetDefaultSchema()!] = [.. context.Database.GetMigrations()];
            }
        }

        return known;
    }

    /// <summary>The grants alone, which a copy of a migrated database also needs: those on the database itself are not copied with it.</summary>
    public async Task GrantOnDatabase(CancellationToken stopping = default)
    {
        await using var owner = new NpgsqlConnection(OwnerConnection("public"));
        await owner.OpenAsync(stopping);
        await Execute(owner, DatabaseGrants(owner.Database), stopping);
    }

    /// <summary>The tables and sequences of the product, from the system catalog.</summary>
    public static async Task<IReadOnlyList<DatabaseObject>> Objects(NpgsqlConnection connection, ModuleCatalog catalog, CancellationToken stopping = default)
    {
        await using var ask = new NpgsqlCommand(
            """
            SELECT n.nspname, c.relname, c.relkind = 'S' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY(@schemas) AND c.relkind IN ('r', 'p', 'v', 'm', 'S') ORDER BY 1, 2
            """,
            connection);
        ask.Parameters.AddWithValue("schemas", Grants.Schemas(catalog).ToArray());
        await using var rows = await ask.ExecuteReaderAsync(stopping);
        var objects = new List<DatabaseObject>();
        while (await rows.ReadAsync(stopping))
        {
            objects.Add(new DatabaseObject(rows.GetString(0), rows.GetString(1), rows.GetBoolean(2)));
        }

        return objects;
    }

    private async Task MakeRoles(NpgsqlConnection owner, CancellationToken stopping)
    {
        foreach (var role in Grants.Roles(catalog))
        {
            await using var ask = new NpgsqlCommand("SELECT 1 FROM pg_roles WHERE rolname = @role", owner);
            ask.Parameters.AddWithValue("role", role);
            var verb = await ask.ExecuteScalarAsync(stopping) is null ? "CREATE" : "ALTER";
            await Execute(owner, $"{verb} ROLE {role} LOGIN NOINHERIT PASSWORD '{access.PasswordOf(role)}'", stopping);

            // No statement of ours runs long enough to be worth compiling; where the planner takes one for large, that alone is half a second.
            await Execute(owner, $"ALTER ROLE {role} SET jit = off", stopping);
        }
    }

    private async Task MigrateSchemas(CancellationToken stopping)
    {
        foreach (var context in Contexts())
        {
            await using (context)
            {
                await context.Database.MigrateAsync(stopping);
            }
        }
    }

    /// <summary>The host's context and every module's on the owner's connection, one after another.</summary>
    private IEnumerable<DbContext> Contexts()
    {
        var host = new DbContextOptionsBuilder<HostDb>();
        HostDb.Configure(host, OwnerConnection(Grants.HostSchema + ",public"));
        yield return new HostDb(host.Options);
        foreach (var database in catalog.Databases)
        {
            var options = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(database.ContextType))!;
            ModuleDatabase.Configure(options, database.Schema, OwnerConnection(database.Schema + ",public"));
            yield return (DbContext)Activator.CreateInstance(database.ContextType, options.Options, new CurrentActor())!;
        }
    }

    private async Task MigrateJobStore(CancellationToken stopping)
    {
        await using var owner = new NpgsqlConnection(OwnerConnection("public"));
        await owner.OpenAsync(stopping);
        PostgreSqlObjectsInstaller.Install(owner, Grants.JobSchema);
    }

    /// <summary>Everything is taken back before anything is given, in one transaction: the list in <see cref="Grants"/> is the whole truth.</summary>
    private async Task Grant(NpgsqlConnection owner, CancellationToken stopping)
    {
        await using var transaction = await owner.BeginTransactionAsync(stopping);
        var roles = Grants.Roles(catalog);
        var everybody = string.Join(", ", (string[])["PUBLIC", .. roles]);
        foreach (var schema in (string[])[.. Grants.Schemas(catalog), "public"])
        {
            await Execute(
                owner,
                $"""
                CREATE SCHEMA IF NOT EXISTS {schema};
                REVOKE ALL ON SCHEMA {schema} FROM {everybody};
                REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {everybody};
                REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {everybody};
                """,
                stopping);
        }

        await Execute(owner, DatabaseGrants(owner.Database), stopping);
        foreach (var role in roles)
        {
            await Execute(owner, $"GRANT USAGE ON SCHEMA {string.Join(", ", Grants.SchemasOf(role))} TO {role}", stopping);
        }

        foreach (var grant in Grants.On(await Objects(owner, catalog, stopping), catalog))
        {
            var kind = grant.IsSequence ? "SEQUENCE" : "TABLE";
            await Execute(owner, $"GRANT {string.Join(", ", grant.Privileges)} ON {kind} {grant.Schema}.\"{grant.Name}\" TO {grant.Role}", stopping);
        }

        await transaction.CommitAsync(stopping);
    }

    private string DatabaseGrants(string database) =>
        $"""
        REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;
        GRANT CONNECT ON DATABASE "{database}" TO {string.Join(", ", Grants.Roles(catalog))};
        """;

    /// <summary>No statement of a migration is broken off: an index of a large archive takes as long as it takes.</summary>
    private string OwnerConnection(string searchPath) =>
        new NpgsqlConnectionStringBuilder(access.OwnerConnectionString) { Pooling = false, SearchPath = searchPath, CommandTimeout = 0 }.ConnectionString;

    /// <summary>Names of roles and schemas are the build's own, never input: they cannot be parameters of these statements.</summary>
    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken stopping)
    {
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(stopping);
    }
}
