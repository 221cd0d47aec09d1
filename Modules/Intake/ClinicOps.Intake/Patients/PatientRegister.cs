using System.Globalization;
using System.Transactions;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// The register as whoever files documents asks it. Asked also from inside another module's transaction: it steps out of that,
/// since a second connection would make one transaction of two databases' roles. It answers over all registered, whoever asks: a
/// namesake out of sight is a namesake.
/// </summary>
internal sealed class PatientRegister(IntakeDb db, RegisterBearers bearers) : IPatientRegister
{
    /// <summary>Least trigram similarity of last names of which one may be the other.</summary>
    private const double LikeLastName = 0.5;

    /// <summary>Rank of those who fit by a like name and nothing else.</summary>
    private const int AlikeByName = 2;

    private const int MostAlike = 40;

    public async Task<CandidateSet> FindCandidates(MatchQuery query, CancellationToken cancel)
    {
        using var outside = Outside();
        var hits = await Hits(query, cancel);
        var found = await WithNumbers(hits.Take(query.Limit).Select(hit => hit.PatientId).ToList(), cancel);
        outside.Complete();
        return new CandidateSet(found, hits.Count > query.Limit && hits[query.Limit].Rank < AlikeByName);
    }

    public async Task<IReadOnlyList<NamedPerson>> NamedIn(IReadOnlyList<NamePair> pairs, CancellationToken cancel)
    {
        var asked = pairs.Where(IsWhole).Select(pair => PatientName.Pair(pair.First, pair.Last)).Distinct().ToArray();
        if (asked.Length == 0)
        {
            return [];
        }

        using var outside = Outside();
        // Each pair by itself: an index asked for thousands at once goes through all of them for every row that it meets. Each person by itself:
        // the planner takes a pair for common, and would read everybody.
        var hits = await db.Database.SqlQuery<NamedHit>(
            $"""
            SELECT DISTINCT (SELECT coalesce(p.merged_into_id, p.id) FROM patients p WHERE p.id = n.patient_id) AS patient_id, asked.pair
            FROM unnest({asked}) AS asked (pair) JOIN patient_names n ON n.key_pairs @> ARRAY[asked.pair]
            """).ToListAsync(cancel);
        outside.Complete();
        return hits.ConvertAll(hit => new NamedPerson(hit.PatientId, new NamePair(hit.Pair.Split('|')[0], hit.Pair.Split('|')[1])));
    }

    public async Task<RegisterState> State(CancellationToken cancel)
    {
        using var outside = Outside();
        var refreshedAt = await db.Database.SqlQuery<DateTimeOffset?>(
            $"""
            SELECT coalesce((SELECT max(at) FROM patient_imports), (SELECT max(changed_at) FROM patients)) AS "Value"
            """).SingleAsync(cancel);
        var patients = (await bearers.Of(db, cancel))?.Patients
            ?? await db.Patients.IgnoreQueryFilters([ModuleDb.AccessFilter]).CountAsync(patient => patient.MergedIntoId == null, cancel);
        outside.Complete();
        return new RegisterState(refreshedAt, patients);
    }

