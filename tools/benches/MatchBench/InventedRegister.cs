using System.Globalization;
using ClinicOps.Intake.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace MatchBench;

/// <summary>One of the invented patients.</summary>
internal sealed record Person(string First, string Last, DateOnly Born, string Mrn, string Phone);

/// <summary>
/// Patients made in SQL. Names are made of syllables and shared as real ones are: the commonest last name by one of two hundred people,
/// most by a few. Each fifth had another last name before; most have a phone and a member id.
/// </summary>
internal sealed class InventedRegister(string connectionString) : IAsyncDisposable
{
    private const int Firsts = 2_000;
    private const int Lasts = 40_000;

    private static readonly string[] Onsets = ["b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sch", "st", "t", "tr", "v", "w", "z"];
    private static readonly string[] Middles = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
    private static readonly string[] Codas = ["", "", "n", "r", "l", "s", "m", "ck", "tt", "nd", "rt", "ng"];

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 1_800, MaxPoolSize = 2 }.ConnectionString);
    private int made;

    public async Task Prepare()
    {
        await Run("CREATE TABLE public.bench_names (part text, rank int, name text, key text, sound text, PRIMARY KEY (part, rank))");
        var draw = new Random(5);
        var (seen, rows) = (new HashSet<string>(StringComparer.Ordinal), new List<(string Part, int Rank, string Name)>());
        foreach (var (part, count, syllables) in new[] { ("first", Firsts, 2), ("last", Lasts, 3) })
        {
            for (var rank = 1; rank <= count;)
            {
                var name = string.Concat(Enumerable.Range(0, draw.Next(syllables == 2 ? 1 : 2, syllables + 1)).Select(_ => One(draw, Onsets) + One(draw, Middles) + One(draw, Codas)));
                if (seen.Add(part + name))
                {
                    rows.Add((part, rank++, char.ToUpperInvariant(name[0]) + name[1..]));
                }
            }
        }

        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync("COPY public.bench_names FROM STDIN (FORMAT BINARY)");
        foreach (var (part, rank, name) in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(part, NpgsqlDbType.Text);
            await copy.WriteAsync(rank, NpgsqlDbType.Integer);
            await copy.WriteAsync(name, NpgsqlDbType.Text);
            await copy.WriteAsync(NameKeys.Key(name), NpgsqlDbType.Text);
            await copy.WriteAsync(NameKeys.Sound(name), NpgsqlDbType.Text);
        }

        await copy.CompleteAsync();
    }

    /// <summary>So many patients in all.</summary>
    public async Task Grow(int until)
    {
        await Run(
            $"""
            CREATE TABLE IF NOT EXISTS public.bench_people (n int PRIMARY KEY, id uuid, first text, last text, born date, mrn text, phone text);
            INSERT INTO public.bench_people
            SELECT d.n, gen_random_uuid(), f.name, l.name, d.born, 'M' || lpad(d.n::text, 8, '0'), lpad((d.n * 7919::bigint % 10000000000)::text, 10, '2')
            FROM (SELECT n, 1 + floor({Firsts} * power(random(), 2))::int AS f, 1 + floor({Lasts} * power(random(), 2))::int AS l, date '1928-01-01' + floor(random() * 35000)::int AS born
                FROM generate_series({made + 1}, {until}) AS n) d
            JOIN public.bench_names f ON f.part = 'first' AND f.rank = d.f JOIN public.bench_names l ON l.part = 'last' AND l.rank = d.l;
            INSERT INTO intake.patients (id, mrn, mrn_key, birth_date, sex, access_class, legal_hold, changed_at, registered_at)
            SELECT id, mrn, lower(mrn), born, CASE WHEN n % 2 = 0 THEN 'F' ELSE 'M' END, 'standard', false, now(), now() FROM public.bench_people WHERE n > {made}
            """);
        foreach (var (kind, last, which) in new[] { ("current", "p.last", "true"), ("former", "(SELECT name FROM public.bench_names WHERE part = 'last' AND rank = 1 + p.n % 40000)", "p.n % 5 = 0") })
        {
            await Run(
                $"""
                INSERT INTO intake.patient_names (id, patient_id, kind, first, middle, last, suffix, first_key, last_key, first_keys, key_pairs, last_sounds, starts, word_sounds, search_text, recorded_at)
                SELECT gen_random_uuid(), p.id, '{kind}', f.name, '', l.name, '', f.key, l.key, ARRAY[f.key], ARRAY[f.key || '|' || l.key], ARRAY[l.sound],
                    ARRAY[l.sound || '|' || left(f.key, 1), '=' || l.key || '|' || left(f.key, 1)], ARRAY[f.sound, l.sound], ' ' || f.key || ' ' || l.key || ' ', now()
                FROM (SELECT p.*, {last} AS chosen FROM public.bench_people p WHERE p.n > {made} AND {which}) p
                JOIN public.bench_names f ON f.part = 'first' AND f.name = p.first JOIN public.bench_names l ON l.part = 'last' AND l.name = p.chosen
                """);
        }

        await Run(
            $"""
            INSERT INTO intake.patient_phones (id, patient_id, written, digits) SELECT gen_random_uuid(), id, phone, phone FROM public.bench_people WHERE n > {made} AND n % 10 <> 0;
            INSERT INTO intake.patient_coverages (id, patient_id, payer, member_id, member_key, "group", holder_first, holder_last)
            SELECT gen_random_uuid(), id, 'Bench Mutual', 'X' || mrn, 'x' || lower(mrn), '', '', '' FROM public.bench_people WHERE n > {made} AND n % 3 <> 0
            """);
        await Run("INSERT INTO intake.patient_imports SELECT (jsonb_populate_record(NULL::intake.patient_imports, jsonb_build_object('id', gen_random_uuid(), 'at', now()) || coalesce((SELECT to_jsonb(i) - 'id' - 'at' FROM intake.patient_imports i LIMIT 1), '{}'))).*");
        await Run("VACUUM ANALYZE");
        made = until;
    }

    public async Task<Person> Someone(Random draw)
    {
        await using var command = source.CreateCommand($"SELECT first, last, born, mrn, phone FROM public.bench_people WHERE n = {draw.Next(1, made + 1)}");
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? new Person(row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), row.GetString(4)) : await Someone(draw);
    }

    /// <summary>What one look-up costs that forgives nothing: the same name and birth date.</summary>
    public async Task LookUp(Person person) => await Run(string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT count(*) FROM intake.patients p JOIN intake.patient_names n ON n.patient_id = p.id WHERE p.birth_date = '{person.Born:yyyy-MM-dd}' AND n.last_key = '{NameKeys.Key(person.Last)}'"));

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static string One(Random draw, string[] of) => of[draw.Next(of.Length)];

    private async Task Run(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
