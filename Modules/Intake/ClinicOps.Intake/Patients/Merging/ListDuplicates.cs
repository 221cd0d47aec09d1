using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>
/// Records of the whole register that may be one person, two by two, likeliest first: of the very same name with the same birth date or a slip of it, or of
/// the same first name, or a nickname of it, with a phone or member id in common; then of a like name (a nickname, the same sound, first and last exchanged) with the same
/// birth date. Pairs that somebody told apart are left out, and those of which one is closed to who looks.
/// </summary>
internal sealed class ListDuplicates(IntakeDb db, IOrganization organization, TimeProvider clock)
{
    public const int MostShown = 50;

    /// <summary>Found by their keys, before what speaks against them is weighed.</summary>
    private const int MostWeighed = 400;

    private static readonly string[] Called = [.. Nicknames.Pairs.Select(pair => pair.One)];
    private static readonly string[] AlsoCalled = [.. Nicknames.Pairs.Select(pair => pair.Other)];

    public async Task<DuplicateList> Run(CancellationToken stopping)
    {
        var pairs = await Alike().OrderByDescending(pair => pair.Likely).ThenBy(pair => pair.One).ThenBy(pair => pair.Other).Take(MostWeighed).ToListAsync(stopping);
        var records = await Records([.. pairs.SelectMany(pair => new[] { pair.One, pair.Other })], stopping);
        var found = new List<DuplicatePair>();
        foreach (var pair in pairs)
        {
            if (records.TryGetValue(pair.One, out var one) && records.TryGetValue(pair.Other, out var other) && SuggestDuplicates.Weigh(one, other) is { } weighed)
            {
                found.Add(new DuplicatePair(RegisteredPatients.Summary(one), weighed));
            }
        }

        return new DuplicateList([.. found.OrderByDescending(pair => pair.Score).ThenBy(pair => pair.One.ListName, StringComparer.Ordinal).Take(MostShown)], found.Count > MostShown || pairs.Count == MostWeighed, await Apart(stopping));
    }

    /// <summary>What was said to be two people, latest first.</summary>
    private async Task<IReadOnlyList<PairApart>> Apart(CancellationToken stopping)
    {
        var said = await db.PatientsApart.AsNoTracking().Where(pair => pair.EndedAt == null).OrderByDescending(pair => pair.At).Take(MostShown).ToListAsync(stopping);
        var records = await Records([.. said.SelectMany(pair => new[] { pair.OneId, pair.OtherId })], stopping);
        var shown = new List<PairApart>();
        foreach (var pair in said)
        {
            if (records.TryGetValue(pair.OneId, out var one) && records.TryGetValue(pair.OtherId, out var other))
            {
                shown.Add(new PairApart(RegisteredPatients.Summary(one), RegisteredPatients.Summary(other), await organization.WhoAndWhen(pair.By, clock.GetUtcNow() - pair.At, stopping: stopping)));
            }
        }

        return shown;
    }

    private async Task<Dictionary<Guid, Patient>> Records(IReadOnlyCollection<Guid> ids, CancellationToken stopping) =>
        await db.WholePatients.AsNoTracking().Where(patient => ids.Contains(patient.Id) && patient.MergedIntoId == null).AsSplitQuery().ToDictionaryAsync(patient => patient.Id, stopping);

