using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

public sealed class MigrationTests(TestCluster cluster)
{
    [Fact]
    public async Task What_the_first_release_held_is_carried_over_into_types_hours_states_histories_and_first_lanes()
    {
        var connection = cluster.OwnerConnectionString(await cluster.EmptyDatabase());
        var options = new DbContextOptionsBuilder<SchedulingDb>();
        ModuleDatabase.Configure(options, "scheduling", connection);
        await using var db = new SchedulingDb(options.Options, new CurrentActor());
        await db.Database.ExecuteSqlRawAsync("CREATE EXTENSION btree_gist");
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("Initial");
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO scheduling.providers (id, name, location_id) VALUES ('0190b000-0000-7000-8000-000000000001', 'Amara Okafor', gen_random_uuid());
            INSERT INTO scheduling.visits (id, patient_id, provider_id, location_id, visit_type, starts_at, ends_at, state, access_class, entered_at, legal_hold)
            SELECT gen_random_uuid(), gen_random_uuid(), '0190b000-0000-7000-8000-000000000001', gen_random_uuid(), kind, day, day + minutes * interval '1 minute', state, 'standard', now(), false
            FROM (VALUES ('New patient', timestamptz '2026-03-02 15:00Z', 40, 'scheduled'), ('New patient', timestamptz '2026-03-03 15:00Z', 40, 'done'),
                         ('new  Patient', timestamptz '2026-03-04 15:00Z', 60, 'cancelled'), ('Follow-up', timestamptz '2026-03-05 15:00Z', 20, 'scheduled')) AS v (kind, day, minutes, state);
            """);

        await migrator.MigrateAsync();

        Assert.Equal(["follow-up 20", "new-patient 40"], await Ask(connection, "SELECT code || ' ' || minutes FROM scheduling.visit_types ORDER BY 1"));
        Assert.Equal(["booked", "booked", "cancelled", "done"], await Ask(connection, "SELECT state FROM scheduling.visits ORDER BY 1"));
        Assert.Equal(["4"], await Ask(connection, "SELECT count(*)::text FROM scheduling.visits v JOIN scheduling.visit_types t ON t.id = v.visit_type_id"));
        Assert.Equal(["5 480 1020"], await Ask(connection, "SELECT count(*) || ' ' || min(from_minute) || ' ' || max(until_minute) FROM scheduling.working_hours"));
        Assert.Equal(["3 1 1"], await Ask(connection, "SELECT count(*) || ' ' || min(l.lane) || ' ' || max(l.lane) FROM scheduling.taken_lanes l JOIN scheduling.visits v ON v.id = l.taker_id AND l.resource_id = v.provider_id AND l.taken_from = v.starts_at AND l.taken_until = v.ends_at"));
        Assert.Equal(["4"], await Ask(connection, "SELECT count(*)::text FROM scheduling.visit_changes c JOIN scheduling.visits v ON v.id = c.visit_id AND c.what = 'booked'"));
    }

    [Fact]
    public async Task What_patients_were_asked_and_said_before_is_about_the_place_where_the_visit_stood_then()
    {
        var connection = cluster.OwnerConnectionString(await cluster.EmptyDatabase());
        var options = new DbContextOptionsBuilder<SchedulingDb>();
        ModuleDatabase.Configure(options, "scheduling", connection);
        await using var db = new SchedulingDb(options.Options, new CurrentActor());
        await db.Database.ExecuteSqlRawAsync("CREATE EXTENSION btree_gist");
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("VisitFlow");
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO scheduling.providers (id, name, location_id) VALUES ('0190b000-0000-7000-8000-000000000001', 'Amara Okafor', '0190a000-0000-7000-8000-000000000001');
            INSERT INTO scheduling.visits (id, patient_id, provider_id, location_id, visit_type, starts_at, ends_at, state, access_class, entered_at, legal_hold)
            SELECT id::uuid, gen_random_uuid(), '0190b000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002', 'Echo', day, day + interval '20 minutes', 'booked', 'standard', '2026-03-01', false
            FROM (VALUES ('0190c000-0000-7000-8000-000000000001', timestamptz '2026-03-05 15:00Z'), ('0190c000-0000-7000-8000-000000000002', timestamptz '2026-03-06 15:00Z')) AS v (id, day);

            -- The first was moved to where it is; of the second nothing is written down.
            INSERT INTO scheduling.visit_changes (id, visit_id, at, what, provider_id, location_id, starts_at)
            SELECT gen_random_uuid(), '0190c000-0000-7000-8000-000000000001', at::timestamptz, what, '0190b000-0000-7000-8000-000000000001', location::uuid, '2026-03-05 15:00Z'
            FROM (VALUES ('2026-03-01', 'booked', '0190a000-0000-7000-8000-000000000001'), ('2026-03-03', 'moved', '0190a000-0000-7000-8000-000000000002')) AS c (at, what, location);
            INSERT INTO scheduling.visit_reminders (id, visit_id, starts_at, way, asked_at)
            SELECT gen_random_uuid(), id, starts_at, 'mail', '2026-03-02' FROM scheduling.visits;
            INSERT INTO scheduling.contact_attempts (id, visit_id, starts_at, at, outcome)
            SELECT gen_random_uuid(), '0190c000-0000-7000-8000-000000000001', '2026-03-05 15:00Z', day, outcome FROM (VALUES (timestamptz '2026-03-02', 'no-answer'), (timestamptz '2026-03-04', 'confirmed')) AS a (day, outcome);
            """);

        await migrator.MigrateAsync();

        Assert.Equal(["0001 1", "0002 2"], await Ask(connection, "SELECT right(visit_id::text, 4) || ' ' || right(location_id::text, 1) FROM scheduling.visit_reminders ORDER BY 1"));
        Assert.Equal(["confirmed 2", "no-answer 1"], await Ask(connection, "SELECT outcome || ' ' || right(location_id::text, 1) FROM scheduling.contact_attempts ORDER BY 1"));
    }

    private static async Task<List<string>> Ask(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }
}
