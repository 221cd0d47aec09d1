using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Authorized units, and the visits that a referral allows, follow the schedule: a booked visit holds them, a cancelled one gives them back, a done one has used them. Where that cannot be
/// done by a machine it is a task, once for each visit. Events may overtake each other, so what counts is how the visit stands, not which event came.
/// </summary>
internal sealed class FollowVisit(IntakeDb db, ModuleTransaction<IntakeDb> transaction, ReserveUnits units, AuthorizationTasks tasks, ChooseAuthorization choose, CountVisits referrals, RaiseTask raise, IVisits visits)
{
    /// <param name="taskId">The task it was booked for; null where there is none.</param>
    public async Task Run(Guid visitId, Guid? taskId, JobMessage message, CancellationToken stopping)
    {
        var visit = await visits.Find(visitId, stopping);
        await transaction.RunOnce(message, effects => BringTo(visitId, taskId, visit, effects, stopping), stopping);
        await Catch(visitId, taskId, visit, stopping);
    }

    /// <summary>Again, for a visit whose standing nobody told.</summary>
    public async Task Look(Guid visitId, Guid? taskId, CancellationToken stopping)
    {
        var visit = await visits.Find(visitId, stopping);
        await transaction.Run(effects => BringTo(visitId, taskId, visit, effects, stopping), stopping);
        await Catch(visitId, taskId, visit, stopping);
    }

    /// <summary>Changed between the question and the commit.</summary>
    private async Task Catch(Guid visitId, Guid? taskId, VisitSummary? visit, CancellationToken stopping)
    {
        while (await visits.Find(visitId, stopping) is var now && now != visit)
        {
            visit = now;
            db.ChangeTracker.Clear();
            await transaction.Run(effects => BringTo(visitId, taskId, visit, effects, stopping), stopping);
        }
    }

    private async Task BringTo(Guid visitId, Guid? taskId, VisitSummary? visit, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(visitId, stopping);
        var held = await db.CountingUses.Where(use => use.VisitId == visitId).Select(use => use.AuthorizationId).Distinct().ToListAsync(stopping);
        foreach (var id in held.Order())
        {
            if (await db.LockAuthorization(id, stopping) is { } authorization)
            {
                await Keep(authorization, visitId, visit, effects, stopping);
            }
        }

        if (visit is null or { State: VisitStates.Cancelled or VisitStates.Missed })
        {
            await tasks.CloseNotCovered(visitId, effects, stopping);
        }
        else if (held.Count == 0 && await choose.For(visit, taskId, stopping) is var (fit, before, isOnlyFit))
        {
            await Take(fit, before, isOnlyFit, visit, effects, stopping);
        }

        await referrals.Follow(visitId, visit, effects, stopping);
    }

    private async Task Keep(PayerAuthorization authorization, Guid visitId, VisitSummary? visit, Effects effects, CancellationToken stopping)
    {
        if (visit is null or { State: VisitStates.Cancelled or VisitStates.Missed })
        {
            await units.GiveBack(authorization, visitId, effects, stopping);
        }
        else if (visit.State == VisitStates.Done)
        {
            await units.Use(authorization, visitId, effects, stopping);
            await tasks.CloseNotCovered(visitId, effects, stopping);
        }
        else if (await units.DayOf(visit, stopping) is var day && !ReserveUnits.IsValidOn(authorization, day))
        {
            await Ask(authorization, visit, $"The visit on {LocalTime.Us(day)} lies outside of what is authorized ({Validity(authorization)}). Move it, or ask for more time.", effects, stopping);
        }
        else
        {
            await tasks.CloseNotCovered(visitId, effects, stopping);
        }
    }

    private async Task Take(PayerAuthorization authorization, decimal? before, bool isOnlyFit, VisitSummary visit, Effects effects, CancellationToken stopping)
    {
        var day = LocalTime.Us(await units.DayOf(visit, stopping));
        if (!isOnlyFit)
        {
            await Ask(authorization, visit, $"Several authorizations fit the visit on {day}. Open the right one and hold its units for it.", effects, stopping);
            return;
        }

        var why = await units.Hold(authorization, visit, before, effects, stopping) switch
        {
            Reservation.NotEnough left => $"The visit on {day} finds {left.Left:0.##} {authorization.UnitBasis} left. Ask for more, or move the visit.",
            Reservation.SayUnits say => $"Say how many {UnitBasis.InWords(say.Basis)} the visit on {day} takes.",
            Reservation.NotValidThen => $"The visit on {day} lies outside of what is authorized ({Validity(authorization)}). Move it, or ask for more time.",
            _ => null,
        };
        if (why is not null)
        {
            await Ask(authorization, visit, why, effects, stopping);
        }
        else if (AuthorizationState.Granted.Contains(authorization.State))
        {
            await tasks.CloseNotCovered(visit.Id, effects, stopping);
        }
    }

