using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>
/// A provider is out: blocks the time and lists the visits that stand in it, in one transaction and in line with who books. Taking it back frees the time again;
/// what was done for its visits by then stays done.
/// </summary>
internal sealed class EnterOutage(
    SchedulingDb db, ChangeSetUp change, ProviderCalendar calendar, VisibleToActor visible, IOrganization organization, AuditTrail audit, CurrentActor actor, TimeProvider clock)
{
    /// <summary>The most days of one absence.</summary>
    public const int MostDays = 366;

    private const int FullDay = 24 * 60;

    /// <summary>The same id again is the same absence.</summary>
    public async Task<OutageEntered> Run(OutageToEnter asked, CancellationToken stopping)
    {
        if (await db.Providers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == asked.ProviderId, stopping) is not { } provider || !visible.Location(provider.LocationId)
            || (await organization.Profile(stopping)).Find(provider.LocationId) is not { } location)
        {
            return new OutageEntered.Unknown();
        }

        if (Wrong(asked) is { } wrong)
        {
            return new OutageEntered.NotUnderstood(wrong);
        }

        var (from, until) = (new DayClock(asked.First, location.TimeZone).Between(asked.FromMinute, FullDay).From, new DayClock(asked.Last, location.TimeZone).Between(0, asked.UntilMinute).Until);
        if (until <= from || until <= clock.GetUtcNow())
        {
            return new OutageEntered.NotUnderstood(until <= from ? "An absence ends after it begins." : "That time is over already.");
        }

        var outage = new ProviderOutage
        {
            Id = asked.Id,
            ProviderId = provider.Id,
            LocationId = location.Id,
            StartsAt = from,
            EndsAt = until,
            Reason = asked.Reason,
            EnteredBy = actor.UserId,
            EnteredAt = clock.GetUtcNow(),
        };
        ProviderOutage? standing = null;
        var affected = 0;
        var changed = await change.Run(
            SetUpParts.Block,
            outage.Id,
            null,
            async () =>
            {
                // Who is just booking that time is waited for: the visit is on the list. Who comes later finds the block.
                await calendar.WaitInLine([outage.ProviderId], stopping);
                standing = await db.Outages.AsNoTracking().FirstOrDefaultAsync(other => other.ProviderId == outage.ProviderId && other.TakenBackAt == null && other.StartsAt < until && other.EndsAt > from, stopping);
                if (standing is not null)
                {
                    return "There is an absence of this provider then already.";
                }

                affected = await Write(outage, stopping);
                return null;
            },
            stopping);
        return changed switch
        {
            SetUpChanged.Done => new OutageEntered.Done(outage.Id, affected),
            SetUpChanged.ChangedMeanwhile => new OutageEntered.WasSo(outage.Id),
            SetUpChanged.NotUnderstood when standing is not null => new OutageEntered.Overlaps(standing.Id),
            _ => new OutageEntered.NotUnderstood(((SetUpChanged.NotUnderstood)changed).Why),
        };
    }

    /// <summary>The provider comes after all. Visits that were not moved, cancelled or otherwise brought to an end take place as they were booked.</summary>
    public async Task<OutageTakenBack> TakeBack(Guid outageId, CancellationToken stopping)
    {
        if (await change.Latest(SetUpParts.Block, outageId, stopping) is not { } latest)
        {
            return new OutageTakenBack.Unknown();
        }

        var changed = await change.Run(
            SetUpParts.Block,
            outageId,
            latest.Id,
            async () =>
            {
                if (await db.LockOutage(outageId, stopping) is not { TakenBackAt: null } outage)
                {
                    return "It is taken back already.";
                }

                (outage.TakenBackAt, outage.TakenBackBy) = (clock.GetUtcNow(), actor.UserId);
                await db.Blocks.Where(block => block.Id == outageId).ExecuteDeleteAsync(stopping);
                await audit.Record(db, new AuditEntry("outage.taken-back", "outage", outageId, LocationId: outage.LocationId), stopping);
                return null;
            },
            stopping);
        return changed is SetUpChanged.Done ? new OutageTakenBack.Done() : new OutageTakenBack.WasSo();
    }

    private static string? Wrong(OutageToEnter asked) =>
        OutageReason.All.All(known => known.Code != asked.Reason) ? "Choose why."
        : asked.Last < asked.First ? "The last day is not before the first."
        : asked.Last.DayNumber - asked.First.DayNumber > MostDays ? "An absence is at most a year."
        : asked.First.Year is < 2000 or > 2100 || asked.Last.Year > 2100 ? "Choose the days."
        : null;

    private async Task<int> Write(ProviderOutage outage, CancellationToken stopping)
    {
        db.Blocks.Add(new Block
        {
            Id = outage.Id,
            ProviderId = outage.ProviderId,
            StartsAt = outage.StartsAt,
            EndsAt = outage.EndsAt,
            Reason = $"out: {OutageReason.InWords(outage.Reason).ToLowerInvariant()}",
            MadeBy = outage.EnteredBy,
            MadeAt = outage.EnteredAt,
        });
        db.Outages.Add(outage);
        var affected = await Affected(db, outage).Select(visit => new { visit.Id, visit.PatientId, visit.StartsAt }).ToListAsync(stopping);
        db.OutageVisits.AddRange(affected.Select(visit => new OutageVisit { Id = Guid.CreateVersion7(), OutageId = outage.Id, VisitId = visit.Id, StartsAt = visit.StartsAt, ListedAt = outage.EnteredAt }));
        await audit.Record(db, new AuditEntry("outage.entered", "outage", outage.Id, [.. affected.Select(visit => visit.PatientId).Distinct()], outage.Reason, outage.LocationId), stopping);
        return affected.Count;
    }

    /// <summary>Visits that stand in the time, whoever may see them: none is lost because who enters the absence does not.</summary>
    public static IQueryable<Visit> Affected(SchedulingDb db, ProviderOutage outage) =>
        db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(visit => visit.ProviderId == outage.ProviderId && visit.State == VisitStates.Booked && visit.StartsAt < outage.EndsAt && visit.EndsAt > outage.StartsAt);
}

