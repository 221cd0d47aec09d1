using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Clocks go by who decides. Where the payer is another, or what it is to the clinic (its kind, its plan), or the urgency, the settings or the holidays, what runs is reckoned anew from where it began: the
/// clock before is void, its tasks go, and are raised again before the new day. A day that the payer itself named stays for as long as it is that payer. What time ended by the former clock runs again where
/// the new one is not over.
/// </summary>
internal sealed class ReckonDeadlines(IntakeDb db, BusinessDays businessDays, IOrganization organization, IOptions<AuthorizationSettings> settings, TimeProvider clock)
{
    /// <summary>What was missed longer ago is over, whatever is said of its payer now.</summary>
    private const int MissedDays = 200;

    /// <summary>Instants that the database has rounded.</summary>
    private static readonly TimeSpan Alike = TimeSpan.FromSeconds(1);

    /// <summary>Authorizations of which a clock is not what it would be now.</summary>
    /// <param name="seen">The day on which what a draft is for was done, where the draft does not name it.</param>
    public async Task<IReadOnlyList<Guid>> Stale(IReadOnlyDictionary<Guid, DateOnly> seen, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var missedSince = now.AddDays(-MissedDays);
        var clocked = await db.AuthorizationDeadlines.AsNoTracking()
            .Where(d => !d.SaidByPayer && (d.State == DeadlineState.Open || (d.State == DeadlineState.Missed && d.ClosedBy == null && d.ClosedAt >= missedSince)))
            .Join(db.Authorizations.AsNoTracking(), d => d.AuthorizationId, a => a.Id, (d, a) => new { Deadline = d, Of = a })
            .ToListAsync(stopping);
        if (clocked.Count == 0)
        {
            return [];
        }

        var payers = await NamedPayer.FindAll(db, clocked.ConvertAll(one => (one.Of.Payer, one.Of.Plan)), stopping);
        var appealed = await OnAppeal([.. clocked.Where(one => one.Deadline.Kind == DeadlineKind.Decision).Select(one => one.Of.Id).Distinct()], stopping);
        var (profile, clocks) = (await organization.Profile(stopping), await businessDays.Known(stopping));
        return
        [
            .. clocked.Where(one => IsStale(
                    one.Deadline, one.Of.State, DueNow(one.Deadline, one.Of.Facts, appealed.Contains(one.Of.Id), DoneOn(one.Of.Facts, seen, one.Of.Id), settings.Value.For(payers[(one.Of.Payer, one.Of.Plan)]), clocks(profile.Find(one.Of.LocationId))), now))
                .Select(one => one.Of.Id).Distinct(),
        ];
    }

    /// <summary>The caller holds the authorization, and has saved what it changed. Of each kind one is open at a time, so that this saves too.</summary>
    /// <param name="step">The step by which it is another now, so that it is taken back with it; null where a machine found it out.</param>
    /// <param name="isOtherPayer">What the former payer named holds no more.</param>
    /// <param name="doneOn">The day on which what a draft is for was done; null where that is not known, or is still to come.</param>
    /// <returns>The tasks of the clocks that are void: they have nothing to ask for any more.</returns>
    public async Task<IReadOnlyList<Guid>> Run(PayerAuthorization of, Guid? step, bool isOtherPayer, DateOnly? doneOn, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var periods = settings.Value.For(await NamedPayer.Find(db, of.Payer, of.Plan, stopping));
        var clocks = await businessDays.At((await organization.Profile(stopping)).Find(of.LocationId), stopping);
        var isAppeal = (await OnAppeal([of.Id], stopping)).Contains(of.Id);
        var (isNew, tasks) = (new List<AuthorizationDeadline>(), new List<Guid>());
        foreach (var kind in (await db.AuthorizationDeadlines.Where(d => d.AuthorizationId == of.Id).ToListAsync(stopping)).GroupBy(d => d.Kind))
        {
            var last = kind.FirstOrDefault(d => d.State == DeadlineState.Open) ?? kind.OrderBy(d => d.StartedAt).ThenBy(d => d.Id).Last();
            if ((last.SaidByPayer && !isOtherPayer) || DueNow(last, of.Facts, isAppeal, doneOn, periods, clocks) is not { } due || !IsStale(last, of.State, due, now))
            {
                continue;
            }

            (last.State, last.ClosedBy, last.ClosedAt) = (DeadlineState.Void, step, now);
            tasks.AddRange(last.TaskId is { } chase ? [chase] : []);
            var late = AuthorizationTasks.Late(last.Id);
            tasks.AddRange(await db.Tasks.Where(task => task.AuthorizationId == of.Id && task.Reason == late).Select(task => task.Id).ToListAsync(stopping));
            isNew.Add(new AuthorizationDeadline
            {
                Id = Guid.CreateVersion7(),
                AuthorizationId = of.Id,
                Kind = last.Kind,
                StartedAt = last.StartedAt,
                DueOn = due.On,
                DueAt = due.At,
                SaidByPayer = false,
                State = DeadlineState.Open,
                OpenedBy = step ?? last.OpenedBy,
            });
        }

        await db.SaveChangesAsync(stopping);
        db.AuthorizationDeadlines.AddRange(isNew);
        await db.SaveChangesAsync(stopping);
        return tasks;
    }

