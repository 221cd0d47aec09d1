using System.Text.Json;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.SetUp;

/// <summary>The parts of the set-up that are changed and taken back by themselves: how each is written down, and put back.</summary>
internal sealed class SetUpParts(SchedulingDb db, TimeProvider clock)
{
    /// <summary>The usual weeks of a provider.</summary>
    public const string Hours = "hours";

    /// <summary>The days of a provider that are not as usual.</summary>
    public const string Exceptions = "exceptions";

    /// <summary>Who a provider is, and where they usually work.</summary>
    public const string Person = "person";

    /// <summary>How many may stand at once with a provider, and whether they need a room.</summary>
    public const string Provider = "provider";

    public const string Room = "room";

    public const string VisitType = "visit-type";

    /// <summary>One block; no other part of it than that it is there.</summary>
    public const string Block = "block";

    /// <summary>One holiday.</summary>
    public const string Holiday = "holiday";

    /// <summary>The part as it is, in JSON; "null" where it is not there.</summary>
    public async Task<string> Now(string part, Guid subjectId, CancellationToken stopping) => part switch
    {
        Hours => Written(await db.WorkingHours.AsNoTracking().Where(usual => usual.ProviderId == subjectId).ToListAsync(stopping)),
        Exceptions => Written(await db.WorkingExceptions.AsNoTracking().Where(other => other.ProviderId == subjectId).ToListAsync(stopping)),
        Person => Written(await db.Providers.Where(known => known.Id == subjectId).Select(known => new PersonPart(known.Name, known.Credentials, known.Specialty, known.Npi, known.LocationId)).SingleOrDefaultAsync(stopping)),
        Provider => Written(new ProviderPart(
            await db.Providers.Where(provider => provider.Id == subjectId).Select(provider => provider.NeedsNoRoom).SingleOrDefaultAsync(stopping),
            await db.ProviderCapacities.AsNoTracking().Where(own => own.ProviderId == subjectId).ToListAsync(stopping))),
        Room => Written(await db.Resources.AsNoTracking().SingleOrDefaultAsync(room => room.Id == subjectId, stopping)),
        VisitType => Written(await db.VisitTypes.AsNoTracking().Include(type => type.Needs).SingleOrDefaultAsync(type => type.Id == subjectId, stopping)),
        Block => Written(await db.Blocks.AsNoTracking().SingleOrDefaultAsync(block => block.Id == subjectId, stopping)),
        Holiday => Written(await db.Holidays.AsNoTracking().SingleOrDefaultAsync(holiday => holiday.Id == subjectId, stopping)),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No such part."),
    };

    /// <summary>The locations of a part, as it was and as it is: who takes a change back works at each. Null among them is the whole clinic.</summary>
    public async Task<IReadOnlyList<Guid?>> LocationsOf(SetUpChange change, CancellationToken stopping)
    {
        var (was, isNow) = (change.Before, await Now(change.What, change.PartId, stopping));
        return change.What switch
        {
            Hours => [await Usual(), .. Differing(Read<List<WorkingHours>>(was)!, Read<List<WorkingHours>>(isNow)!, usual => usual.LocationId)],
            Exceptions => [await Usual(), .. Differing(Read<List<WorkingException>>(was)!, Read<List<WorkingException>>(isNow)!, other => other.LocationId)],
            Person => [.. new[] { Read<PersonPart>(was), Read<PersonPart>(isNow) }.OfType<PersonPart>().Select(who => (Guid?)who.LocationId).Distinct()],
            Provider => [await Usual()],
            Room => [(Read<Resource>(isNow) ?? Read<Resource>(was))?.LocationId],
            Block => (Read<Block>(isNow) ?? Read<Block>(was)) is not { } block ? []
                : [block.LocationId ?? await db.Providers.Where(provider => provider.Id == block.ProviderId).Select(provider => (Guid?)provider.LocationId).SingleOrDefaultAsync(stopping)
                    ?? await db.Resources.Where(room => room.Id == block.ResourceId).Select(room => (Guid?)room.LocationId).SingleOrDefaultAsync(stopping)],
            Holiday => (Read<Holiday>(isNow) ?? Read<Holiday>(was)) is { } holiday ? [holiday.LocationId] : [],

            // The kinds of visits are everybody's.
            _ => [],
        };

        Task<Guid?> Usual() => db.Providers.Where(provider => provider.Id == change.PartId).Select(provider => (Guid?)provider.LocationId).SingleOrDefaultAsync(stopping);
    }

    /// <summary>Where a row is on one side alone, or otherwise.</summary>
    private static IEnumerable<Guid?> Differing<T>(List<T> was, List<T> isNow, Func<T, Guid> location) =>
        was.Concat(isNow).GroupBy(row => Written(row), StringComparer.Ordinal).Where(same => same.Count() == 1).Select(alone => (Guid?)location(alone.First())).Distinct();

