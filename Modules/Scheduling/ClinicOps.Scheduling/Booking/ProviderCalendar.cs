using System.Buffers.Binary;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Who waits for whom: every writer of a provider's calendar takes that provider's lock first, then the lock of a request.</summary>
internal sealed class ProviderCalendar(SchedulingDb db)
{
    /// <summary>First keys of the advisory locks; the second is made of the id.</summary>
    private const int ProviderLock = 7301;
    private const int RequestLock = 7302;

    /// <summary>
    /// Waits for the providers' calendars, until the transaction ends. With the exclusion constraint alone, writers that meet
    /// deadlock; always in the order of the keys, so do two moves between the same two providers.
    /// </summary>
    public async Task WaitInLine(IEnumerable<Guid> providerIds, CancellationToken stopping)
    {
        foreach (var key in providerIds.Select(Key).Distinct().Order())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ProviderLock}, {key})", stopping);
        }
    }

    /// <summary>Waits for the request of a task: after the providers, never before.</summary>
    public Task WaitForRequest(Guid taskId, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({RequestLock}, {Key(taskId)})", stopping);

    /// <summary>The first visit of the provider in that time. Over all: the time of one that this user may not see is taken all the same.</summary>
    /// <param name="except">A visit that does not count, since it is the one being moved.</param>
    public Task<TakenTime?> Overlapping(Guid providerId, DateTimeOffset startsAt, DateTimeOffset endsAt, Guid? except, CancellationToken stopping) =>
        db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .Where(visit => visit.ProviderId == providerId && visit.State != VisitStates.Cancelled && visit.Id != except && visit.StartsAt < endsAt && visit.EndsAt > startsAt)
            .OrderBy(visit => visit.StartsAt)
            .Select(visit => new TakenTime(visit.Id, visit.LocationId, visit.StartsAt, visit.EndsAt))
            .FirstOrDefaultAsync(stopping);

    /// <summary>The end of an id is its random part. Two ids with the same key only wait for each other without need.</summary>
    private static int Key(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
    }
}

/// <summary>A visit that has a time somebody else wanted.</summary>
internal sealed record TakenTime(Guid VisitId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);