    /// <summary>
    /// Best first, one more than the limit when there are more. One statement: every hit of every kind, then each person's best. Of those
    /// alike by name alone no more than <see cref="MostAlike"/> are weighed further: in a large register a common name has thousands.
    /// </summary>
    private async Task<List<Hit>> Hits(MatchQuery query, CancellationToken cancel)
    {
        var names = query.Names.Where(IsWhole).ToList();
        string[] pairs = [.. names.Select(name => PatientName.Pair(name.First, name.Last)).Distinct()];
        string[] firsts = [.. names.Select(name => name.First).Distinct()];
        string[] lasts = [.. names.Select(name => name.Last).Distinct()];
        string[] sounds = [.. lasts.Select(NameKeys.Sound).Distinct()];

        // A first name of the same key or sound begins with the same letter: the letter is all there is to ask.
        var asked = names.Select(name => (Initial: name.First[..1], name.Last)).Distinct().ToList();
        string[] initials = [.. asked.Select(ask => ask.Initial)];
        string[] lastOfInitials = [.. asked.Select(ask => ask.Last)];
        string[] sounding = [.. asked.Select(ask => PatientName.WithInitial(NameKeys.Sound(ask.Last), ask.Initial)).Distinct()];
        string[] readFirsts = [.. names.Select(name => name.First)];
        string[] readLasts = [.. names.Select(name => name.Last)];
        string[] mrns = [.. query.Mrns.Where(mrn => mrn.Length > 0)];
        string[] phones = [.. query.Phones.Where(phone => phone.Length > 0)];
        string[] members = [.. query.MemberIds.Where(id => id.Length > 0)];
        DateOnly[] dates = [.. query.BirthDates];
        DateOnly[] near = [.. query.NearBirthDates];
        // The index leaves out at once who is less like, where else every row with some letters in common would be weighed.
        await using var reading = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT set_config('pg_trgm.similarity_threshold', {LikeLastName.ToString(CultureInfo.InvariantCulture)}, true)", cancel);
        var hits = await db.Database.SqlQuery<Hit>(
            $"""
            WITH alike (starts) AS (
                SELECT coalesce(array_agg('=' || l.key || '|' || asked.initial), ARRAY[]::text[]) || {sounding}
                FROM unnest({initials}, {lastOfInitials}) AS asked (initial, last)
                JOIN last_names l ON l.key % asked.last AND similarity(l.key, asked.last) >= {LikeLastName}
            ),
            picked (patient_id, rank) AS (
                SELECT id, 0 FROM patients WHERE birth_date = ANY ({dates}) OR mrn_key = ANY ({mrns})
                UNION ALL SELECT patient_id, 0 FROM patient_names WHERE key_pairs && {pairs}
                UNION ALL SELECT patient_id, 1 FROM patient_phones WHERE digits = ANY ({phones})
                UNION ALL SELECT patient_id, 1 FROM patient_coverages WHERE member_key = ANY ({members})
                UNION ALL SELECT p.id, 1 FROM patients p JOIN patient_names n ON n.patient_id = p.id
                    WHERE p.birth_date = ANY ({near}) AND (n.last_sounds && {sounds} OR n.first_keys && {firsts} OR n.starts && (SELECT starts FROM alike))
            ),
            hits (patient_id, rank) AS (
                SELECT * FROM picked
                UNION ALL (SELECT n.patient_id, {AlikeByName} FROM patient_names n
                    WHERE n.starts && (SELECT starts FROM alike) AND n.patient_id NOT IN (SELECT patient_id FROM picked)
                    GROUP BY n.patient_id
                    ORDER BY max((SELECT max(similarity(n.first_key, asked.first) + similarity(n.last_key, asked.last)) FROM unnest({readFirsts}, {readLasts}) AS asked (first, last))) DESC, n.patient_id
                    LIMIT {MostAlike})
            )
            SELECT coalesce(p.merged_into_id, p.id) AS patient_id, min(hits.rank) AS rank
            FROM hits JOIN patients p ON p.id = hits.patient_id
            GROUP BY 1 ORDER BY 2, 1 LIMIT {query.Limit + 1}
            """).ToListAsync(cancel);
        await reading.CommitAsync(cancel);
        return hits;
    }

