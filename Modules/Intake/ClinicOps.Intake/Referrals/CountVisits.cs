using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>What came of counting a visit under a referral.</summary>
internal enum VisitCounted
{
    Counted,
    WasCounted,

    /// <summary>As many visits as it allows are counted already.</summary>
    NoneLeft,

    /// <summary>The visit's day lies outside of the days it is valid.</summary>
    NotValidThen,

    /// <summary>The visit counts under another referral.</summary>
    CountsElsewhere,

    /// <summary>It is not accepted, or the visit is somebody else's or cancelled.</summary>
    NotOfIt,
}

/// <summary>
/// Visits count under a referral as they take units of an authorization: a booked one is held, a done one used, a cancelled one given back. The referral's row is
/// held meanwhile, so that no more are counted than it allows. Called in the line of the visit.
/// </summary>
internal sealed class CountVisits(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, ReferralTasks tasks, RaiseTask raise, ChooseReferral choose, IVisits visits, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Again, for a visit whose standing nobody told. What is authorized for it is no matter of this.</summary>
    public async Task Look(Guid visitId, CancellationToken stopping)
    {
        VisitSummary? visit;
        var now = await visits.Find(visitId, stopping);
        do
        {
            visit = now;
            db.ChangeTracker.Clear();
            await transaction.Run(
                async effects =>
                {
                    await raise.WaitInLine(visitId, stopping);
                    await Follow(visitId, visit, effects, stopping);
                },
                stopping);

            // Changed between the question and the commit.
            now = await visits.Find(visitId, stopping);
        }
        while (now != visit);
    }

    /// <summary>Brings what the visit counts under to how it stands.</summary>
    /// <param name="visit">Null where there is no such visit any more.</param>
    public async Task Follow(Guid visitId, VisitSummary? visit, Effects effects, CancellationToken stopping)
    {
        var held = await db.CountingReferralUses.Where(use => use.VisitId == visitId).Select(use => use.ReferralId).Distinct().ToListAsync(stopping);
        foreach (var id in held.Order())
        {
            if (await db.LockReferral(id, stopping) is not { } referral)
            {
                continue;
            }

            if (visit is null or { State: VisitStates.Cancelled or VisitStates.Missed })
            {
                await GiveBack(referral, visitId, isUsedToo: true, effects, stopping);
            }
            else if (referral.State != ReferralState.Accepted)
            {
                // What was used while it held stays used: it would be given to others, and used again once it holds again.
                await GiveBack(referral, visitId, isUsedToo: false, effects, stopping);
            }
            else if (visit.State == VisitStates.Done)
            {
                await Use(referral, visitId, effects, stopping);
                await tasks.CloseNotCovered(visitId, effects, stopping);
            }
            else if (await DayOf(visit, stopping) is var day && !IsValidOn(referral, day))
            {
                await Ask(referral, visit, $"The visit on {LocalTime.Us(day)} lies outside of the days the referral is valid. Move it, or ask the PCP for a new one.", effects, stopping);
            }
            else
            {
                await tasks.CloseNotCovered(visitId, effects, stopping);
            }
        }

        if (visit is null or { State: VisitStates.Cancelled or VisitStates.Missed })
        {
            await tasks.CloseNotCovered(visitId, effects, stopping);
        }
        else if (held.Count == 0 && await choose.For(visit, await DayOf(visit, stopping), stopping) is { } fit)
        {
            await Take(fit, visit, effects, stopping);
        }
    }

    /// <summary>A user says that the visit counts under it.</summary>
    /// <returns>Null when there is no such referral or visit in sight.</returns>
    public async Task<VisitCounted?> Count(Guid visitId, Guid referralId, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit)
        {
            return null;
        }

        return await transaction.Run(
            async Task<VisitCounted?> (effects) =>
            {
                await raise.WaitInLine(visitId, stopping);
                return await db.LockReferral(referralId, stopping) is { } referral && actor.SeesLocation(referral.LocationId) ? await Hold(referral, visit, effects, stopping) : null;
            },
            stopping);
    }

    /// <summary>A user says that the visit counts under another referral than it did: it leaves the one only where the other can take it.</summary>
    /// <returns>Null when one of them is not in sight.</returns>
    public async Task<VisitCounted?> Move(Guid visitId, Guid fromId, Guid toId, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit)
        {
            return null;
        }

        return await transaction.Run(
            async Task<VisitCounted?> (effects) =>
            {
                await raise.WaitInLine(visitId, stopping);
                var held = new Dictionary<Guid, Referral>();
                foreach (var id in new[] { fromId, toId }.Distinct().Order())
                {
                    if (await db.LockReferral(id, stopping) is not { } referral || !actor.SeesLocation(referral.LocationId))
                    {
                        return null;
                    }

                    held[id] = referral;
                }

                if (await WhyNot(held[toId], visit, leaves: fromId, stopping) is { } whyNot)
                {
                    return whyNot;
                }

                await GiveBack(held[fromId], visitId, isUsedToo: true, effects, stopping);
                await CountUnder(held[toId], visit, effects, stopping);
                return VisitCounted.Counted;
            },
            stopping);
    }

    /// <summary>A user says that the visit does not count under it. No machine counts it again.</summary>
    /// <returns>False where it did not, or out of the user's sight.</returns>
    public Task<bool> Release(Guid visitId, Guid referralId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            await raise.WaitInLine(visitId, stopping);
            return await db.LockReferral(referralId, stopping) is { } referral && actor.SeesLocation(referral.LocationId) && await GiveBack(referral, visitId, isUsedToo: true, effects, stopping);
        },
        stopping);

    public static bool IsValidOn(Referral referral, DateOnly day) => (referral.ValidFrom is not { } from || day >= from) && (referral.ValidTo is not { } to || day <= to);

    private async Task<VisitCounted> Hold(Referral referral, VisitSummary visit, Effects effects, CancellationToken stopping)
    {
        if (await WhyNot(referral, visit, leaves: null, stopping) is { } whyNot)
        {
            return whyNot;
        }

        await CountUnder(referral, visit, effects, stopping);
        return VisitCounted.Counted;
    }

    /// <param name="leaves">The referral that it does not count under any more then.</param>
    /// <returns>Null where it can count under it.</returns>
    private async Task<VisitCounted?> WhyNot(Referral referral, VisitSummary visit, Guid? leaves, CancellationToken stopping)
    {
        if (referral.State != ReferralState.Accepted || referral.Direction != ReferralDirection.In || visit.PatientId != referral.PatientId || visit.State is VisitStates.Cancelled or VisitStates.Missed)
        {
            return VisitCounted.NotOfIt;
        }

        var counted = await db.CountingReferralUses.Where(use => use.ReferralId == referral.Id).Select(use => use.VisitId).ToListAsync(stopping);
        if (counted.Contains(visit.Id))
        {
            return VisitCounted.WasCounted;
        }

        if (await db.CountingReferralUses.AnyAsync(use => use.VisitId == visit.Id && use.ReferralId != leaves, stopping))
        {
            return VisitCounted.CountsElsewhere;
        }

        if (!IsValidOn(referral, await DayOf(visit, stopping)))
        {
            return VisitCounted.NotValidThen;
        }

        return counted.Count >= referral.VisitsAllowed ? VisitCounted.NoneLeft : null;
    }

    private async Task CountUnder(Referral referral, VisitSummary visit, Effects effects, CancellationToken stopping)
    {
        Add(referral, visit.Id, UseKind.Reserved, null, effects);
        await tasks.CloseNotCovered(visit.Id, effects, stopping);
        if (visit.State == VisitStates.Done)
        {
            await db.SaveChangesAsync(stopping);
            await Use(referral, visit.Id, effects, stopping);
        }
    }

    private async Task Take(Referral referral, VisitSummary visit, Effects effects, CancellationToken stopping)
    {
        if (await Hold(referral, visit, effects, stopping) == VisitCounted.NoneLeft)
        {
            var many = referral.VisitsAllowed == 1 ? "1 visit" : $"{referral.VisitsAllowed} visits";
            await Ask(referral, visit, $"The referral allows {many}, and the visit on {LocalTime.Us(await DayOf(visit, stopping))} is one more. Ask the PCP for a new one, or move the visit.", effects, stopping);
        }
    }

    private async Task Ask(Referral referral, VisitSummary visit, string why, Effects effects, CancellationToken stopping) =>
        await tasks.RaiseNotCovered(referral, visit.Id, why, await raise.Today(referral.LocationId, stopping), effects, stopping);

    /// <param name="isUsedToo">Whether a visit that is done stops counting as well.</param>
    private async Task<bool> GiveBack(Referral referral, Guid visitId, bool isUsedToo, Effects effects, CancellationToken stopping)
    {
        var held = (await HeldBy(referral, visitId, stopping)).FindAll(use => isUsedToo || use.Kind == UseKind.Reserved);
        foreach (var use in held)
        {
            Add(referral, visitId, use.Kind == UseKind.Used ? UseKind.Returned : UseKind.Released, use.Id, effects);
        }

        await db.SaveChangesAsync(stopping);
        await tasks.SayTooMany(referral, await raise.Today(referral.LocationId, stopping), effects, stopping);
        return held.Count > 0;
    }

    private async Task Use(Referral referral, Guid visitId, Effects effects, CancellationToken stopping)
    {
        foreach (var reserved in (await HeldBy(referral, visitId, stopping)).Where(use => use.Kind == UseKind.Reserved))
        {
            Add(referral, visitId, UseKind.Used, reserved.Id, effects);
        }
    }

    private Task<List<ReferralUse>> HeldBy(Referral referral, Guid visitId, CancellationToken stopping) =>
        db.CountingReferralUses.AsNoTracking().Where(use => use.ReferralId == referral.Id && use.VisitId == visitId).ToListAsync(stopping);

    private async Task<DateOnly> DayOf(VisitSummary visit, CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt);

    private void Add(Referral referral, Guid visitId, string kind, Guid? endsId, Effects effects)
    {
        db.ReferralUses.Add(new ReferralUse { Id = Guid.CreateVersion7(), ReferralId = referral.Id, VisitId = visitId, Kind = kind, EndsId = endsId, At = clock.GetUtcNow(), By = actor.UserId });
        effects.Audit(new AuditEntry($"referral.visit-{kind}", "referral", referral.Id, [referral.PatientId], LocationId: referral.LocationId));
    }
}
