using System.Buffers.Binary;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

/// <summary>
/// Who waits for whom: every writer of a provider's calendar takes that provider's lock first, then those of the rooms it may need, then the
/// lock of a request.
/// </summary>
internal sealed class ProviderCalendar(SchedulingDb db)
{
    /// <summary>First keys of the advisory locks; the second is made of the id.</summary>
    private const int ProviderLock = 7301;
    private const int RequestLock = 7302;
    private const int RoomLock = 7303;

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

    /// <summary>Waits for the rooms and devices of these kinds at these locations: after the providers, before a request.</summary>
    public async Task WaitForRooms(IEnumerable<Guid> kindIds, IEnumerable<Guid> locationIds, CancellationToken stopping)
    {
        foreach (var key in kindIds.SelectMany(_ => locationIds, (kind, location) => Key(kind) ^ Key(location)).Distinct().Order())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({RoomLock}, {key})", stopping);
        }
    }

    /// <summary>The end of an id is its random part. Two ids with the same key only wait for each other without need.</summary>
    private static int Key(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
    }
}
