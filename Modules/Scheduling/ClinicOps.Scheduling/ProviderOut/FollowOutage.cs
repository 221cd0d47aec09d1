using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>
/// Keeps what belongs to an absence in step with its list: visits that came into its time later are listed, patients whom nobody took on are asked to be
/// called, letters and calls that are needless end, and a visit whose patient was told by letter is cancelled once its time has come, so that what it was
/// booked for waits for another appointment. Changes nothing when it runs again.
/// </summary>
internal sealed class FollowOutage(
    SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, OutageStandings standings, ProviderCalendar calendar, ChangeVisit change, IPatients patients, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Who works on the list has this long; then open ones become tasks for everybody.</summary>
    public static readonly TimeSpan UntilCalled = TimeSpan.FromMinutes(30);

    /// <param name="callNow">Open ones become tasks at once.</param>
    /// <returns>How many calls were asked for.</returns>
    public async Task<int> Run(Guid outageId, bool callNow, CancellationToken stopping)
    {
        var dead = await Dead(outageId, stopping);
        var called = await transaction.Run(effects => Keep(outageId, callNow, dead, effects, stopping), stopping);
        foreach (var told in (await standings.Of(outageId, stopping)).Where(one => one is { Standing: OutageStanding.ToldByLetter, StandsOut: true } && one.At.StartsAt <= clock.GetUtcNow()))
        {
            db.ChangeTracker.Clear();
            await change.Cancel(told.Listed.VisitId, told.VisitVersion, stopping);
        }

        return called;
    }

    /// <summary>Asks for letters to those of these who are to be called; none is written to who has died, or stands at the desk and is spoken to there.</summary>
    /// <param name="visitIds">In the acting user's sight.</param>
    /// <returns>How many were asked for.</returns>
    public async Task<int> AskLetters(Guid outageId, IReadOnlyCollection<Guid> visitIds, CancellationToken stopping)
    {
        var dead = await Dead(outageId, stopping);
        return await transaction.Run(
            async effects =>
            {
                if (await db.LockOutage(outageId, stopping) is not { TakenBackAt: null } outage)
                {
                    return 0;
                }

                var wanted = (await standings.Of(outageId, stopping)).Where(one => one.IsToCall && !one.IsHere && visitIds.Contains(one.Listed.VisitId) && !dead.Contains(one.PatientId)).ToList();
                foreach (var one in wanted)
                {
                    var ask = Guid.CreateVersion7();
                    Note(one, OutageAct.LetterAsked, ask, ask);
                    EndCall(one, effects);
                    effects.Publish(new PatientLetterDue(ask, PatientLetterTemplates.VisitChanged, one.PatientId, one.At.LocationId));
                }

                if (wanted.Count > 0)
                {
                    effects.Audit(new AuditEntry("outage.letters-asked", "outage", outageId, [.. wanted.Select(one => one.PatientId).Distinct()], LocationId: outage.LocationId));
                }

                return wanted.Count;
            },
            stopping);
    }

    private async Task<int> Keep(Guid outageId, bool callNow, HashSet<Guid> dead, Effects effects, CancellationToken stopping)
    {
        if (await db.LockOutage(outageId, stopping) is not { } outage)
        {
            return 0;
        }

        if (outage.TakenBackAt is null)
        {
            await List(outage, stopping);
        }

        var (called, due) = (0, clock.GetUtcNow() - UntilCalled);
        foreach (var one in await standings.Of(outageId, stopping))
        {
            if (one.HasNeedlessLetter)
            {
                Note(one, OutageAct.LetterDropped, Guid.CreateVersion7(), one.LastOfLetter!.AskId);
                effects.Publish(new PatientLetterNotDue(one.LastOfLetter.AskId!.Value, one.PatientId, one.At.LocationId));
            }

            if (!one.IsToCall)
            {
                EndCall(one, effects);
            }
            else if (!one.IsCallAsked && !one.IsHere && (callNow || one.Listed.ListedAt <= due) && !dead.Contains(one.PatientId))
            {
                Note(one, OutageAct.CallAsked, Guid.CreateVersion7(), null);
                effects.Publish(Call(one));
                called++;
            }
        }

        if (callNow && called > 0)
        {
            effects.Audit(new AuditEntry("outage.calls-asked", "outage", outageId, LocationId: outage.LocationId));
        }

        return called;
    }

    /// <summary>What was booked past the block: before it could be seen, by a file, by a missed visit that takes place after all.</summary>
    private async Task List(ProviderOutage outage, CancellationToken stopping)
    {
        await calendar.WaitInLine([outage.ProviderId], stopping);
        var later = await EnterOutage.Affected(db, outage).Where(visit => !db.OutageVisits.Any(listed => listed.OutageId == outage.Id && listed.VisitId == visit.Id))
            .Select(visit => new { visit.Id, visit.StartsAt }).ToListAsync(stopping);
        db.OutageVisits.AddRange(later.Select(visit => new OutageVisit { Id = Guid.CreateVersion7(), OutageId = outage.Id, VisitId = visit.Id, StartsAt = visit.StartsAt, ListedAt = clock.GetUtcNow() }));
        await db.SaveChangesAsync(stopping);
    }

    private void EndCall(ListedVisit one, Effects effects)
    {
        if (one.IsCallAsked)
        {
            Note(one, OutageAct.CallEnded, Guid.CreateVersion7(), null);

            // Whoever has the task asks whether a call is needed now.
            effects.Publish(Call(one));
        }
    }

    private static VisitToCall Call(ListedVisit one) => new(one.Listed.VisitId, one.PatientId, one.At.LocationId, null, VisitToCall.ProviderOut);

    private void Note(ListedVisit one, string what, Guid id, Guid? askId) =>
        db.OutageSteps.Add(new OutageStep { Id = id, ListedId = one.Listed.Id, At = clock.GetUtcNow(), By = actor.UserId, What = what, AskId = askId });

    /// <summary>Nobody calls or writes to who has died; the visit is cancelled by a person.</summary>
    private async Task<HashSet<Guid>> Dead(Guid outageId, CancellationToken stopping)
    {
        var listed = (await standings.Of(outageId, stopping)).Where(one => one.IsToCall).Select(one => one.PatientId).Distinct().ToList();
        return [.. (await patients.Find(listed, stopping)).Where(patient => patient.IsDeceased).Select(patient => patient.Id)];
    }
}

internal sealed record OutagesToFollow;

/// <summary>Looks at every absence that is to come, goes on, or is not through.</summary>
internal sealed partial class FollowOutages(SchedulingDb db, FollowOutage follow, TimeProvider clock, ILogger<FollowOutages> log) : IJobHandler<OutagesToFollow>
{
    /// <summary>How long after its end an absence is looked at: a letter may come back.</summary>
    private static readonly TimeSpan After = TimeSpan.FromDays(60);

    public async Task Run(OutagesToFollow arguments, JobMessage message, CancellationToken stopping)
    {
        var since = clock.GetUtcNow() - After;
        var outages = await db.Outages.AsNoTracking().Where(outage => outage.EndsAt > since).OrderBy(outage => outage.StartsAt).Select(outage => outage.Id).ToListAsync(stopping);
        await EachByItself.Run(db, outages, outage => follow.Run(outage, callNow: false, stopping), LogFailed, stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The absence {OutageId} could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid outageId);
}
