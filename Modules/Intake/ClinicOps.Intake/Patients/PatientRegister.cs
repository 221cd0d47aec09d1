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
internal sealed class PatientRegister(IntakeDb db) : IPatientRegister
{
    /// <summary>Least trigram similarity of last names of which one may be the other.</summary>
    private const double LikeLastName = 0.5;

    public async Task<CandidateSet> FindCandidates(MatchQuery query, CancellationToken cancel)
    {
        using var outside = Outside();
        var ids = await CandidateIds(query, cancel);
        var found = await WithNumbers(ids.Take(query.Limit).ToList(), cancel);
        outside.Complete();
        return new CandidateSet(found, ids.Count > query.Limit);
    }

    public async Task<IReadOnlyList<NamedPerson>> NamedIn(IReadOnlyList<NamePair> pairs, CancellationToken cancel)
    {
        var asked = pairs.Where(IsWhole).Select(pair => PatientName.Pair(pair.First, pair.Last)).Distinct().ToArray();
        if (asked.Length == 0)
        {
            return [];
        }

        using var outside = Outside();
        // Each pair by itself: an index asked for thousands at once goes through all of them for every row that it meets.
        var hits = await db.Database.SqlQuery<NamedHit>(
            $"""
            SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS patient_id, asked.pair
            FROM unnest({asked}) AS asked (pair) JOIN patient_names n ON n.key_pairs @> ARRAY[asked.pair] JOIN patients p ON p.id = n.patient_id
            """).ToListAsync(cancel);
        outside.Complete();
        return hits.ConvertAll(hit => new NamedPerson(hit.PatientId, new NamePair(hit.Pair.Split('|')[0], hit.Pair.Split('|')[1])));
    }

    public async Task<RegisterState> State(CancellationToken cancel)
    {
        using var outside = Outside();
        var state = await db.Database.SqlQuery<StateRow>(
            $"""
            SELECT coalesce((SELECT max(at) FROM patient_imports), (SELECT max(changed_at) FROM patients)) AS refreshed_at,
                   (SELECT count(*)::int FROM patients WHERE merged_into_id IS NULL) AS patients
            """).SingleAsync(cancel);
        outside.Complete();
        return new RegisterState(state.RefreshedAt, state.Patients);
    }