/// <param name="Id">Made by who asks, so that a form sent twice enters one absence.</param>
/// <param name="First">On the calendar of where the provider usually works, as is <paramref name="Last"/>.</param>
/// <param name="FromMinute">After midnight of the first day.</param>
/// <param name="UntilMinute">After midnight of the last day, up to 1440: its end.</param>
/// <param name="Reason">One of <see cref="OutageReason"/>.</param>
internal sealed record OutageToEnter(Guid Id, Guid ProviderId, DateOnly First, int FromMinute, DateOnly Last, int UntilMinute, string Reason);

internal abstract record OutageEntered
{
    private OutageEntered()
    {
    }

    /// <param name="Affected">How many visits are on its list.</param>
    public sealed record Done(Guid OutageId, int Affected) : OutageEntered;

    /// <summary>The form was sent twice.</summary>
    public sealed record WasSo(Guid OutageId) : OutageEntered;

    /// <summary>The provider is out then already.</summary>
    public sealed record Overlaps(Guid OutageId) : OutageEntered;

    /// <param name="Why">A sentence in plain words.</param>
    public sealed record NotUnderstood(string Why) : OutageEntered;

    /// <summary>There is no such provider, or not at the user's locations.</summary>
    public sealed record Unknown : OutageEntered;
}

internal abstract record OutageTakenBack
{
    private OutageTakenBack()
    {
    }

    public sealed record Done : OutageTakenBack;

    /// <summary>Somebody else did, or the form was sent twice.</summary>
    public sealed record WasSo : OutageTakenBack;

    public sealed record Unknown : OutageTakenBack;
}