    private async Task<IReadOnlyList<PatientCandidate>> WithNumbers(List<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        // With those merged into them: the surviving record answers with all their names and numbers.
        var rows = await db.WholePatients.AsNoTracking().IgnoreQueryFilters([ModuleDb.AccessFilter])
            .Where(patient => ids.Contains(patient.Id) || ids.Contains(patient.MergedIntoId!.Value))
            .ToListAsync(cancel);
        var names = rows.SelectMany(patient => patient.Names).ToList();
        var counted = await bearers.Of(db, cancel);
        var ofFirst = await Bearers(counted?.FirstNames, [.. names.Select(name => name.FirstKey).Distinct()], RegisterBearers.FirstNames, cancel);
        var ofLast = await Bearers(counted?.LastNames, [.. names.Select(name => name.LastKey).Distinct()], RegisterBearers.LastNames, cancel);
        var ofDate = await Bearers(counted?.BirthDates, [.. rows.Select(patient => patient.BirthDate).Distinct()], RegisterBearers.BirthDates, cancel);
        var sharers = await Sharers([.. rows.SelectMany(patient => patient.Coverages).Select(coverage => coverage.MemberKey).Where(key => key.Length > 0).Distinct()], cancel);
        var persons = rows.ToLookup(patient => patient.MergedIntoId ?? patient.Id);
        return ids
            .Select(id => (Survivor: persons[id].Single(patient => patient.Id == id), All: persons[id].OrderBy(patient => patient.Id != id).ToList()))
            .Select(person => new PatientCandidate(
                person.Survivor.Id,
                person.Survivor.Mrn,
                [.. person.All.SelectMany(patient => patient.Names.Select(name => Registered(name, patient == person.Survivor, ofFirst, ofLast)))],
                person.Survivor.BirthDate,
                person.Survivor.Sex,
                [.. person.All.SelectMany(patient => patient.Phones).Select(phone => phone.Digits).Where(digits => digits.Length > 0).Distinct()],
                [.. person.All.SelectMany(patient => patient.Addresses).Where(a => !a.WasMistake).Select(a => new RegisteredAddress(a.Line, a.City, a.State, a.Zip)).Distinct()],
                [
                    .. person.All.SelectMany(patient => patient.Coverages)
                        .Where(coverage => coverage.MemberKey.Length > 0)
                        .Select(c => new RegisteredMemberId(c.MemberKey, c.HolderFirst, c.HolderLast, sharers.GetValueOrDefault(c.MemberKey)))
                        .Distinct(),
                ])
            {
                BirthDateBearers = ofDate.GetValueOrDefault(person.Survivor.BirthDate),
                Merged = [.. person.All.Where(patient => patient != person.Survivor).Select(patient => new MergedRecord(patient.Mrn, patient.BirthDate, patient.Sex))],
            })
            .ToList();
    }

    /// <summary>The current name of a record merged into another is a former name of the survivor.</summary>
    private static RegisteredName Registered(PatientName name, bool survivors, Dictionary<string, int> firsts, Dictionary<string, int> lasts) => new(
        name.First,
        name.Middle,
        name.Last,
        name.Suffix,
        name.Kind switch
        {
            NameKinds.Preferred => NameKind.Preferred,
            NameKinds.Current when survivors => NameKind.Current,
            _ => NameKind.Former,
        },
        firsts.GetValueOrDefault(name.FirstKey),
        lasts.GetValueOrDefault(name.LastKey));

    /// <summary>As counted lately; what was not met then is counted now.</summary>
    private async Task<Dictionary<TKey, int>> Bearers<TKey>(
        IReadOnlyDictionary<TKey, int>? lately, TKey[] keys, Func<IntakeDb, TKey[]?, IQueryable<BearersOf<TKey>>> count, CancellationToken cancel)
        where TKey : notnull
    {
        var found = keys.Where(key => lately?.ContainsKey(key) == true).ToDictionary(key => key, key => lately![key]);
        TKey[] rest = [.. keys.Where(key => !found.ContainsKey(key))];
        foreach (var row in rest.Length == 0 ? [] : await count(db, rest).ToListAsync(cancel))
        {
            found[row.Key] = row.Count;
        }

        return found;
    }

    private Task<Dictionary<string, int>> Sharers(string[] keys, CancellationToken cancel) =>
        (from coverage in db.Set<PatientCoverage>().IgnoreQueryFilters([ModuleDb.AccessFilter])
         join patient in db.Patients on coverage.PatientId equals patient.Id
         where keys.Contains(coverage.MemberKey)
         group patient.MergedIntoId ?? patient.Id by coverage.MemberKey into persons
         select new { persons.Key, Count = persons.Distinct().Count() })
        .ToDictionaryAsync(row => row.Key, row => row.Count, cancel);

    private static TransactionScope Outside() => new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    private static bool IsWhole(NamePair pair) => pair is { First.Length: > 0, Last.Length: > 0 };

    private sealed record NamedHit(Guid PatientId, string Pair);

    private sealed record Hit(Guid PatientId, int Rank);
}
