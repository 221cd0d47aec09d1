using ClinicOps.Kernel.Organization;
using Npgsql;

namespace SlotsBench;

/// <summary>
/// Providers with a usual week and lunch, and 90 days of visits: nearly full at first, a third full at the end, as calendars are. Each pair of
/// providers shares a room that takes two; every tenth works with one of the scanners.
/// </summary>
internal sealed class DrawnCalendars(string connectionString) : IOrganization, IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString + ";Command Timeout=900");
    private OrganizationProfile profile = null!;

    public Guid Location { get; private set; }

    public Guid Scanner { get; } = Guid.NewGuid();

    public Guid ExamRoom { get; } = Guid.NewGuid();

    public IReadOnlyDictionary<string, Guid> Types { get; private set; } = new Dictionary<string, Guid>();

    public List<Guid> Providers { get; } = [];

    public async Task Prepare()
    {
        Location = (Guid)(await Ask("SELECT id FROM host.locations ORDER BY id LIMIT 1"))!;
        profile = new OrganizationProfile("Bench", [], [new Location(Location, "Bench", (string)(await Ask($"SELECT time_zone FROM host.locations WHERE id = '{Location}'"))!, "", "", "")]);
        await Ask($"INSERT INTO scheduling.resource_kinds (id, name, is_device) VALUES ('{ExamRoom}', 'bench room', false), ('{Scanner}', 'bench scanner', true)");
        var types = new Dictionary<string, Guid>();
        foreach (var (name, minutes, after, needs) in new (string, int, int, Guid[])[]
        {
            ("follow-up", 20, 0, [ExamRoom]), ("new", 60, 10, [ExamRoom]), ("procedure", 120, 20, [ExamRoom]), ("scan", 40, 10, [ExamRoom, Scanner]), ("call", 10, 0, []),
        })
        {
            var id = types[name] = Guid.NewGuid();
            await Ask($"INSERT INTO scheduling.visit_types (id, code, name, minutes, buffer_after) VALUES ('{id}', 'bench-{name}', 'Bench {name}', {minutes}, {after})");
            foreach (var kind in needs)
            {
                await Ask($"INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) VALUES ('{id}', '{kind}')");
            }
        }

        Types = types;
    }

    public async Task Grow(int providers)
    {
        while (Providers.Count < providers)
        {
            var (number, provider) = (Providers.Count, Guid.NewGuid());
            Providers.Add(provider);
            await Ask($"INSERT INTO scheduling.providers (id, name, location_id) VALUES ('{provider}', 'Bench {number}', '{Location}')");
            await Ask(
                $"""
                INSERT INTO scheduling.working_hours (id, provider_id, location_id, weekday, from_minute, until_minute, break_from, break_until)
                SELECT gen_random_uuid(), '{provider}', '{Location}', weekday, 480, 1020, 720, 780 FROM generate_series(1, 5) AS weekday
                """);
            if (number % 2 == 0)
            {
                await Ask($"INSERT INTO scheduling.resources (id, kind_id, location_id, name, capacity, is_closed) VALUES (gen_random_uuid(), '{ExamRoom}', '{Location}', 'Bench room {number}', 2, false)");
            }

            if (number % 50 == 0)
            {
                await Ask($"INSERT INTO scheduling.resources (id, kind_id, location_id, name, capacity, is_closed) VALUES (gen_random_uuid(), '{Scanner}', '{Location}', 'Bench scanner {number}', 1, false)");
            }

            await Fill(number, provider);
        }

        await Ask("VACUUM ANALYZE scheduling.taken_lanes");
    }

    public async ValueTask DisposeAsync() => await source.DisposeAsync();

    public Task<OrganizationProfile> Profile(CancellationToken stopping = default) => Task.FromResult(profile);

    public Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default) => Task.FromResult<string?>(null);

    public Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<Colleague>>([]);

    /// <summary>Twenty minutes at a time, mornings and afternoons of weekdays; the nearer the day, the fuller.</summary>
    private Task<object?> Fill(int number, Guid provider) => Ask(
        $"""
        INSERT INTO scheduling.visits (id, patient_id, provider_id, location_id, visit_type, visit_type_id, starts_at, ends_at, resource_ids, resource_lanes, state, access_class, entered_at, legal_hold)
        SELECT gen_random_uuid(), gen_random_uuid(), '{provider}', '{Location}', 'Bench', '{Types["follow-up"]}', begins, begins + interval '20 minutes',
               ARRAY[(SELECT id FROM scheduling.resources WHERE name = 'Bench room {number / 2 * 2}')]
                   || CASE WHEN {number % 50} = 0 THEN ARRAY[(SELECT id FROM scheduling.resources WHERE name = 'Bench scanner {number}')] ELSE ARRAY[]::uuid[] END,
               ARRAY[{(number % 2) + 1}] || CASE WHEN {number % 50} = 0 THEN ARRAY[1] ELSE ARRAY[]::int[] END,
               'booked', 'standard', now(), false
        FROM generate_series(0, 90) AS day CROSS JOIN generate_series(0, 23) AS line
        CROSS JOIN LATERAL (SELECT current_date + day AS theday, (current_date + day + interval '8 hours' + line * interval '20 minutes' + CASE WHEN line >= 12 THEN interval '1 hour' ELSE interval '0' END)
                                   AT TIME ZONE '{profile.Locations[0].TimeZone}' AS begins) AS t
        WHERE extract(isodow FROM theday) < 6 AND random() < 0.95 - 0.6 * day / 90
        """);

    private async Task<object?> Ask(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
