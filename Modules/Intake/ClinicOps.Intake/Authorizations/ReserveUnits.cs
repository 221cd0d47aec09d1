using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

internal abstract record Reservation
{
    private Reservation()
    {
    }

    /// <param name="Left">Units that nobody holds, after this.</param>
    public sealed record Held(decimal Left) : Reservation;

    /// <summary>The visit holds units of it already.</summary>
    public sealed record WasHeld : Reservation;

    /// <param name="Left">Units that nobody holds.</param>
    public sealed record NotEnough(decimal Left) : Reservation;

    /// <summary>One unit is not one visit: how many this one takes has to be said.</summary>
    public sealed record SayUnits(string Basis) : Reservation;

    /// <summary>The payer's decision names no units, or there is none.</summary>
    public sealed record NotGranted : Reservation;

    /// <summary>The visit's day lies outside of what was approved.</summary>
    public sealed record NotValidThen(DateOnly Day) : Reservation;

    /// <summary>The visit is somebody else's, or stands no more.</summary>
    public sealed record OtherVisit : Reservation;

    /// <summary>There is no such authorization, or not at the user's locations.</summary>
    public sealed record Unknown : Reservation;
}

/// <summary>
/// Holds units of an authorization for a visit, gives them back, uses them. The authorization's row is held meanwhile, so that of two who want the
/// last unit one gets it.
/// </summary>
internal sealed class ReserveUnits(IntakeDb db, ModuleTransaction<IntakeDb> transaction, AuthorizationTasks tasks, IVisits visits, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="units">Null where one visit is one unit.</param>
    public async Task<Reservation> Reserve(Guid visitId, Guid authorizationId, decimal? units, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit)
        {
            return new Reservation.OtherVisit();
        }

        return await transaction.Run(
            async effects => await db.LockAuthorization(authorizationId, stopping) is { } authorization && actor.SeesLocation(authorization.LocationId)
                ? await Hold(authorization, visit, units, effects, stopping)
                : new Reservation.Unknown(),
            stopping);
    }

    /// <summary>For who holds the authorization in a transaction of their own.</summary>
    public async Task<Reservation> Hold(PayerAuthorization authorization, VisitSummary visit, decimal? units, Effects effects, CancellationToken stopping)
    {
        if (visit.PatientId != authorization.PatientId || visit.State is VisitStates.Cancelled or VisitStates.Missed)
        {
            return new Reservation.OtherVisit();
        }

        // Its last day over, what was done before may still be counted under it.
        if (!AuthorizationState.Granted.Contains(authorization.State) && !(authorization.State == AuthorizationState.Expired && visit.State == VisitStates.Done))
        {
            return new Reservation.NotGranted();
        }

        var day = await DayOf(visit, stopping);
        if (authorization is not { UnitsApproved: { } approved, UnitBasis: { } basis })
        {
            return IsValidOn(authorization, day) ? new Reservation.NotGranted() : new Reservation.NotValidThen(day);
        }

        if (await db.CountingUses.AnyAsync(use => use.AuthorizationId == authorization.Id && use.VisitId == visit.Id, stopping))
        {
            return new Reservation.WasHeld();
        }

        var wanted = units ?? (basis == UnitBasis.Visits ? 1 : 0);
        if (wanted <= 0)
        {
            return new Reservation.SayUnits(basis);
        }

        if (!IsValidOn(authorization, day))
        {
            return new Reservation.NotValidThen(day);
        }

        var left = approved - (await UnitsTaken.Of(db, authorization.Id, authorization.Number, stopping)).All;
        if (wanted > left)
        {
            return new Reservation.NotEnough(left);
        }

        Add(authorization, visit.Id, UseKind.Reserved, wanted, endsId: null, effects);
        await tasks.CloseNotCovered(visit.Id, effects, stopping);
        if (visit.State == VisitStates.Done)
        {
            await db.SaveChangesAsync(stopping);
            await Use(authorization, visit.Id, effects, stopping);
        }

        return new Reservation.Held(left - wanted);
    }

    /// <summary>A user says that it is not meant for the visit: kept as held and given back at once, so that no machine holds it, and nobody is asked again.</summary>
    /// <returns>False where the visit holds units of it, or one of them is not in sight.</returns>
    public async Task<bool> SetAside(Guid visitId, Guid authorizationId, CancellationToken stopping) =>
        await visits.Find(visitId, stopping) is { } visit && await transaction.Run(
            async effects =>
            {
                if (await db.LockAuthorization(authorizationId, stopping) is not { } authorization || !actor.SeesLocation(authorization.LocationId) || visit.PatientId != authorization.PatientId
                    || await db.CountingUses.AnyAsync(use => use.AuthorizationId == authorizationId && use.VisitId == visitId, stopping))
                {
                    return false;
                }

                Add(authorization, visitId, UseKind.Reserved, 1, endsId: null, effects);
                await db.SaveChangesAsync(stopping);
                await tasks.CloseNotCovered(visitId, effects, stopping);
                return await GiveBack(authorization, visitId, effects, stopping);
            },
            stopping);

    /// <summary>Gives back what the visit holds of it, reserved or used. No machine holds it again for the visit.</summary>
    public Task<bool> Release(Guid visitId, Guid authorizationId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await db.LockAuthorization(authorizationId, stopping) is not { } authorization || !actor.SeesLocation(authorization.LocationId))
            {
                return false;
            }

            return await GiveBack(authorization, visitId, effects, stopping);
        },
        stopping);

    /// <summary>For who holds the authorization in a transaction of their own.</summary>
    /// <returns>False where the visit holds nothing of it.</returns>
    public async Task<bool> GiveBack(PayerAuthorization authorization, Guid visitId, Effects effects, CancellationToken stopping)
    {
        var held = await HeldBy(authorization, visitId, stopping);
        foreach (var use in held)
        {
            Add(authorization, visitId, use.Kind == UseKind.Used ? UseKind.Returned : UseKind.Released, use.Units, use.Id, effects);
        }

        return held.Count > 0;
    }

    /// <summary>The visit is done: what it reserved is used.</summary>
    public async Task Use(PayerAuthorization authorization, Guid visitId, Effects effects, CancellationToken stopping)
    {
        foreach (var reserved in (await HeldBy(authorization, visitId, stopping)).Where(use => use.Kind == UseKind.Reserved))
        {
            Add(authorization, visitId, UseKind.Used, reserved.Units, reserved.Id, effects);
        }
    }

    public static bool IsValidOn(PayerAuthorization authorization, DateOnly day) =>
        (authorization.ValidFrom is not { } from || day >= from) && (authorization.ValidTo is not { } to || day <= to);

    /// <summary>The day of the visit on its location's calendar.</summary>
    public async Task<DateOnly> DayOf(VisitSummary visit, CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt);

    private Task<List<AuthorizationUse>> HeldBy(PayerAuthorization authorization, Guid visitId, CancellationToken stopping) =>
        db.CountingUses.AsNoTracking().Where(use => use.AuthorizationId == authorization.Id && use.VisitId == visitId).ToListAsync(stopping);

    private void Add(PayerAuthorization authorization, Guid visitId, string kind, decimal units, Guid? endsId, Effects effects)
    {
        db.AuthorizationUses.Add(new AuthorizationUse
        {
            Id = Guid.CreateVersion7(),
            AuthorizationId = authorization.Id,
            VisitId = visitId,
            Kind = kind,
            Units = units,
            EndsId = endsId,
            At = clock.GetUtcNow(),
            By = actor.UserId,
        });
        effects.Audit(new AuditEntry($"authorization.units-{kind}", "authorization", authorization.Id, [authorization.PatientId], LocationId: authorization.LocationId));
    }
}