    /// <summary>Best first, one more than the limit when there are more. One statement: every hit of every kind, then each person's best.</summary>
    private async Task<List<Guid>> CandidateIds(MatchQuery query, CancellationToken cancel)
    {
        var names = query.Names.Where(IsWhole).ToList();
        string[] pairs = [.. names.Select(name => PatientName.Pair(name.First, name.Last)).Distinct()];
        string[] firsts = [.. names.Select(name => name.First).Distinct()];
        string[] sounds = [.. names.Select(name => NameKeys.Sound(name.Last)).Distinct()];

        // A first name of the same key or sound begins with the same letter: the letter is all there is to ask.
        var asked = names.Select(name => (Initial: name.First[..1], name.Last, Sound: NameKeys.Sound(name.Last))).Distinct().ToList();
        string[] askedInitials = [.. asked.Select(ask => ask.Initial)];
        string[] askedLasts = [.. asked.Select(ask => ask.Last)];
        string[] askedSounds = [.. asked.Select(ask => ask.Sound)];
        string[] mrns = [.. query.Mrns.Where(mrn => mrn.Length > 0)];
        string[] phones = [.. query.Phones.Where(phone => phone.Length > 0)];
        string[] members = [.. query.MemberIds.Where(id => id.Length > 0)];
        DateOnly[] dates = [.. query.BirthDates];
        DateOnly[] near = [.. query.NearBirthDates];
        // The index leaves out at once who is less like, where else every row with some letters in common would be weighed.
        await using var reading = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT set_config('pg_trgm.similarity_threshold', {LikeLastName.ToString(CultureInfo.InvariantCulture)}, true)", cancel);
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
            WITH hits (patient_id, rank) AS (
                SELECT id, 0 FROM patients WHERE birth_date = ANY ({dates}) OR mrn_key = ANY ({mrns})
                UNION ALL SELECT patient_id, 0 FROM patient_names WHERE key_pairs && {pairs}
                UNION ALL SELECT patient_id, 1 FROM patient_phones WHERE digits = ANY ({phones})
                UNION ALL SELECT patient_id, 1 FROM patient_coverages WHERE member_key = ANY ({members})
                UNION ALL SELECT p.id, 1 FROM patients p JOIN patient_names n ON n.patient_id = p.id
                    WHERE p.birth_date = ANY ({near}) AND (n.last_sounds && {sounds} OR n.first_keys && {firsts})
                UNION ALL SELECT n.patient_id, 1
                    FROM unnest({askedInitials}, {askedLasts}, {askedSounds}) AS asked (initial, last, sound)
                    JOIN patient_names n ON (n.last_sounds @> ARRAY[asked.sound] OR (n.last_key % asked.last AND similarity(n.last_key, asked.last) >= {LikeLastName}))
                    WHERE left(n.first_key, 1) = asked.initial
            )
            SELECT coalesce(p.merged_into_id, p.id) AS "Value"
            FROM hits JOIN patients p ON p.id = hits.patient_id
            GROUP BY 1 ORDER BY min(hits.rank), 1 LIMIT {query.Limit + 1}
            """).ToListAsync(cancel);
        await reading.CommitAsync(cancel);
        return ids;
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
        var bearersOfFirst = await Bearers("first", [.. names.Select(name => name.FirstKey).Distinct()], cancel);
        var bearersOfLast = await Bearers("last", [.. names.Select(name => name.LastKey).Distinct()], cancel);
        var sharers = await Sharers([.. rows.SelectMany(patient => patient.Coverages).Select(coverage => coverage.MemberKey).Where(key => key.Length > 0).Distinct()], cancel);
        var bearersOfDate = await BearersOfDate([.. rows.Select(patient => patient.BirthDate).Distinct()], cancel);
        var persons = rows.ToLookup(patient => patient.MergedIntoId ?? patient.Id);
        return ids
            .Select(id => (Survivor: persons[id].Single(patient => patient.Id == id), All: persons[id].OrderBy(patient => patient.Id != id).ToList()))
            .Select(person => new PatientCandidate(
                person.Survivor.Id,
                person.Survivor.Mrn,
                [.. person.All.SelectMany(patient => patient.Names.Select(name => Registered(name, patient == person.Survivor, bearersOfFirst, bearersOfLast)))],
                person.Survivor.BirthDate,
                person.Survivor.Sex,
                [.. person.All.SelectMany(patient => patient.Phones).Select(phone => phone.Digits).Where(digits => digits.Length > 0).Distinct()],
                [.. person.All.SelectMany(patient => patient.Addresses).Select(a => new RegisteredAddress(a.Line, a.City, a.State, a.Zip)).Distinct()],
                [
                    .. person.All.SelectMany(patient => patient.Coverages)
                        .Where(coverage => coverage.MemberKey.Length > 0)
                        .Select(c => new RegisteredMemberId(c.MemberKey, c.HolderFirst, c.HolderLast, sharers.GetValueOrDefault(c.MemberKey)))
                        .Distinct(),
                ])
            {
                BirthDateBearers = bearersOfDate.GetValueOrDefault(person.Survivor.BirthDate),
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

    private Task<Dictionary<string, int>> Bearers(string part, string[] keys, CancellationToken cancel)
    {
        var current = db.Names.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(name => name.Kind == NameKinds.Current && db.Patients.Any(p => p.Id == name.PatientId && p.MergedIntoId == null));
        var counted = part == "first"
            ? current.Where(name => keys.Contains(name.FirstKey)).GroupBy(name => name.FirstKey)
            : current.Where(name => keys.Contains(name.LastKey)).GroupBy(name => name.LastKey);
        return counted.Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancel);
    }

    private Task<Dictionary<DateOnly, int>> BearersOfDate(DateOnly[] dates, CancellationToken cancel) =>
        db.Patients.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(patient => patient.MergedIntoId == null && dates.Contains(patient.BirthDate))
            .GroupBy(patient => patient.BirthDate).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancel);

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

    private sealed record StateRow(DateTimeOffset? RefreshedAt, int Patients);
}