    /// <summary>By equal keys alone, which the database joins without looking at every two: then what differs in more than two digits of a birth date is left out.</summary>
    private IQueryable<AlikePair> Alike() =>
        from pair in db.Database.SqlQuery<AlikePair>(
            $"""
            WITH named AS MATERIALIZED (
                SELECT DISTINCT n.patient_id, n.first_key, n.last_key, n.word_sounds[1] AS first_sound, n.last_sounds, p.birth_date, to_char(p.birth_date, 'YYYYMMDD') AS born
                FROM patient_names n JOIN patients p ON p.id = n.patient_id
                WHERE p.merged_into_id IS NULL AND n.first_key <> '' AND n.last_key <> ''),
            sounded AS MATERIALIZED (
                SELECT DISTINCT patient_id, first_key, last_key, first_sound, birth_date, sound FROM named CROSS JOIN LATERAL unnest(last_sounds) AS sound),
            nicknames AS MATERIALIZED (SELECT one, other FROM unnest({Called}, {AlsoCalled}) AS known (one, other)),
            alike AS (
                SELECT a.patient_id AS one, b.patient_id AS other, 3 AS likely
                FROM named a JOIN named b USING (first_key, last_key, birth_date) WHERE a.patient_id < b.patient_id
                UNION ALL
                SELECT a.patient_id, b.patient_id, 2
                FROM named a JOIN named b ON a.first_key = b.first_key AND a.last_key = b.last_key AND left(a.born, 4) = left(b.born, 4) AND a.born <> b.born
                WHERE a.patient_id < b.patient_id
                  AND ((substr(a.born, 5, 2) = substr(b.born, 7, 2) AND substr(a.born, 7, 2) = substr(b.born, 5, 2)) OR left(a.born, 6) = left(b.born, 6) OR right(a.born, 2) = right(b.born, 2))
                UNION ALL
                SELECT a.patient_id, b.patient_id, 2
                FROM named a JOIN named b ON a.first_key = b.first_key AND a.last_key = b.last_key AND right(a.born, 4) = right(b.born, 4) AND a.born <> b.born
                WHERE a.patient_id < b.patient_id
                  AND (SELECT count(*) FROM generate_series(1, 4) digit WHERE substr(a.born, digit, 1) <> substr(b.born, digit, 1)) <= 2
                UNION ALL
                SELECT a.patient_id, b.patient_id, CASE WHEN a.first_key = b.first_key THEN 2 ELSE 1 END
                FROM patient_phones mine JOIN patient_phones theirs ON theirs.digits = mine.digits AND mine.patient_id < theirs.patient_id
                JOIN named a ON a.patient_id = mine.patient_id JOIN named b ON b.patient_id = theirs.patient_id AND b.last_key = a.last_key
                WHERE mine.digits <> '' AND (a.first_key = b.first_key OR (a.first_key, b.first_key) IN (SELECT one, other FROM nicknames))
                UNION ALL
                SELECT a.patient_id, b.patient_id, CASE WHEN a.first_key = b.first_key THEN 2 ELSE 1 END
                FROM patient_coverages mine JOIN patient_coverages theirs ON theirs.member_key = mine.member_key AND mine.patient_id < theirs.patient_id
                JOIN named a ON a.patient_id = mine.patient_id JOIN named b ON b.patient_id = theirs.patient_id
                WHERE mine.member_key <> '' AND (a.first_key = b.first_key OR (a.first_key, b.first_key) IN (SELECT one, other FROM nicknames))
                UNION ALL
                SELECT a.patient_id, b.patient_id, 1
                FROM sounded a JOIN sounded b USING (birth_date, sound)
                WHERE a.patient_id < b.patient_id AND (a.first_key, a.last_key) <> (b.first_key, b.last_key)
                  AND (a.first_key = b.first_key OR a.first_sound = b.first_sound OR (a.first_key, b.first_key) IN (SELECT one, other FROM nicknames))
                UNION ALL
                SELECT a.patient_id, b.patient_id, 2
                FROM named a JOIN named b ON b.birth_date = a.birth_date AND b.first_key = a.last_key AND b.last_key = a.first_key
                WHERE a.patient_id < b.patient_id AND a.first_key <> a.last_key)
            SELECT one, other, max(likely) + count(DISTINCT likely) AS likely FROM alike GROUP BY one, other
            """)
        where db.Patients.Any(patient => patient.Id == pair.One) && db.Patients.Any(patient => patient.Id == pair.Other)
            && !db.PatientsApart.Any(apart => apart.EndedAt == null && apart.OneId == pair.One && apart.OtherId == pair.Other)
        select pair;
}

/// <param name="Likely">By which keys the two are alike: the more, the sooner they are weighed.</param>
internal sealed record AlikePair(Guid One, Guid Other, long Likely);

/// <param name="HasMore">More come once these are settled.</param>
/// <param name="Apart">Pairs that were said to be two people.</param>
internal sealed record DuplicateList(IReadOnlyList<DuplicatePair> Found, bool HasMore, IReadOnlyList<PairApart> Apart);

/// <param name="Other">The other record, with what speaks for it and against.</param>
internal sealed record DuplicatePair(PatientSummary One, Duplicate Other)
{
    /// <summary>What agrees less what does not; a contradiction outweighs an address, and what only sounds alike is no more than that.</summary>
    public int Score => Other.Agrees.Count - (2 * Other.Differs.Count) - (Other.IsBySound ? 2 : 0);

    public string InWords => Score >= 4 ? "very likely" : Score >= 2 ? "likely" : "perhaps";
}

/// <param name="Said">"Ana Ruiz, 2 min ago".</param>
internal sealed record PairApart(PatientSummary One, PatientSummary Other, string Said);