    /// <summary>Inside a transaction. A room or a type that was not there is closed or retired: something may have been booked into it since. A provider who was not there goes only while nothing names them.</summary>
    /// <returns>In words why not; null where it is done.</returns>
    public async Task<string?> Restore(string part, Guid subjectId, string before, CancellationToken stopping)
    {
        switch (part)
        {
            case Hours:
                await db.WorkingHours.Where(usual => usual.ProviderId == subjectId).ExecuteDeleteAsync(stopping);
                db.WorkingHours.AddRange(Read<List<WorkingHours>>(before)!);
                break;
            case Exceptions:
                await db.WorkingExceptions.Where(other => other.ProviderId == subjectId).ExecuteDeleteAsync(stopping);
                db.WorkingExceptions.AddRange(Read<List<WorkingException>>(before)!);
                break;
            case Person when Read<PersonPart>(before) is { } who:
                var person = await db.Providers.SingleOrDefaultAsync(known => known.Id == subjectId, stopping) ?? db.Providers.Add(new Data.Provider { Id = subjectId, Name = who.Name, LocationId = who.LocationId }).Entity;
                (person.Name, person.Credentials, person.Specialty, person.Npi, person.LocationId) = (who.Name, who.Credentials, who.Specialty, who.Npi, who.LocationId);
                break;
            case Person:
                if (await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(visit => visit.ProviderId == subjectId, stopping)
                    || await db.Recalls.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(recall => recall.ProviderId == subjectId, stopping))
                {
                    return "Visits or recalls name this provider by now.";
                }

                if (await NamedBy(subjectId, stopping) is { } what)
                {
                    return $"{what} name this provider by now.";
                }

                await db.Providers.Where(known => known.Id == subjectId).ExecuteDeleteAsync(stopping);
                break;
            case Provider:
                var was = Read<ProviderPart>(before)!;
                await db.ProviderCapacities.Where(own => own.ProviderId == subjectId).ExecuteDeleteAsync(stopping);
                db.ProviderCapacities.AddRange(was.Capacities);
                (await db.Providers.SingleAsync(provider => provider.Id == subjectId, stopping)).NeedsNoRoom = was.NeedsNoRoom;
                break;
            case Room:
                var room = await db.Resources.SingleAsync(known => known.Id == subjectId, stopping);
                (room.Name, room.Capacity, room.IsClosed) = Read<Resource>(before) is { } old ? (old.Name, old.Capacity, old.IsClosed) : (room.Name, room.Capacity, true);
                break;
            case VisitType:
                await RestoreType(subjectId, Read<VisitType>(before), stopping);
                break;
            case Block:
                await db.Blocks.Where(block => block.Id == subjectId).ExecuteDeleteAsync(stopping);
                db.Blocks.AddRange(Read<Block>(before) is { } block ? [block] : []);
                break;
            case Holiday:
                await db.Holidays.Where(holiday => holiday.Id == subjectId).ExecuteDeleteAsync(stopping);
                db.Holidays.AddRange(Read<Holiday>(before) is { } holiday ? [holiday] : []);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, "No such part.");
        }

        return null;
    }

    /// <summary>What of the schedule would go, or be left without its provider; null for nothing. A hold that has lapsed is nothing.</summary>
    private async Task<string?> NamedBy(Guid providerId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return await db.WorkingHours.AnyAsync(usual => usual.ProviderId == providerId, stopping) ? "Hours of work"
            : await db.WorkingExceptions.AnyAsync(other => other.ProviderId == providerId, stopping) ? "Days that are not as usual"
            : await db.ProviderCapacities.AnyAsync(own => own.ProviderId == providerId, stopping) ? "Numbers of visits at once"
            : await db.Outages.AnyAsync(outage => outage.ProviderId == providerId, stopping) ? "Absences"
            : await db.Blocks.AnyAsync(block => block.ProviderId == providerId, stopping) ? "Blocked times"
            : await db.Holds.AnyAsync(hold => hold.ProviderId == providerId && hold.Until > now, stopping) ? "Held times"
            : await db.FeedSubscriptions.AnyAsync(feed => feed.ProviderId == providerId, stopping) ? "Calendar subscriptions"
            : await db.FreedSlots.AnyAsync(slot => slot.ProviderId == providerId, stopping) ? "Freed times"
            : await db.WaitlistEntries.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(entry => entry.ProviderIds.Contains(providerId), stopping) ? "Patients on the waitlist"
            : await db.VisitChanges.AnyAsync(change => change.ProviderId == providerId || change.FromProviderId == providerId, stopping) ? "Visits that were moved"
            : null;
    }

    private async Task RestoreType(Guid id, VisitType? was, CancellationToken stopping)
    {
        var type = await db.VisitTypes.Include(known => known.Needs).SingleAsync(known => known.Id == id, stopping);
        if (was is null)
        {
            type.IsRetired = true;
            return;
        }

        (type.Name, type.Minutes, type.BufferBefore, type.BufferAfter) = (was.Name, was.Minutes, was.BufferBefore, was.BufferAfter);
        (type.Capacity, type.ForWhom, type.Instructions, type.Serves, type.IsRetired) = (was.Capacity, was.ForWhom, was.Instructions, was.Serves, was.IsRetired);
        type.Needs.RemoveAll(need => !was.Needs.Exists(old => old.KindId == need.KindId));
        type.Needs.AddRange(was.Needs.Where(old => !type.Needs.Exists(need => need.KindId == old.KindId)).Select(old => new VisitTypeNeed { VisitTypeId = id, KindId = old.KindId }));
    }

    private static string Written<T>(T part) => JsonSerializer.Serialize(part);

    private static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json);

    private sealed record PersonPart(string Name, string? Credentials, string? Specialty, string? Npi, Guid LocationId);

    private sealed record ProviderPart(bool NeedsNoRoom, List<ProviderCapacity> Capacities);
}
