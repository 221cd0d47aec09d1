using System.Globalization;
using Npgsql;

namespace SearchBench;

/// <summary>
/// A clinic's archive, made in SQL: words are drawn by Zipf's law out of some ten thousand (the common ones being those of medical
/// letters), every document has names, dates and numbers of its own and one word misread; most are filed, a few wait or are restricted.
/// </summary>
internal sealed class Archive(string connectionString) : IAsyncDisposable
{
    private const int Words = 30_000;
    private const int Paragraphs = 12_000;
    private const int Patients = 30_000;

    private static readonly string[] Common =
    [
        "the", "of", "and", "to", "patient", "in", "for", "with", "date", "no", "was", "is", "on", "at", "or", "history", "mg", "exam", "normal", "pain", "left", "right", "daily", "report", "clinic",
        "phone", "fax", "name", "birth", "diagnosis", "please", "medical", "follow", "results", "provider", "order", "blood", "chest", "knee", "shoulder", "back", "imaging", "findings", "impression",
        "technique", "comparison", "contrast", "without", "spine", "lumbar", "mri", "ct", "xray", "ultrasound", "referral", "consultation", "cardiology", "neurology", "orthopedics", "dermatology",
        "gastroenterology", "hematology", "oncology", "nephrology", "urology", "rheumatology", "endocrinology", "pulmonary", "surgery", "therapy", "physical", "medication", "allergies", "insurance",
        "authorization", "member", "coverage", "denied", "approved", "glucose", "sodium", "potassium", "creatinine", "hemoglobin", "platelets", "cholesterol", "triglycerides", "urinalysis", "culture",
        "positive", "negative", "acute", "chronic", "mild", "moderate", "severe", "stable", "improved", "discharge", "admission", "hospital", "emergency", "symptoms", "fever", "cough", "nausea", "vomiting",
        "hypertension", "diabetes", "hyperlipidemia", "asthma", "arthritis", "osteoporosis", "migraine", "depression", "anxiety", "pregnancy", "mammogram", "colonoscopy", "biopsy", "endoscopy", "vaccine",
    ];

    private readonly NpgsqlDataSource source = Source(connectionString);
    private int made;

    /// <summary>Words, paragraphs and patients, of which documents are made.</summary>
    public async Task Prepare()
    {
        await Run("SELECT setseed(0.42)");
        await Run("CREATE TABLE public.bench_words (rank int PRIMARY KEY, word text NOT NULL)");
        await Run($"INSERT INTO public.bench_words SELECT at, word FROM unnest(ARRAY['{string.Join("','", Common)}']) WITH ORDINALITY AS c (word, at)");
        await Run(
            $"""
            WITH s (parts) AS (SELECT ARRAY['ba','ber','cal','den','dro','el','fen','gan','hyp','ice','jor','kel','lam','min','nor','ol','per','qua','ren','sal','tor','ul','ver','win','xan','yel','zor','tra','pli','sco','the','mon'])
            INSERT INTO public.bench_words
            SELECT rank, parts[1 + rank % 32] || parts[1 + (rank / 32) % 32] || parts[1 + (rank * 7 / 11) % 32] || CASE WHEN rank % 3 = 0 THEN parts[1 + (rank / 3) % 32] ELSE '' END
            FROM s, generate_series({Common.Length + 1}, {Words}) AS rank
            """);
        await Run(
            $"""
            CREATE TABLE public.bench_paragraphs AS
            SELECT id, text, to_tsvector('simple', text) AS words FROM (
                SELECT p.id, string_agg(CASE WHEN random() < 0.02 THEN left(w.word, 2) || chr(97 + floor(random() * 26)::int) || substr(w.word, 4) ELSE w.word END, ' ' ORDER BY p.at) AS text
                FROM (SELECT id, at, greatest(1, floor(power({Words}, random())))::int AS rank FROM generate_series(1, {Paragraphs}) AS id, generate_series(1, 50) AS at) p
                JOIN public.bench_words w ON w.rank = p.rank GROUP BY p.id) made
            """);
        await Run("ALTER TABLE public.bench_paragraphs ADD PRIMARY KEY (id)");
        await Run(
            $"""
            CREATE TABLE public.bench_patients AS
            SELECT n, gen_random_uuid() AS id, f.word AS first, l.word AS last, date '1930-01-01' + floor(random() * 34000)::int AS born, 'B' || lpad(n::text, 7, '0') AS mrn
            FROM (SELECT n, {Common.Length} + floor(power(1500, random()))::int AS f, 2000 + floor(power(12000, random()))::int AS l FROM generate_series(1, {Patients}) AS n) drawn
            JOIN public.bench_words f ON f.rank = drawn.f JOIN public.bench_words l ON l.rank = drawn.l
            """);
        await Run(
            """
            INSERT INTO intake.patients (id, mrn, mrn_key, birth_date, sex, access_class, legal_hold, changed_at, registered_at)
            SELECT id, mrn, lower(mrn), born, 'F', CASE WHEN n % 100 = 0 THEN 'restricted' ELSE 'standard' END, false, now(), now() FROM public.bench_patients
            """);
        await Run(
            """
            INSERT INTO intake.patient_names (id, patient_id, kind, first, middle, last, suffix, first_key, last_key, first_keys, key_pairs, last_sounds, starts, word_sounds, search_text, recorded_at)
            SELECT gen_random_uuid(), id, 'current', initcap(first), '', initcap(last), '', first, last, ARRAY[first], ARRAY[first || '|' || last], ARRAY[lower(soundex(last))], ARRAY['=' || last || '|' || left(first, 1)],
                ARRAY[lower(soundex(first)), lower(soundex(last))], ' ' || first || ' ' || last || ' ', now()
            FROM public.bench_patients
            """);
        await Run("INSERT INTO documents.subject_classes SELECT id, 'restricted' FROM public.bench_patients WHERE n % 100 = 0");
        await Run("CREATE INDEX ON public.bench_patients (n)");
    }

