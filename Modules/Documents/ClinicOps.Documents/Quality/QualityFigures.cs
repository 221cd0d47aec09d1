using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Quality;

/// <summary>
/// How well the machine files, counted over the whole clinic: every location and every access class, since a bound that depends on who
/// reads it is none. Numbers only; what is behind them is shown elsewhere, to who may see it.
/// </summary>
internal sealed class QualityFigures(DocumentsDb db)
{
    /// <summary>SQL, of a document d and a filing f: it lies in no chart for good, or in that of another patient.</summary>
    private const string LeftPatient =
        $"""
        (d.state = 'practice' OR (d.state = 'junk' AND (d.is_misdirected OR d.repeat_said IS DISTINCT FROM 'repeat')) OR (d.state = 'filed' AND d.patient_id <> {FiledTo}))
        """;

    /// <summary>
    /// SQL, of a filing f: a person put pages of its document into another one since, and that one left the patient. The pages it had when it was filed are those it had
    /// before anybody changed any. Turned, put in another order, cut into documents of the same patient, or waiting for a person, none is wrong by that.
    /// </summary>
    private const string PagesPutElsewhere =
        $"""
        EXISTS (SELECT 1 FROM (
                SELECT a.before FROM page_acts a JOIN documents own ON own.transmission_id = a.transmission_id AND own.id = f.document_id
                WHERE a.at >= f.at AND a.before @> jsonb_build_array(jsonb_build_object('DocumentId', f.document_id))
                ORDER BY a.at, a.id LIMIT 1) changed
            CROSS JOIN LATERAL jsonb_array_elements(changed.before) part CROSS JOIN LATERAL jsonb_array_elements_text(part -> 'PageIds') page
            JOIN pages p ON p.id = page::uuid JOIN documents d ON d.id = p.document_id
            WHERE (part ->> 'DocumentId')::uuid = f.document_id AND d.id <> f.document_id AND {LeftPatient})
        """;

    /// <summary>SQL, of a filing f: its document was put together with one of another transmission, and what came of that is in another's record, or in none.</summary>
    private const string JoinedElsewhere =
        $"""
        EXISTS (SELECT 1 FROM page_acts a
            WHERE a.kind = 'join' AND a.at >= f.at AND NOT EXISTS (SELECT 1 FROM page_acts u WHERE u.undoes = a.id)
            AND a.before @> jsonb_build_array(jsonb_build_object('DocumentId', f.document_id))
            AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(a.after) part JOIN documents d ON d.id = (part ->> 'DocumentId')::uuid
                WHERE d.state IN ('sorted', 'matched', 'review') OR (d.state = 'filed' AND d.patient_id = {FiledTo})))
        """;

    /// <summary>SQL, of a filing f: the patient, under the record that theirs was merged into.</summary>
    private const string FiledTo = "coalesce((SELECT j.to_id FROM joined_subjects j WHERE j.from_id = f.patient_id), f.patient_id)";

    /// <summary>
    /// SQL, behind filings f: whether it counts as wrong by where its document is by now, and whether a person has said since then that it was not wrong. What
    /// waits for a person counts as neither; a repeat that was set aside was filed to the right patient for all that anybody knows.
    /// </summary>
    private const string Judged =
        $"""
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT 1 FROM documents d WHERE d.id = f.document_id
                    AND (d.state = 'practice' OR (d.state = 'junk' AND (d.is_misdirected OR d.repeat_said IS DISTINCT FROM 'repeat'))))
                OR EXISTS (SELECT 1 FROM (
                        SELECT coalesce(j.to_id, l.patient_id) AS patient_id, l.by FROM filings l LEFT JOIN joined_subjects j ON j.from_id = l.patient_id
                        WHERE l.document_id = f.document_id AND l.act = 'filed' ORDER BY l.at DESC, l.id DESC LIMIT 1) last
                    WHERE last.by IS NOT NULL AND last.patient_id <> {FiledTo})
                OR {PagesPutElsewhere}
                OR {JoinedElsewhere} AS counts,
                coalesce((SELECT e.code = 'filing-said-right' FROM events e
                    WHERE e.document_id = f.document_id AND e.at >= f.at
                        AND e.code IN ('filing-said-right', 'filing-said-right-undone', 'filed', 'sent-to-review', 'marked-junk', 'marked-misdirected', 'filed-to-practice', 'pages-changed')
                    ORDER BY e.at DESC, e.id DESC LIMIT 1), false) AS said_right) w
        """;

