using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Architecture.Tests;

/// <summary>The boundaries as the database itself holds them, read from its catalog and tried with each role's own login.</summary>
public sealed class DatabaseTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly ModuleCatalog catalog = MessageTests.Catalog(House.Modules());
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic(House.Modules());

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task There_are_no_schemas_but_the_modules_and_the_hosts() =>
        Assert.Equal(
            ((string[])["audit", "hangfire", "host", "public", .. House.Modules().Select(module => module.Name)]).Order(),
            (await clinic.Sql("SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")).Cast<string>().Order());

    [Fact]
    public async Task No_table_lies_outside_a_schema_with_an_owner() =>
        Assert.Empty(await clinic.Sql("SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"));

    [Fact]
    public void Every_table_of_a_module_lies_in_its_own_schema()
    {
        Assert.All(catalog.Databases, database => Assert.Contains(database.Schema, House.Modules().Select(module => module.Name)));
        Assert.Equal(catalog.Databases.Select(database => database.Schema).Distinct(), catalog.Databases.Select(database => database.Schema));
    }

    [Fact]
    public async Task No_foreign_key_leaves_its_schema() =>
        Assert.Empty(await clinic.Sql(
            """
            SELECT k.conname::text FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
            WHERE k.contype = 'f' AND a.relnamespace <> b.relnamespace
            """));

    [Fact]
    public async Task Grants_on_tables_and_sequences_are_exactly_the_listed_ones()
    {
        await using var owner = await Open(clinic.OwnerConnectionString);
        var listed = Grants.On(await Migrator.Objects(owner, catalog), catalog)
            .SelectMany(grant => grant.Privileges.Select(privilege => $"{grant.Role} {privilege} {grant.Schema}.{grant.Name}"));
        var held = await clinic.Sql(
            """
            SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || g.privilege_type || ' ' || n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL aclexplode(c.relacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND g.grantee <> c.relowner
            """);
        Assert.Equal(listed.Order(StringComparer.Ordinal), held.Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_column_is_granted_to_nobody() =>
        Assert.Empty(await clinic.Sql("SELECT attname::text FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid NOT IN (SELECT oid FROM pg_class WHERE relnamespace::regnamespace::text ~ '^pg_|information_schema')"));

    [Fact]
    public async Task A_role_may_look_into_the_listed_schemas_and_make_nothing_in_any()
    {
        var held = await clinic.Sql(
            """
            SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || g.privilege_type || ' ' || n.nspname
            FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND g.grantee <> n.nspowner
            """);
        var listed = Grants.Roles(catalog).SelectMany(role => Grants.SchemasOf(role).Select(schema => $"{role} USAGE {schema}"));
        Assert.Equal(listed.Order(StringComparer.Ordinal), held.Cast<string>().Where(grant => !grant.Contains("pg_database_owner", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task On_the_database_a_role_may_connect_and_nothing_else()
    {
        var held = await clinic.Sql(
            """
            SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || g.privilege_type FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) g
            LEFT JOIN pg_roles r ON r.oid = g.grantee WHERE d.datname = current_database() AND g.grantee <> d.datdba
            """);
        Assert.Equal(Grants.Roles(catalog).Select(role => role + " CONNECT").Order(StringComparer.Ordinal), held.Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_role_is_more_than_a_login() =>
        Assert.Empty(await clinic.Sql(
            """
            SELECT rolname::text FROM pg_roles WHERE rolname ~ '^clinicops_' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication OR rolinherit)
            UNION SELECT m.rolname::text FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member WHERE m.rolname ~ '^clinicops_'
            """));

    [Fact]
    public async Task A_module_that_reads_anothers_tables_is_refused()
    {
        foreach (var reader in catalog.Databases)
        {
            await using var connection = await Open(clinic.ConnectionStringOf(reader.Role));
            foreach (var owner in catalog.Databases.Where(database => database != reader))
            {
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(connection, $"SELECT count(*) FROM {owner.Schema}.handled_messages"));
            }

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(connection, "SELECT count(*) FROM audit.entries"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(connection, $"CREATE TABLE {reader.Schema}.mine (id int)"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(connection, $"SELECT count(*) FROM {reader.Schema}.__migrations"));
            Assert.Null(await Refusal(connection, "SELECT count(*) FROM handled_messages"));
        }
    }

    [Fact]
    public async Task The_audit_trail_is_changed_by_nobody_not_even_the_owner()
    {
        await clinic.Sql(
            """
            INSERT INTO audit.entries (id, at, user_id, via, action, subject_kind, subject_id, result_ids, reason, location_id)
            VALUES (gen_random_uuid(), now(), NULL, 'system', 'test.made', 'thing', NULL, '{}', NULL, NULL)
            """);
        string[] roles = [.. Grants.Roles(catalog).Select(clinic.ConnectionStringOf), clinic.OwnerConnectionString];
        foreach (var connectionString in roles)
        {
            await using var connection = await Open(connectionString);
            Assert.NotNull(await Refusal(connection, "UPDATE audit.entries SET action = 'test.changed'"));
            Assert.NotNull(await Refusal(connection, "DELETE FROM audit.entries"));
            Assert.NotNull(await Refusal(connection, "TRUNCATE audit.entries"));
        }

        Assert.Equal(["test.made"], await clinic.Sql("SELECT action FROM audit.entries"));
    }

    [Fact]
    public async Task What_is_append_only_is_changed_by_nobody()
    {
        foreach (var database in catalog.Databases)
        {
            await using var connection = await Open(clinic.ConnectionStringOf(database.Role));
            foreach (var table in database.AppendOnly)
            {
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(connection, $"DELETE FROM {table}"));
                Assert.Null(await Refusal(connection, $"SELECT count(*) FROM {table}"));
            }
        }
    }

    [Fact]
    public async Task Every_column_that_names_a_patient_says_what_becomes_of_it_when_two_are_merged()
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var said = catalog.Databases.SelectMany(database => ((ModuleDb)scope.ServiceProvider.GetRequiredService(database.ContextType)).SubjectColumns.Select(column => (database.Schema, Column: column))).ToList();
        var schemas = string.Join(',', catalog.Databases.Select(database => $"'{database.Schema}'"));
        var there = await clinic.Sql(
            $"""
            SELECT n.nspname || '.' || c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ({schemas}) AND c.relkind = 'r' AND a.atttypid = 'uuid'::regtype AND a.attname ~ '(patient|subject)_id$'
            """);
        Assert.Equal(there.Cast<string>().Order(StringComparer.Ordinal), said.SelectMany(one => one.Column.Columns.Select(name => $"{one.Schema}.{one.Column.Table}.{name}")).Order(StringComparer.Ordinal));

        // What goes along is led on by the database too, whoever writes it late: see JoinTriggers.
        var led = await clinic.Sql("SELECT n.nspname || '.' || c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE t.tgname LIKE 'lead\\_%'");
        Assert.Equal(
            said.Where(one => one.Column.StaysWhy is null).SelectMany(one => one.Column.Columns.Select(name => $"{one.Schema}.{one.Column.Table}.lead_{name}")).Order(StringComparer.Ordinal),
            led.Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task To_migrate_again_changes_nothing()
    {
        const string state = "SELECT string_agg(c.relname || coalesce(c.relacl::text, ''), ',' ORDER BY c.oid) FROM pg_class c WHERE c.relnamespace::regnamespace::text !~ '^pg_'";
        var before = await clinic.Sql(state);

        await new Migrator(clinic.Access, catalog).Migrate();

        Assert.Equal(before, await clinic.Sql(state));
    }

    private static async Task<NpgsqlConnection> Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The database's code of refusal, null when it did as it was told.</summary>
    private static async Task<string?> Refusal(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }
}