    /// <summary>So many documents in all, the newest last.</summary>
    public async Task Grow(int until)
    {
        // Built anew at the end, which takes a tenth of the time.
        await Run("DROP INDEX documents.ix_document_texts_words; DROP INDEX documents.ix_document_words_word");
        for (var from = made + 1; from <= until; from += 10_000)
        {
            var last = Math.Min(until, from + 9_999);
            // In one transaction: the product makes the words of documents that have none.
            await Run(
                $$"""
                CREATE TABLE public.bench_new AS
                SELECT at, gen_random_uuid() AS transmission, gen_random_uuid() AS document, 1 + floor(random() * {{Patients}})::int AS patient,
                    timestamptz '2020-01-01' + at * interval '8 minutes' AS received, 1 + floor(random() * {{Paragraphs}})::int AS a, 1 + floor(random() * {{Paragraphs}})::int AS b,
                    1 + floor(random() * {{Paragraphs}})::int AS c, 1 + floor(random() * {{Paragraphs}})::int AS d,
                    (SELECT left(word, 1) || chr(97 + floor(random() * 26)::int) || substr(word, 3) || chr(97 + floor(random() * 26)::int) FROM public.bench_words WHERE rank = 1 + (at::bigint * 7919 % {{Words}})) AS misread,
                    floor(random() * 10000000)::int AS number, random() AS fate
                FROM generate_series({{from}}, {{last}}) AS at;
                INSERT INTO documents.transmissions (id, source, channel, received_from, file_name, blob_hash, byte_count, source_key, location_id, care_thread_id, received_at, page_count, state, progress_at, attempts, access_class, legal_hold)
                SELECT transmission, 'drop-folder', 'fax', '+1 614 555 ' || lpad((number % 2000)::text, 4, '0'), 'bench.tif', repeat('0', 64), 1, 'bench:' || at, coalesce((SELECT location_ids[1] FROM host.users WHERE user_name = 'coordinator'), (SELECT id FROM host.locations ORDER BY id LIMIT 1)), gen_random_uuid(),
                    received, 1, 'sorted', received, 0, 'standard', false FROM public.bench_new;
                INSERT INTO documents.documents (id, transmission_id, ordinal, type, type_confidence, type_evidence, patient_evidence, match_keys, state, patient_id, subject_id, filed_at, review_reason, review_words, review_since,
                    touched_by_person, handed_over_by, location_id, care_thread_id, received_at, progress_at, attempts, transcribed_at, access_class, legal_hold)
                SELECT n.document, n.transmission, 1, (ARRAY['lab_result', 'imaging_report', 'consult_note', 'physician_order', 'referral', 'discharge_summary', 'prior_auth_decision'])[1 + n.number % 7], 0.9, '[]',
                    '{"Names":[],"BirthDates":[],"Sexes":[],"Mrns":[],"MemberIds":[],"Phones":[],"Addresses":[],"OtherPeople":[],"Mentions":[],"LeastPageConfidence":90,"MostUncoveredInk":0}', ARRAY[n.number],
                    CASE WHEN n.fate < 0.96 THEN 'filed' WHEN n.fate < 0.965 THEN 'review' ELSE 'junk' END, CASE WHEN n.fate < 0.96 THEN p.id END, CASE WHEN n.fate < 0.96 THEN p.id END, CASE WHEN n.fate < 0.96 THEN n.received END,
                    CASE WHEN n.fate >= 0.96 AND n.fate < 0.965 THEN 'NoName' END, CASE WHEN n.fate >= 0.96 AND n.fate < 0.965 THEN 'No name was found.' END, CASE WHEN n.fate >= 0.96 AND n.fate < 0.965 THEN n.received END,
                    false, '{}', t.location_id, t.care_thread_id, n.received, n.received, 0, n.received, CASE WHEN n.number % 200 = 0 THEN 'part2' ELSE 'standard' END, false
                FROM public.bench_new n JOIN documents.transmissions t ON t.id = n.transmission JOIN public.bench_patients p ON p.n = n.patient;
                INSERT INTO documents.pages (id, transmission_id, number, position, turn_by, state, width, height, dpi, is_cover, document_id)
                SELECT gen_random_uuid(), transmission, 1, 1, 0, 'read', 1700, 2200, 200, false, document FROM public.bench_new;
                INSERT INTO documents.document_texts (document_id, received_at, text, words, rule_version)
                SELECT document, received, head || E'\n' || a.text || E'\n' || b.text || E'\n' || c.text || E'\n' || d.text, to_tsvector('simple', head) || a.words || b.words || c.words || d.words, 1
                FROM (SELECT n.*, format('patient %s %s dob %s mrn %s phone %s %s', p.first, p.last, to_char(p.born, 'MM DD YYYY'), lower(p.mrn), n.number, n.misread) AS head
                    FROM public.bench_new n JOIN public.bench_patients p ON p.n = n.patient) n
                JOIN public.bench_paragraphs a ON a.id = n.a JOIN public.bench_paragraphs b ON b.id = n.b JOIN public.bench_paragraphs c ON c.id = n.c JOIN public.bench_paragraphs d ON d.id = n.d;
                INSERT INTO documents.document_words SELECT DISTINCT misread FROM public.bench_new WHERE length(misread) >= 4 ON CONFLICT DO NOTHING;
                DROP TABLE public.bench_new
                """);
        }

        await Run(
            """
            INSERT INTO documents.document_words SELECT DISTINCT word FROM (SELECT unnest(tsvector_to_array(words)) AS word FROM public.bench_paragraphs UNION SELECT first FROM public.bench_patients UNION SELECT last FROM public.bench_patients) w
            WHERE word ~ '^[a-z]{4,}$' ON CONFLICT DO NOTHING
            """);
        await Run("CREATE INDEX ix_document_texts_words ON documents.document_texts USING gin (words, documents.pairs_of(words)) WITH (fastupdate = off)");
        await Run("ALTER INDEX documents.ix_document_texts_words ALTER COLUMN 2 SET STATISTICS 0");
        await Run("CREATE INDEX ix_document_words_word ON documents.document_words USING gin (word public.gin_trgm_ops)");
        await Run("VACUUM ANALYZE");
        made = until;
    }

