using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>
/// How far each listed visit has come. It is reckoned from the visit, the desk, the attempts and the steps each time: whatever was done, anywhere, counts.
/// Over all listed visits, whoever may see them, and of them nothing but ids, times and codes: an absence is not over because somebody does not see its rest. Who
/// is here is Intake's to say, asked as the machine for the same reason.
/// </summary>
internal sealed class OutageStandings(SchedulingDb db, IServiceScopeFactory scopes)
{
    private static readonly string[] OfLetters =
        [OutageAct.LetterAsked, OutageAct.LetterDrafted, OutageAct.LetterRefused, OutageAct.LetterWithdrawn, OutageAct.LetterDropped, OutageAct.LetterSent, OutageAct.LetterFailed];

    public Task<IReadOnlyList<ListedVisit>> Of(Guid outageId, CancellationToken stopping) => Of(db.OutageVisits.Where(listed => listed.OutageId == outageId), stopping);

    /// <summary>Where the visit stands now, on the list of an absence that was not taken back; null where its provider is there.</summary>
    public async Task<ListedVisit?> StandsOut(Guid visitId, CancellationToken stopping) =>
        (await Of(db.OutageVisits.Where(listed => listed.VisitId == visitId && listed.Outage!.TakenBackAt == null), stopping)).FirstOrDefault(listed => listed.StandsOut);

    public async Task<IReadOnlyList<ListedVisit>> Of(IQueryable<OutageVisit> wanted, CancellationToken stopping)
    {
        var rows = await (
            from listed in wanted.AsNoTracking()
            join visit in db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]) on listed.VisitId equals visit.Id
            select new { Listed = listed, listed.Outage, visit.PatientId, visit.State, visit.Version, At = new ListedPlace(visit.ProviderId, visit.LocationId, visit.StartsAt, visit.EndsAt) }).ToListAsync(stopping);
        var (ids, visits) = (rows.ConvertAll(row => row.Listed.Id), rows.Select(row => row.Listed.VisitId).Distinct().ToList());
        var steps = (await db.OutageSteps.AsNoTracking().Where(step => ids.Contains(step.ListedId)).OrderBy(step => step.At).ThenBy(step => step.Id).ToListAsync(stopping)).ToLookup(step => step.ListedId);
        var attempts = (await db.StandingAttempts.AsNoTracking().Where(attempt => visits.Contains(attempt.VisitId) && attempt.Outcome != ContactOutcome.Confirmed && attempt.Outcome != ContactOutcome.Cancels)
            .OrderBy(attempt => attempt.At).ThenBy(attempt => attempt.Id).ToListAsync(stopping)).ToLookup(attempt => attempt.VisitId);

        var here = visits.Count == 0 ? [] : await Reached(visits, stopping);
        return rows.ConvertAll(row => Reckon(
            new ListedVisit(row.Listed, row.Outage!, row.PatientId, row.State, row.Version, row.At)
            {
                Attempts = [.. attempts[row.Listed.VisitId].Where(attempt => attempt.StartsAt == row.Listed.StartsAt && attempt.At >= row.Listed.ListedAt)],
                LastOfLetter = LastOfLetter([.. steps[row.Listed.Id].Where(step => OfLetters.Contains(step.What))]),
                IsCallAsked = steps[row.Listed.Id].LastOrDefault(step => step.What is OutageAct.CallAsked or OutageAct.CallEnded) is { What: OutageAct.CallAsked },
            },
            here.GetValueOrDefault(row.Listed.VisitId)));
    }

    /// <summary>By visit, the last step that stands of whoever has come. Of another module, and asked in the middle of a transaction too.</summary>
    private Task<Dictionary<Guid, string?>> Reached(List<Guid> visits, CancellationToken stopping) =>
        Apart.Ask(async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<IVisitProgress>().Of(visits, stopping)).ToDictionary(one => one.VisitId, one => one.Reached?.Step);
        });

    /// <summary>What failed for good has told nobody, though that it had left was heard of later.</summary>
    private static OutageStep? LastOfLetter(IReadOnlyList<OutageStep> steps) =>
        steps.LastOrDefault(step => step is not { What: OutageAct.LetterSent, DeliveryId: { } left } || !steps.Any(other => other.What == OutageAct.LetterFailed && other.DeliveryId == left));

    private static ListedVisit Reckon(ListedVisit listed, string? reached) => listed with
    {
        Standing = listed.IsElsewhere ? listed.At.ProviderId != listed.Outage.ProviderId && listed.At.StartsAt == listed.Listed.StartsAt ? OutageStanding.Kept : OutageStanding.Moved
            : listed.VisitState == VisitStates.Cancelled ? listed.LastOfLetter is { What: OutageAct.LetterSent } ? OutageStanding.ToldByLetter : OutageStanding.Cancelled
            : listed.VisitState == VisitStates.Done || reached == VisitSteps.Done ? OutageStanding.Seen
            : listed.VisitState == VisitStates.Missed ? OutageStanding.Missed
            : listed.Outage.TakenBackAt is not null ? OutageStanding.ProviderBack
            : listed.LastOfLetter?.What switch
            {
                OutageAct.LetterSent => reached is null ? OutageStanding.ToldByLetter : OutageStanding.CameAllTheSame,
                OutageAct.LetterAsked or OutageAct.LetterDrafted => OutageStanding.LetterWaits,
                OutageAct.LetterFailed or OutageAct.LetterRefused => OutageStanding.LetterFailed,
                _ => listed.Attempts.Count > 0 ? OutageStanding.Called : OutageStanding.Waiting,
            },
        IsHere = reached is not null and not VisitSteps.Done,
    };
}