    /// <summary>Null where it cannot be said.</summary>
    private static Due? DueNow(AuthorizationDeadline of, AuthorizationFacts facts, bool isAppeal, DateOnly? doneOn, PayerPeriods periods, Clocks clocks) => of.Kind switch
    {
        DeadlineKind.Retro => doneOn is { } day ? DeadlineChanges.RetroDue(day, periods, clocks) : null,
        DeadlineKind.Decision => clocks.After(of.StartedAt, isAppeal ? DeadlineChanges.AppealPeriod(facts, periods) : DeadlineChanges.Period(facts, periods)),
        _ => clocks.After(of.StartedAt, ClockPeriod.Read(of.Kind switch
        {
            DeadlineKind.RespondBy => periods.RespondBy,
            DeadlineKind.PeerToPeer => periods.PeerToPeer,
            _ => periods.Appeal,
        })!),
    };

    private static bool IsStale(AuthorizationDeadline of, string state, Due? due, DateTimeOffset now) => (of, due) switch
    {
        (_, null) => false,
        ({ State: DeadlineState.Open }, { } at) => at.On != of.DueOn || (at.At - of.DueAt).Duration() > Alike,
        ({ State: DeadlineState.Missed, ClosedBy: null }, { } at) => at.At > now && RunsIn(of.Kind, state),
        _ => false,
    };

    /// <summary>Whether something can still be done by such a deadline.</summary>
    private static bool RunsIn(string kind, string state) => kind switch
    {
        DeadlineKind.RespondBy => state == AuthorizationState.Pended,
        DeadlineKind.Retro => state == AuthorizationState.Draft,
        DeadlineKind.PeerToPeer or DeadlineKind.Appeal => AuthorizationState.MayBeAppealed.Contains(state),
        _ => false,
    };

    /// <summary>The day on which what it is for was done.</summary>
    private static DateOnly? DoneOn(AuthorizationFacts facts, IReadOnlyDictionary<Guid, DateOnly> seen, Guid id) => facts.ServiceOn ?? (seen.TryGetValue(id, out var day) ? day : null);

    /// <returns>Those of which the payer decides on an appeal.</returns>
    private async Task<HashSet<Guid>> OnAppeal(IReadOnlyCollection<Guid> ids, CancellationToken stopping)
    {
        var steps = ids.Count == 0 ? [] : await db.AuthorizationEvents.AsNoTracking()
            .Where(e => ids.Contains(e.AuthorizationId) && StepWords.BeginDecision.Contains(e.What) && !db.AuthorizationEvents.Any(undo => undo.UndoesId == e.Id))
            .Select(e => new { e.AuthorizationId, e.Number, e.What }).ToListAsync(stopping);
        return [.. steps.GroupBy(step => step.AuthorizationId).Where(of => of.MaxBy(step => step.Number)!.What == StepWords.Appealed).Select(of => of.Key)];
    }
}