    /// <summary>By the week in which documents were received (or taken out, or drawn), newest first; a week begins on Monday.</summary>
    /// <param name="timeZone">IANA name, of the calendar.</param>
    public async Task<IReadOnlyList<QualityWeek>> Weeks(string timeZone, CancellationToken stopping)
    {
        var filed = (await Filed(timeZone, stopping)).ToDictionary(week => week.Week);
        var corrections = (await Corrections(timeZone, stopping)).ToLookup(line => line.Week);
        var rechecks = (await Rechecks(stopping)).ToDictionary(week => week.Week);
        return
        [
            .. filed.Keys.Union(corrections.Select(week => week.Key)).Union(rechecks.Keys).OrderDescending().Select(week => new QualityWeek(
                week,
                filed.GetValueOrDefault(week)?.Automatic ?? 0,
                filed.GetValueOrDefault(week)?.Reviewed ?? 0,
                corrections[week].ToDictionary(line => line.Why, line => line.Count),
                rechecks.GetValueOrDefault(week) ?? new RecheckedWeek(week, 0, 0, 0, 0, 0))),
        ];
    }

    /// <summary>
    /// Automatic filings, and of how many of them a person later said, in daily work or after a re-check, that they were wrong: the document
    /// stands filed by a person to another patient, was put away as junk, as meant for somebody else or as about no patient, or a page of it was. Turning
    /// and re-ordering pages changes no patient, and is no wrong filing. Not where a person says that it was not wrong: those are counted apart.
    /// </summary>
    public async Task<KnownWrong> Known(CancellationToken stopping) => await db.Database.SqlQueryRaw<KnownWrong>(
        $"""
        SELECT count(*)::int AS filed, count(*) FILTER (WHERE w.counts AND NOT w.said_right)::int AS wrong, count(*) FILTER (WHERE w.counts AND w.said_right)::int AS said_right
        FROM filings f {Judged}
        WHERE f.act = 'filed' AND f.why = 'gate'
        """).SingleAsync(stopping);

    /// <summary>Whether an automatic filing of the document counts as wrong. Null where none does, whatever anybody said of it.</summary>
    public async Task<CountedFiling?> CountedWrong(Guid documentId, CancellationToken stopping) => (await db.Database.SqlQueryRaw<CountedFiling>(
        $$"""
        SELECT bool_and(w.said_right) AS is_said_right
        FROM filings f {{Judged}}
        WHERE f.act = 'filed' AND f.why = 'gate' AND f.document_id = {0} AND w.counts
        HAVING count(*) > 0
        """,
        documentId).ToListAsync(stopping)).SingleOrDefault();

    private Task<List<FiledWeek>> Filed(string timeZone, CancellationToken stopping) => db.Database.SqlQuery<FiledWeek>(
        $"""
        SELECT date_trunc('week', d.received_at AT TIME ZONE {timeZone})::date AS week, count(*) FILTER (WHERE m.first)::int AS automatic, count(*) FILTER (WHERE NOT m.first)::int AS reviewed
        FROM documents d CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT 1 FROM filings f WHERE f.document_id = d.id AND f.act = 'filed' AND f.why = 'gate') AS first) m
        WHERE d.state NOT IN ('sorted', 'matched') AND d.type <> 'letter_sent'
        GROUP BY 1
        """).ToListAsync(stopping);

    /// <summary>Only what the machine had filed: a person who corrects a person is no matter of the machine.</summary>
    private Task<List<CorrectedWeek>> Corrections(string timeZone, CancellationToken stopping) => db.Database.SqlQuery<CorrectedWeek>(
        $"""
        SELECT date_trunc('week', u.at AT TIME ZONE {timeZone})::date AS week, u.why, count(*)::int AS count
        FROM filings u
        WHERE u.act = 'unfiled' AND 'gate' = (
            SELECT f.why FROM filings f WHERE f.document_id = u.document_id AND f.act = 'filed' AND (f.at, f.id) < (u.at, u.id) ORDER BY f.at DESC, f.id DESC LIMIT 1)
        GROUP BY 1, 2
        """).ToListAsync(stopping);