/// <summary>A visit on the list of an absence, and how far it has come.</summary>
/// <param name="At">Where it stands now.</param>
internal sealed record ListedVisit(OutageVisit Listed, ProviderOutage Outage, Guid PatientId, string VisitState, uint VisitVersion, ListedPlace At)
{
    /// <summary>One of <see cref="OutageStanding"/>.</summary>
    public string Standing { get; init; } = OutageStanding.Waiting;

    /// <summary>The patient has come, and nobody is with him or her to the end.</summary>
    public bool IsHere { get; init; }

    /// <summary>To reach the patient about the time as it was listed, since then; earliest first.</summary>
    public IReadOnlyList<ContactAttempt> Attempts { get; init; } = [];

    /// <summary>The last step of a letter; null where none was asked for.</summary>
    public OutageStep? LastOfLetter { get; init; }

    /// <summary>A task asks for a call.</summary>
    public bool IsCallAsked { get; init; }

    /// <summary>It stands no more where its provider is out.</summary>
    public bool IsElsewhere => At.ProviderId != Outage.ProviderId || At.StartsAt >= Outage.EndsAt || At.EndsAt <= Outage.StartsAt;

    /// <summary>It is booked for a time in which nobody will be there.</summary>
    public bool StandsOut => !IsElsewhere && VisitState == VisitStates.Booked && Outage.TakenBackAt is null;

    /// <summary>Its patient knows, or needs not: nothing is to be done.</summary>
    public bool IsSettled => OutageStanding.Settled.Contains(Standing);

    /// <summary>Somebody has to reach the patient: no end, and no letter on its way.</summary>
    public bool IsToCall => !IsSettled && Standing != OutageStanding.LetterWaits;

    /// <summary>A letter that waits to be approved or sent and is wanted no more.</summary>
    public bool HasNeedlessLetter => LastOfLetter is { What: OutageAct.LetterAsked or OutageAct.LetterDrafted } && IsSettled;
}

/// <summary>Where and when a visit is.</summary>
internal sealed record ListedPlace(Guid ProviderId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>Codes of how far a listed visit has come, with the words of the page.</summary>
internal static class OutageStanding
{
    public const string Waiting = "waiting";
    public const string Called = "called";
    public const string LetterFailed = "letter-failed";
    public const string LetterWaits = "letter-waits";

    /// <summary>The letter has left, and the patient stands at the desk: somebody sees to that here.</summary>
    public const string CameAllTheSame = "came-all-the-same";

    public const string Moved = "moved";

    /// <summary>At the same time, with another provider.</summary>
    public const string Kept = "kept";
    public const string Cancelled = "cancelled";

    /// <summary>The letter has left, and nobody said that it came back.</summary>
    public const string ToldByLetter = "told-by-letter";
    public const string Seen = "seen";
    public const string Missed = "missed";

    /// <summary>The absence was taken back before anything was done: the visit takes place.</summary>
    public const string ProviderBack = "provider-back";

    public static readonly string[] Settled = [Moved, Kept, Cancelled, ToldByLetter, Seen, Missed, ProviderBack];

    public static string InWords(string standing) => standing switch
    {
        Waiting => "nobody has called yet",
        Called => "called, not reached",
        LetterFailed => "the letter did not reach the patient: call",
        LetterWaits => "a letter waits to be approved and sent",
        CameAllTheSame => "told by letter, and has come: see to the patient here",
        Moved => "moved",
        Kept => "kept, with another provider",
        Cancelled => "cancelled",
        ToldByLetter => "told by letter",
        Seen => "was seen",
        Missed => "did not come",
        ProviderBack => "takes place: the provider comes",
        _ => standing,
    };
}

/// <summary>The numbers of a list. They add up: every listed visit is counted once.</summary>
internal sealed record OutageCounts(int Affected, int Moved, int Cancelled, int Told, int Letters, int ToCall, int Other)
{
    public bool IsOver => Letters + ToCall == 0;

    public static OutageCounts Of(IReadOnlyCollection<ListedVisit> listed)
    {
        int Count(params string[] standings) => listed.Count(one => standings.Contains(one.Standing));
        return new OutageCounts(
            listed.Count,
            Count(OutageStanding.Moved, OutageStanding.Kept),
            Count(OutageStanding.Cancelled),
            Count(OutageStanding.ToldByLetter),
            Count(OutageStanding.LetterWaits),
            listed.Count(one => one.IsToCall),
            Count(OutageStanding.Seen, OutageStanding.Missed, OutageStanding.ProviderBack));
    }
}
