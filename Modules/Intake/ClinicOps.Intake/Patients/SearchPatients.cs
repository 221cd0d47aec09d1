using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// Finds patients by what the desk types: beginnings of names in any order with slips of the pen, birth date, phone, MRN, member
/// id, and any of them together. Whoever fits more of what was typed comes first. Merged records lead to the surviving one. Whom the
/// acting user is not cleared for is left out before the limit, as nobody who is not there: the filter of the context does not reach
/// into a statement of our own.
/// </summary>
internal sealed class SearchPatients(IntakeDb db, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Least likeness (word similarity) at which a typed word may be a registered one.</summary>
    private const double LikeWord = 0.5;

    private const int MostPicked = 400;

    public async Task<IReadOnlyList<Guid>> Run(string text, int limit, CancellationToken stopping)
    {
        var words = SearchWords.Of(text, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (words.IsEmpty)
        {
            return [];
        }

        string[] names = [.. words.Names];
        string[] sounds = [.. words.Names.Select(NameKeys.Sound)];
        DateOnly[] dates = [.. words.BirthDates];
        DateOnly[] near = [.. words.BirthDates.SelectMany(BirthDates.Near).Distinct()];
        DateOnly[] yearStarts = [.. words.Years.Select(year => new DateOnly(year, 1, 1))];
        string[] phones = [.. words.Phones.Select(phone => "%" + phone)];
        string[] numbers = [.. words.Numbers];
        var (seesAll, cleared, opened) = (actor.SeesEveryClass, actor.Classes.ToArray(), actor.Opened.ToArray());
        string[] numberPieces = [.. words.Numbers.Select(number => $"%{number}%")];

        // Every typed word is weighed against each name that was picked, and against the names of whom a date or number typed fits. A name
        // that leaves a typed word without any likeness is not meant, and the person stands only where a date or number typed fits.
        await using var reading = await db.Database.BeginTransactionAsync(stopping);

        // The index leaves out at once what is less like. A year typed is taken by the planner for a ninth of everybody, who would all be read
        // where the few picked ones are looked up.
        await db.Database.ExecuteSqlAsync(
            $"""
            SELECT set_config('pg_trgm.word_similarity_threshold', {LikeWord.ToString(CultureInfo.InvariantCulture)}, true),
                set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)
            """, stopping);
        Guid[] picked = [.. await NamesLike(names, stopping)];
        var found = await db.Database.SqlQuery<Guid>(
            $"""
            WITH asked AS (SELECT word, sound FROM unnest({names}, {sounds}) AS a (word, sound)),
            known (patient_id, kind, score) AS (
                SELECT id, 'date', 1.2 FROM patients WHERE birth_date = ANY ({dates})
                UNION ALL SELECT id, 'date', 0.3 FROM patients WHERE birth_date = ANY ({near})
                UNION ALL SELECT p.id, 'date', 0.5 FROM unnest({yearStarts}) AS y (first_day)
                    JOIN patients p ON p.birth_date >= y.first_day AND p.birth_date < (y.first_day + interval '1 year')
                UNION ALL SELECT patient_id, 'phone', 1.1 FROM patient_phones WHERE digits LIKE ANY ({phones})
                UNION ALL SELECT id, 'number', 1.5 FROM patients WHERE mrn_key = ANY ({numbers})
                UNION ALL SELECT id, 'number', 0.9 FROM patients WHERE mrn_key LIKE ANY ({numberPieces})
                UNION ALL SELECT patient_id, 'number', 1.3 FROM patient_coverages WHERE member_key = ANY ({numbers})
            ),
            named AS (SELECT id FROM unnest({picked}) AS p (id) UNION SELECT n.id FROM known JOIN patient_names n ON n.patient_id = known.patient_id WHERE EXISTS (SELECT FROM asked)),
            weighed AS (
                SELECT n.patient_id, CASE WHEN n.kind = 'former' THEN 0.98 ELSE 1 END * avg(weight.of_word) AS score, min(weight.of_word) AS weakest
                FROM named JOIN patient_names n ON n.id = named.id CROSS JOIN asked
                CROSS JOIN LATERAL (SELECT CASE
                    WHEN n.search_text LIKE '% ' || asked.word || ' %' THEN 1.0
                    WHEN n.search_text LIKE '% ' || asked.word || '%' THEN 0.9
                    WHEN word_similarity(asked.word, n.search_text) >= {LikeWord} THEN 0.8 * word_similarity(asked.word, n.search_text)
                    WHEN n.word_sounds @> ARRAY[asked.sound] THEN 0.4
                    ELSE 0 END AS of_word) AS weight
                GROUP BY n.id, n.patient_id, n.kind
            ),
            hits AS (SELECT patient_id, 'name' AS kind, max(score) AS score FROM weighed WHERE weakest > 0 GROUP BY patient_id UNION ALL SELECT * FROM known),
            best AS (SELECT patient_id, kind, max(score) AS score FROM hits GROUP BY patient_id, kind)
            SELECT coalesce(p.merged_into_id, p.id) AS "Value"
            FROM best JOIN patients p ON p.id = best.patient_id JOIN patients s ON s.id = coalesce(p.merged_into_id, p.id) LEFT JOIN patient_names n ON n.patient_id = p.id AND n.kind = 'current'
            WHERE {seesAll} OR s.access_class = ANY ({cleared}) OR s.id = ANY ({opened})
            GROUP BY 1 ORDER BY sum(best.score) DESC, min(n.last_key), min(n.first_key), 1 LIMIT {limit}
            """).ToListAsync(stopping);
        await reading.CommitAsync(stopping);
        return found;
    }

    /// <summary>
    /// Names that every typed word fits: as a whole word, then as a beginning, and where those are not too many already, with slips of the pen. One word
    /// alone is the beginning of a last or of a first name before it is anything else: these the index gives in their order, however many there are. Of
    /// more than <see cref="MostPicked"/> in one way the first in the alphabet or the most alike stay: whoever typed so little types on.
    /// </summary>
    private async Task<HashSet<Guid>> NamesLike(string[] words, CancellationToken stopping)
    {
        if (words.Length == 0)
        {
            return [];
        }

        var all = db.Names.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking();
        var (whole, begun, like) = (all, all, all);
        foreach (var word in words)
        {
            var (asWhole, asBeginning, sound) = ($"% {word} %", $"% {word}%", NameKeys.Sound(word));
            whole = whole.Where(name => EF.Functions.Like(name.SearchText, asWhole));
            begun = begun.Where(name => EF.Functions.Like(name.SearchText, asBeginning));
            like = like.Where(name =>
                EF.Functions.Like(name.SearchText, asBeginning) || EF.Functions.TrigramsAreWordSimilar(word, name.SearchText) || name.WordSounds.Contains(sound));
        }

        var picked = new HashSet<Guid>();
        if (words is [var only])
        {
            // Whatever begins with it stands between it and this, in any order of the alphabet.
            var last = only + new string('z', 40);
            picked.UnionWith(await all.Where(name => name.LastKey.CompareTo(only) >= 0 && name.LastKey.CompareTo(last) <= 0)
                .OrderBy(name => name.LastKey).ThenBy(name => name.FirstKey).Select(name => name.Id).Take(MostPicked).ToListAsync(stopping));
            picked.UnionWith(await all.Where(name => name.FirstKey.CompareTo(only) >= 0 && name.FirstKey.CompareTo(last) <= 0)
                .OrderBy(name => name.FirstKey).ThenBy(name => name.LastKey).Select(name => name.Id).Take(MostPicked).ToListAsync(stopping));
        }

        var typed = string.Join(' ', words);
        IQueryable<PatientName>[] ways =
        [
            whole.OrderBy(name => name.LastKey).ThenBy(name => name.FirstKey), begun.OrderBy(name => name.LastKey).ThenBy(name => name.FirstKey),
            like.OrderByDescending(name => EF.Functions.TrigramsWordSimilarity(typed, name.SearchText)).ThenBy(name => name.LastKey).ThenBy(name => name.FirstKey),
        ];
        foreach (var way in ways.TakeWhile(_ => picked.Count < MostPicked))
        {
            picked.UnionWith(await way.Select(name => name.Id).Take(MostPicked).ToListAsync(stopping));
        }

        return picked;
    }
}