    /// <summary>A word by its place among the words, 1 being the commonest.</summary>
    public async Task<string> Word(int rank) => (string)(await Ask($"SELECT word FROM public.bench_words WHERE rank = {rank}"))!;

    /// <summary>"first last" of somebody, the birth year, and the id.</summary>
    public async Task<(string Name, string Year, Guid Id)> Patient(int number)
    {
        var row = (string)(await Ask($"SELECT first || ' ' || last || '|' || extract(year FROM born)::int || '|' || id FROM public.bench_patients WHERE n = {1 + (number % Patients)}"))!;
        var parts = row.Split('|');
        return (parts[0], parts[1], Guid.Parse(parts[2]));
    }

    /// <summary>Two words that stand side by side in some document.</summary>
    public async Task<string> Neighbours(int number) =>
        (string)(await Ask($"SELECT split_part(text, ' ', {10 + (number % 30)}) || ' ' || split_part(text, ' ', {11 + (number % 30)}) FROM public.bench_paragraphs WHERE id = {1 + (number % Paragraphs)}"))!;

    /// <summary>The same words by bare SQL, without filters, access classes, slips and lines of text.</summary>
    public Task<object?> ByTsQuery(string words) => Ask(
        $"SELECT count(*) FROM (SELECT document_id FROM documents.document_texts WHERE words @@ plainto_tsquery('simple', '{words}') ORDER BY ts_rank(words, plainto_tsquery('simple', '{words}')) DESC LIMIT 50) f");

    public Task<object?> ByLike(string words) => Ask(
        $"SELECT count(*) FROM (SELECT document_id FROM documents.document_texts WHERE {string.Join(" AND ", words.Split(' ').Select(word => $"text ILIKE '%{word}%'"))} ORDER BY received_at DESC LIMIT 50) f");

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlDataSource Source(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 1_800, MaxPoolSize = 2, SearchPath = "public" }.ConnectionString);

    private async Task Run(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Ask(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    internal static string Grouped(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
