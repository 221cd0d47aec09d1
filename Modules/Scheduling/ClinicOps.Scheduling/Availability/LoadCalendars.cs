using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Availability;

/// <summary>The hours of all who work at a location, for some days at once.</summary>
internal static class LoadCalendars
{
    public static async Task<Calendars> Run(SchedulingDb db, Guid locationId, SlotWish wish, DateOnly first, DateOnly last, CancellationToken stopping)
    {
        var anybody = wish.ProviderIds.Count == 0;
        var hours = await db.WorkingHours.AsNoTracking()
            .Where(usual => usual.LocationId == locationId && (anybody || wish.ProviderIds.Contains(usual.ProviderId))
                && (usual.ValidFrom == null || usual.ValidFrom <= last) && (usual.ValidUntil == null || usual.ValidUntil >= first))
            .ToListAsync(stopping);
        var exceptions = (await db.WorkingExceptions.AsNoTracking()
            .Where(other => other.LocationId == locationId && (anybody || wish.ProviderIds.Contains(other.ProviderId)) && other.Date >= first && other.Date <= last)
            .ToListAsync(stopping)).ToLookup(other => other.ProviderId);
        var holidays = await db.Holidays.AsNoTracking().Where(holiday => holiday.Date >= first && holiday.Date <= last && (holiday.LocationId == null || holiday.LocationId == locationId)).ToListAsync(stopping);
        var ids = hours.Select(usual => usual.ProviderId).Concat(exceptions.Select(of => of.Key)).Distinct().ToList();
        var withoutRoom = await db.Providers.Where(provider => provider.NeedsNoRoom && ids.Contains(provider.Id)).Select(provider => provider.Id).ToListAsync(stopping);
        var byProvider = hours.ToLookup(usual => usual.ProviderId);
        return new Calendars(
            ids.ConvertAll(id => new ProviderHours(id, withoutRoom.Contains(id), byProvider[id].ToLookup(usual => usual.Weekday), [.. exceptions[id]])),
            holidays.ConvertAll(holiday => holiday.Date).ToHashSet());
    }
}

/// <param name="Holidays">Those of the location and of the whole clinic.</param>
internal sealed record Calendars(IReadOnlyList<ProviderHours> Providers, IReadOnlySet<DateOnly> Holidays);

internal sealed record ProviderHours(Guid Id, bool NeedsNoRoom, ILookup<DayOfWeek, WorkingHours> Hours, IReadOnlyList<WorkingException> Exceptions);