    private async Task Ask(PayerAuthorization authorization, VisitSummary visit, string why, Effects effects, CancellationToken stopping) =>
        await tasks.Raise(authorization, TaskKinds.Authorize, "A visit is not covered", why, await raise.Today(authorization.LocationId, stopping), AuthorizationTasks.NotCovered(visit.Id), effects, stopping, visit.Id);

    private static string Validity(PayerAuthorization of) => (of.ValidFrom, of.ValidTo) switch
    {
        ({ } from, { } to) => $"{LocalTime.Us(from)} to {LocalTime.Us(to)}",
        ({ } from, _) => $"from {LocalTime.Us(from)}",
        (_, { } to) => $"to {LocalTime.Us(to)}",
        _ => "no days were said",
    };
}

internal sealed class OnVisitBooked(FollowVisit follow) : IJobHandler<AppointmentBooked>
{
    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, arguments.TaskId, message, stopping);
}

internal sealed class OnVisitMoved(FollowVisit follow) : IJobHandler<AppointmentMoved>
{
    public Task Run(AppointmentMoved arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, arguments.TaskId, message, stopping);
}

internal sealed class OnVisitCancelled(FollowVisit follow) : IJobHandler<AppointmentCancelled>
{
    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, arguments.TaskId, message, stopping);
}

internal sealed class OnVisitMissed(FollowVisit follow) : IJobHandler<AppointmentMissed>
{
    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, arguments.TaskId, message, stopping);
}

/// <summary>Visits that were booked before their authorization was there, or before it allowed them, hold units now: those of the order's tasks, and what else of the patient is booked.</summary>
internal sealed class OnAuthorizationDecided(IntakeDb db, FollowVisit follow, IAppointmentRequests requests, IVisits visits) : IJobHandler<AuthorizationDecided>
{
    public async Task Run(AuthorizationDecided arguments, JobMessage message, CancellationToken stopping)
    {
        var granted = await db.Authorizations.AsNoTracking().SingleOrDefaultAsync(a => a.Id == arguments.AuthorizationId && AuthorizationState.Granted.Contains(a.State), stopping);
        if (granted is null)
        {
            return;
        }

        var looked = new HashSet<Guid>();
        foreach (var task in await db.Tasks.Where(task => granted.OrderId != null && task.OrderId == granted.OrderId && task.Kind == TaskKinds.Schedule).Select(task => task.Id).ToListAsync(stopping))
        {
            if (await requests.AppointmentOf(task, stopping) is { } visit && looked.Add(visit.Id))
            {
                await follow.Look(visit.Id, task, stopping);
            }
        }

        foreach (var visit in (await visits.OfPatient(granted.PatientId, stopping)).Where(visit => visit.State == VisitStates.Booked && looked.Add(visit.Id)).OrderBy(visit => visit.StartsAt).ToList())
        {
            await follow.Look(visit.Id, null, stopping);
        }
    }
}

internal sealed record UnitsToUse;

/// <summary>Nobody tells when a visit is done: those that hold units are looked at, and those that count under a referral.</summary>
internal sealed partial class UseUnits(IntakeDb db, FollowVisit follow, CountVisits count, ILogger<UseUnits> log) : IJobHandler<UnitsToUse>
{
    public async Task Run(UnitsToUse arguments, JobMessage message, CancellationToken stopping)
    {
        var holding = await db.CountingUses.Where(use => use.Kind == UseKind.Reserved).Select(use => use.VisitId).Distinct().ToListAsync(stopping);
        await EachByItself.Run(db, holding, visit => follow.Look(visit, null, stopping), LogFailed, stopping);
        var counting = await db.CountingReferralUses.Where(use => use.Kind == UseKind.Reserved && !holding.Contains(use.VisitId)).Select(use => use.VisitId).Distinct().ToListAsync(stopping);
        await EachByItself.Run(db, counting, visit => count.Look(visit, stopping), LogFailed, stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Visit {VisitId} holds authorized units or counts under a referral, and could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid visitId);
}
