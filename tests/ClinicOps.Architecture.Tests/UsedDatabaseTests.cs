using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Npgsql;
using Xunit;

namespace ClinicOps.Architecture.Tests;

/// <summary>A database that one test used is the next test's as if it had just been made, or it is nobody's any more.</summary>
public sealed class UsedDatabaseTests(TestCluster cluster)
{
    /// <summary>A row in every table, whatever triggers say of it, with what its constraints let pass; a number of every sequence.</summary>
    private const string FillEverything =
        """
        DO $fill$
        DECLARE one record; columns text; entries text; words text[]; same text;
        BEGIN
            PERFORM set_config('session_replication_role', 'replica', true), setseed(0.5);
            FOR one IN SELECT oid, oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND oid >= 16384 LOOP
                SELECT array_agg(word[1]) INTO words FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([^'']*)''::', 'g') word WHERE conrelid = one.oid AND contype = 'c';
                words := words || ARRAY['x', repeat('0', 64)];
                FOR try IN 1..5000 LOOP
                    same := CASE WHEN try % 2 = 0 THEN words[1 + floor(cardinality(words) * random())] END;
                    SELECT string_agg(quote_ident(attname), ','), string_agg(CASE
                        WHEN typcategory = 'A' THEN quote_literal((ARRAY['{}', '{1}'])[1 + floor(2 * random())])
                        WHEN typname = 'uuid' THEN 'gen_random_uuid()'
                        WHEN typname = 'bool' THEN (random() < 0.5)::text
                        WHEN typcategory = 'N' THEN (ARRAY[1, 0, -1, 2, 60])[1 + floor(5 * random())]::text
                        WHEN typcategory = 'D' THEN format('now() + interval ''%s days''', floor(20 * random()) - 10)
                        WHEN typname IN ('json', 'jsonb') THEN '''{}'''
                        WHEN typname = 'tstzrange' THEN '''[2026-03-02,2026-03-03)'''
                        WHEN typname = 'tsvector' THEN '''word'''
                        WHEN typname = 'bytea' THEN '''\x00'''
                        ELSE quote_literal(coalesce(same, words[1 + floor(cardinality(words) * random())])) || '::' || format_type(atttypid, NULL) END, ',')
                    INTO columns, entries FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
                    WHERE attrelid = one.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
                        AND (attnotnull AND NOT atthasdef OR try > 50 AND random() < 0.4);
                    BEGIN
                        EXECUTE 'INSERT INTO ' || one.name || coalesce('(' || columns || ') VALUES (' || entries || ')', ' DEFAULT VALUES');
                        EXIT;
                    EXCEPTION WHEN integrity_constraint_violation OR data_exception OR syntax_error_or_access_rule_violation THEN
                    END;
                END LOOP;
            END LOOP;
            PERFORM nextval(seqrelid) FROM pg_sequence;
        END
        $fill$
        """;

    private const string DeleteEverything =
        """
        DO $$
        DECLARE one text;
        BEGIN
            PERFORM set_config('session_replication_role', 'replica', true);
            FOR one IN SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid >= 16384 LOOP
                EXECUTE 'DELETE FROM ' || one;
            END LOOP;
        END
        $$
        """;

    /// <summary>By what it counts, what stands there: each table's rows, in the order they lie in, and its size; each sequence; what the planner takes tables and indexes for.</summary>
    private const string Everything =
        """
        SELECT name || ' ' || (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) || '' '' || coalesce(md5(string_agg(one::text, ''|'' ORDER BY ctid)), '''') AS c FROM %s one', name), false, true, '')))[1]
        FROM (SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND oid >= 16384) tables
        UNION ALL SELECT oid::regclass || ' size ' || pg_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND oid >= 16384
        UNION ALL SELECT seqrelid::regclass || ' ' || coalesce(pg_sequence_last_value(seqrelid)::text, 'not begun') FROM pg_sequence
        UNION ALL SELECT format('%s seems %s %s %s', oid::regclass, relpages, reltuples, relallvisible) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'i')
        ORDER BY 1
        """;

    [Fact]
    public async Task One_with_rows_in_every_table_is_the_next_tests_as_new()
    {
        await using var untouched = await Open(House.Modules());
        var asNew = await untouched.Sql(Everything);
        foreach (var change in new[] { FillEverything, DeleteEverything, FillEverything })
        {
            var used = await Open(House.Modules());
            await using (used)
            {
                Assert.Equal(asNew, await used.Sql(Everything));
                await used.Sql(change);
                var tables = (await used.Sql("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid >= 16384")).Cast<string>();
                var counted = (await used.Sql(Everything)).Cast<string>().ToList();
                Assert.DoesNotContain(tables, table => counted.Exists(line => line.StartsWith($"{table} 0", StringComparison.Ordinal)) == (change == FillEverything));
            }

            await using var next = await Open(House.Modules());
            Assert.Equal(NameOf(used), NameOf(next));
            Assert.Equal(asNew, await next.Sql(Everything));
            Assert.Equal([0L], await next.Sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
        }
    }

    [Theory]
    [InlineData("CREATE TABLE host.more (id int)")]
    [InlineData("ALTER TABLE audit.entries ADD COLUMN more int")]
    [InlineData("ALTER TABLE audit.entries DISABLE TRIGGER refuse_change")]
    [InlineData("DROP TRIGGER refuse_change ON audit.entries")]
    [InlineData("CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")]
    [InlineData("ALTER TABLE host.users ADD CONSTRAINT more CHECK (user_name <> 'x')")]
    [InlineData("CREATE INDEX more ON audit.entries (via)")]
    [InlineData("REVOKE INSERT ON audit.entries FROM clinicops_host")]
    [InlineData("DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM clinicops_host', current_database()); END $$")]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''8MB''', current_database()); END $$")]
    [InlineData("SELECT lo_create(0)")]
    [InlineData("ANALYZE host.access_classes")]
    public async Task One_of_which_more_than_rows_was_changed_is_not_used_again(string change)
    {
        var used = await Open([]);
        await using (used)
        {
            await used.Sql(change);
        }

        Assert.StartsWith("its structure was changed", cluster.WhyDropped(NameOf(used)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_to_which_somebody_is_connected_is_not_used_again()
    {
        var used = await Open([]);
        await using var left = new NpgsqlConnection(used.OwnerConnectionString + ";Pooling=false");
        await left.OpenAsync(TestContext.Current.CancellationToken);
        await used.DisposeAsync();

        Assert.Equal("somebody is connected", cluster.WhyDropped(NameOf(used)));
    }

    /// <summary>Of a template of these tests' own: nobody else uses its copies.</summary>
    private Task<TestClinic> Open(IReadOnlyList<IModule> modules) => cluster.OpenClinic([.. modules, new OfTheseTests()]);

    private static string NameOf(TestClinic clinic) => new NpgsqlConnectionStringBuilder(clinic.OwnerConnectionString).Database!;

    private sealed class OfTheseTests : IModule
    {
        public string Name => "used";

        public void Register(ModuleBuilder module)
        {
        }
    }
}
