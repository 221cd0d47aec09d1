using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Enters one visit, by a person or from a file. Entering the same visit id again changes nothing.</summary>
internal sealed class EnterVisit(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    VisibleToActor visible,
    IPatients patients,
    IOrganization organization,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <summary>First key of the advisory locks on a provider's calendar; the second is the provider's hash.</summary>
    private const int ProviderLock = 7301;

    public async Task<VisitEntry> Run(VisitToEnter entry, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Find(entry.LocationId) is not { } location || !visible.Location(location.Id))
        {
            return new VisitEntry.LocationUnknown();
        }

        if (!await db.Providers.AnyAsync(provider => provider.Id == entry.ProviderId, stopping))
        {
            return new VisitEntry.ProviderUnknown();
        }

        if (await patients.Find(entry.PatientId, stopping) is null)
        {
            return new VisitEntry.PatientUnknown();
        }

        if (entry.Minutes is < 5 or > 720)
        {
            return new VisitEntry.InvalidTime(InvalidTimeReason.Length);
        }

        return LocalTimes.Resolve(entry.Date.ToDateTime(entry.Start), location.TimeZone, entry.SecondOccurrence) switch
        {
            LocalInstant.At at => await Store(entry, at.Instant, stopping),
            LocalInstant.HappensTwice => new VisitEntry.InvalidTime(InvalidTimeReason.HappensTwice),
            _ => new VisitEntry.InvalidTime(InvalidTimeReason.NeverHappens),
        };
    }

    private async Task<VisitEntry> Store(VisitToEnter entry, DateTimeOffset startsAt, CancellationToken stopping)
    {
        var endsAt = startsAt.AddMinutes(entry.Minutes);
        try
        {
            return await transaction.Run(effects => Insert(entry, startsAt, endsAt, effects, stopping), stopping);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { ConstraintName: SchedulingDb.NoOverlap })
        {
            // Somebody wrote without taking the lock: the constraint has the last word.
            db.ChangeTracker.Clear();
            var other = await Overlapping(entry.ProviderId, startsAt, endsAt, stopping);
            return other is null ? throw new InvalidOperationException("A visit was refused as overlapping, but nothing overlaps it any more.", refused) : other;
        }
    }

    private async Task<VisitEntry> Insert(VisitToEnter entry, DateTimeOffset startsAt, DateTimeOffset endsAt, Effects effects, CancellationToken stopping)
    {
        // Waiting in line per provider first: with the exclusion constraint alone, writers that meet deadlock.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ProviderLock}, hashtext({entry.ProviderId.ToString()}))", stopping);
        if (await db.Visits.AnyAsync(visit => visit.Id == entry.Id, stopping))
        {
            return new VisitEntry.EnteredBefore(entry.Id);
        }

        if (entry.State != VisitState.Cancelled && await Overlapping(entry.ProviderId, startsAt, endsAt, stopping) is { } other)
        {
            return other;
        }

        db.Visits.Add(new Visit
        {
            Id = entry.Id,
            PatientId = entry.PatientId,
            ProviderId = entry.ProviderId,
            LocationId = entry.LocationId,
            VisitType = entry.VisitType.Trim(),
            StartsAt = startsAt,
            EndsAt = endsAt,
            State = entry.State,
            CareThreadId = entry.CareThreadId,
            EnteredBy = actor.UserId,
            EnteredAt = clock.GetUtcNow(),
        });
        effects.Audit(new AuditEntry("visit.entered", "visit", entry.Id, [entry.PatientId], LocationId: entry.LocationId));
        return new VisitEntry.Entered(entry.Id);
    }

    private async Task<VisitEntry.Overlaps?> Overlapping(Guid providerId, DateTimeOffset startsAt, DateTimeOffset endsAt, CancellationToken stopping) =>
        await db.Visits
            .Where(visit => visit.ProviderId == providerId && visit.State != VisitState.Cancelled && visit.StartsAt < endsAt && visit.EndsAt > startsAt)
            .OrderBy(visit => visit.StartsAt)
            .Select(visit => new VisitEntry.Overlaps(visit.Id, visit.LocationId, visit.StartsAt, visit.EndsAt))
            .FirstOrDefaultAsync(stopping);
}

/// <param name="Id">Made by who asks, so that a form sent twice enters one visit.</param>
/// <param name="Date">In the location's time zone, as is <paramref name="Start"/>.</param>
/// <param name="Minutes">5 to 720.</param>
/// <param name="SecondOccurrence">Of a start that happens twice on the day the clocks go back: true for the second; null when nobody has chosen.</param>
internal sealed record VisitToEnter(
    Guid Id,
    Guid PatientId,
    Guid ProviderId,
    Guid LocationId,
    string VisitType,
    DateOnly Date,
    TimeOnly Start,
    int Minutes,
    bool? SecondOccurrence = null,
    string State = VisitState.Scheduled,
    Guid? CareThreadId = null);

internal abstract record VisitEntry
{
    private VisitEntry()
    {
    }

    public sealed record Entered(Guid VisitId) : VisitEntry;

    /// <summary>This visit id is there already.</summary>
    public sealed record EnteredBefore(Guid VisitId) : VisitEntry;

    /// <summary>The provider has this visit in the time asked for.</summary>
    public sealed record Overlaps(Guid VisitId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt) : VisitEntry;

    public sealed record PatientUnknown : VisitEntry;

    public sealed record ProviderUnknown : VisitEntry;

    /// <summary>There is no such location, or the acting user does not work there.</summary>
    public sealed record LocationUnknown : VisitEntry;

    public sealed record InvalidTime(InvalidTimeReason Reason) : VisitEntry;
}

internal enum InvalidTimeReason
{
    /// <summary>The clocks jump over the start.</summary>
    NeverHappens,

    /// <summary>The start happens twice, and which one is meant was not said.</summary>
    HappensTwice,

    /// <summary>Shorter than 5 or longer than 720 minutes.</summary>
    Length,
}