    /// <summary>
    /// A drawn filing that counts as wrong by what people did in daily work counts here too, whatever the checker said, and if nobody was asked yet. An answer that the
    /// review of the document did not bear out is no wrong filing: the checker named the wrong one.
    /// </summary>
    private Task<List<RecheckedWeek>> Rechecks(CancellationToken stopping) => db.Database.SqlQueryRaw<RecheckedWeek>(
        $"""
        SELECT s.week, s.population, count(r.id)::int AS drawn,
            count(*) FILTER (WHERE NOT o.known AND (r.verdict = 'agreed' OR (r.verdict = 'wrong' AND (o.upheld OR o.said_right))))::int AS agreed,
            count(*) FILTER (WHERE o.known OR (r.verdict = 'wrong' AND NOT o.upheld AND NOT o.said_right))::int AS wrong,
            count(*) FILTER (WHERE NOT o.known AND r.verdict = 'cannot-tell')::int AS cannot_tell
        FROM recheck_samples s LEFT JOIN rechecks r ON r.sample_id = s.id LEFT JOIN LATERAL (
            SELECT coalesce((
                SELECT coalesce(j.to_id, l.patient_id) = {FiledTo} FROM filings f JOIN filings l ON l.document_id = f.document_id LEFT JOIN joined_subjects j ON j.from_id = l.patient_id
                WHERE f.id = r.filing_id AND l.act = 'filed' AND l.by IS NOT NULL AND l.at >= r.checked_at ORDER BY l.at DESC, l.id DESC LIMIT 1), false) AS upheld,
                coalesce((SELECT w.counts AND NOT w.said_right FROM filings f {Judged} WHERE f.id = r.filing_id), false) AS known,
                coalesce((SELECT w.said_right FROM filings f {Judged} WHERE f.id = r.filing_id), false) AS said_right) o ON true
        GROUP BY s.week, s.population
        """).ToListAsync(stopping);
}

/// <param name="Automatic">Documents received in that week that the machine filed.</param>
/// <param name="Reviewed">Those that it put before a person.</param>
/// <param name="Corrections">Automatic filings taken back in that week, by <see cref="FilingWhy"/>.</param>
internal sealed record QualityWeek(DateOnly Week, int Automatic, int Reviewed, IReadOnlyDictionary<string, int> Corrections, RecheckedWeek Rechecked)
{
    public int Decided => Automatic + Reviewed;

    public static QualityWeek InAll(IReadOnlyList<QualityWeek> weeks) => new(
        default,
        weeks.Sum(week => week.Automatic),
        weeks.Sum(week => week.Reviewed),
        weeks.SelectMany(week => week.Corrections).GroupBy(line => line.Key).ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.Value)),
        new RecheckedWeek(
            default,
            weeks.Sum(week => week.Rechecked.Population),
            weeks.Sum(week => week.Rechecked.Drawn),
            weeks.Sum(week => week.Rechecked.Agreed),
            weeks.Sum(week => week.Rechecked.Wrong),
            weeks.Sum(week => week.Rechecked.CannotTell)));
}

/// <param name="Population">Automatic filings of the week.</param>
/// <param name="Drawn">Of them, those to be checked again.</param>
internal sealed record RecheckedWeek(DateOnly Week, int Population, int Drawn, int Agreed, int Wrong, int CannotTell)
{
    /// <summary>Of which a person could say whose they are.</summary>
    public int Checked => Agreed + Wrong;

    public int Left => Drawn - Agreed - Wrong - CannotTell;

    /// <summary>Of what was answered alone: who passes over the hard ones makes it lower.</summary>
    public double Bound => UpperBound.Of(Wrong, Checked);

    /// <summary>Were all of them wrong that wait, or of which nobody could say whose they are: no choice of what to answer makes it lower.</summary>
    public double BoundAtWorst => UpperBound.Of(Drawn - Agreed, Drawn);
}

/// <param name="SaidRight">Besides <paramref name="Wrong"/>: those that would count, but a person said that they were not wrong.</param>
internal sealed record KnownWrong(int Filed, int Wrong, int SaidRight);

/// <param name="IsSaidRight">A person has said that it was not wrong: the figures leave it out.</param>
internal sealed record CountedFiling(bool IsSaidRight);

internal sealed record FiledWeek(DateOnly Week, int Automatic, int Reviewed);

internal sealed record CorrectedWeek(DateOnly Week, string Why, int Count);
