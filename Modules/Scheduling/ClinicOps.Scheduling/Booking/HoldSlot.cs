using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicOps.Scheduling.Booking;

/// <summary>
/// Keeps a time while somebody is on the phone, for as many minutes as <see cref="SchedulingOptions.HoldMinutes"/>. It takes the same lanes as
/// a visit; BookVisit makes a visit of it. It names no patient.
/// </summary>
internal sealed class HoldSlot(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    ProviderCalendar calendar,
    FindLanes lanes,
    VisibleToActor visible,
    IOrganization organization,
    IOptions<SchedulingOptions> options,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <summary>The same id again is the same hold, for as long as before.</summary>
    public async Task<SlotHeld> Take(SlotToHold asked, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Find(asked.LocationId) is null || !visible.Location(asked.LocationId)
            || !await db.Providers.AnyAsync(provider => provider.Id == asked.ProviderId, stopping)
            || asked.Minutes is < BookVisit.LeastMinutes or > BookVisit.MostMinutes)
        {
            return new SlotHeld.Unknown();
        }

        return await db.InTurns(
            async () =>
            {
                var needs = await lanes.NeedsOf(asked.VisitTypeId, asked.ProviderId, stopping);
                return await transaction.Run(effects => Insert(asked, needs, effects, stopping), stopping);
            },
            isAlsoLost: IsSentTwice);
    }

    /// <summary>Gives the time back. A hold that is gone, or somebody else's, is left as it is.</summary>
    public Task LetGo(Guid holdId, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                if (await db.Holds.Where(hold => hold.Id == holdId && hold.HeldBy == actor.UserId).ExecuteDeleteAsync(stopping) > 0)
                {
                    effects.Audit(new AuditEntry("slot.let-go", "hold", holdId));
                }
            },
            stopping);

    /// <summary>Until when the user's hold keeps this time; null where it keeps none, or another.</summary>
    public async Task<DateTimeOffset?> HeldUntil(Guid holdId, Guid providerId, DateTimeOffset startsAt, CancellationToken stopping)
    {
        var (now, start) = (clock.GetUtcNow(), startsAt.ToUniversalTime());
        return await db.Holds.Where(mine => mine.Id == holdId && mine.HeldBy == actor.UserId && mine.Until > now && mine.ProviderId == providerId && mine.StartsAt == start)
            .Select(mine => (DateTimeOffset?)mine.Until).SingleOrDefaultAsync(stopping);
    }

    /// <summary>For who has a transaction of their own.</summary>
    public async Task<SlotHeld> Insert(SlotToHold asked, Needs needs, Effects effects, CancellationToken stopping)
    {
        await calendar.WaitInLine([asked.ProviderId], stopping);
        await calendar.WaitForRooms(needs.Kinds.Select(kind => kind.Id), [asked.LocationId], stopping);
        var now = clock.GetUtcNow();
        var before = await db.Holds.AsNoTracking().SingleOrDefaultAsync(hold => hold.Id == asked.Id, stopping);
        if (before is not null && before.HeldBy != actor.UserId)
        {
            return new SlotHeld.Unknown();
        }

        if (before?.Until > now && (before.ProviderId, before.LocationId, before.StartsAt) == (asked.ProviderId, asked.LocationId, asked.StartsAt))
        {
            return new SlotHeld.Held(before.Id, before.Until);
        }

        if (before is not null)
        {
            // It has lapsed, or is of another time: the same form asks once more.
            await db.Holds.Where(hold => hold.Id == before.Id).ExecuteDeleteAsync(stopping);
        }

        var (startsAt, endsAt) = (asked.StartsAt, asked.StartsAt.AddMinutes(asked.Minutes));
        var wanted = new WantedTime(asked.ProviderId, asked.LocationId, startsAt, endsAt, needs.BufferBefore, needs.BufferAfter, [], []);
        var found = await lanes.Run(wanted, needs, stopping);
        if (found is not Lanes.Free free)
        {
            return new SlotHeld.NotFree(found);
        }

        var hold = new Hold
        {
            Id = asked.Id,
            ProviderId = asked.ProviderId,
            LocationId = asked.LocationId,
            VisitTypeId = asked.VisitTypeId,
            StartsAt = startsAt,
            EndsAt = endsAt,
            BufferBefore = needs.BufferBefore,
            BufferAfter = needs.BufferAfter,
            Lane = free.Lane,
            ResourceIds = free.ResourceIds,
            ResourceLanes = free.ResourceLanes,
            HeldBy = actor.UserId,
            HeldAt = now,
            Until = now.AddMinutes(asked.HoldMinutes ?? options.Value.HoldMinutes),
        };
        db.Holds.Add(hold);
        effects.Audit(new AuditEntry("slot.held", "hold", hold.Id, LocationId: asked.LocationId));
        return new SlotHeld.Held(hold.Id, hold.Until);
    }

    /// <summary>The same form, sent at the same moment for two providers.</summary>
    private static bool IsSentTwice(DbUpdateException refused) => refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}

/// <param name="Id">Made by who asks, so that a form sent twice holds once.</param>
/// <param name="Minutes">5 to 720.</param>
/// <param name="HoldMinutes">For how long; null for as long as the setting says.</param>
internal sealed record SlotToHold(Guid Id, Guid ProviderId, Guid LocationId, Guid? VisitTypeId, DateTimeOffset StartsAt, int Minutes, int? HoldMinutes = null);

internal abstract record SlotHeld
{
    private SlotHeld()
    {
    }

    /// <param name="Until">From this instant on it holds nothing.</param>
    public sealed record Held(Guid HoldId, DateTimeOffset Until) : SlotHeld;

    public sealed record NotFree(Lanes Why) : SlotHeld;

    /// <summary>No such provider or location, or not the user's; or no length that a visit has.</summary>
    public sealed record Unknown : SlotHeld;
}
