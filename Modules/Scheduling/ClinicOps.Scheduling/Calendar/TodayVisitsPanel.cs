using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>The panel "Visits today" of the page Today: how many each provider has at the user's locations. It names no patient.</summary>
internal sealed class TodayVisitsPanel(VisibleToActor visible, IOrganization organization, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var locations = (await organization.Profile(stopping)).Locations.Where(location => visible.Location(location.Id)).ToList();
        var rows = new List<TodayProvider>();
        foreach (var location in locations)
        {
            var (from, until) = LocalTimes.Day(LocalTime.DayAt(location, now), location.TimeZone);
            var visits = await visible.Visits.AsNoTracking()
                .Where(visit => visit.LocationId == location.Id && visit.StartsAt >= from && visit.StartsAt < until && visit.State != VisitStates.Cancelled)
                .Select(visit => new { visit.Provider!.Name, visit.StartsAt, visit.EndsAt })
                .ToListAsync(stopping);
            rows.AddRange(visits.GroupBy(visit => visit.Name).OrderBy(day => day.Key, StringComparer.Ordinal).Select(day => new TodayProvider(
                day.Key,
                location,
                day.Count(),
                day.Count(visit => visit.EndsAt > now),
                LocalTime.At(location, day.Min(visit => visit.StartsAt)))));
        }

        return new TodayVisitsView(rows, locations.Count > 1);
    }
}

internal sealed record TodayVisitsView(IReadOnlyList<TodayProvider> Providers, bool SeveralLocations)
{
    public int Count => Providers.Sum(provider => provider.Count);
}

/// <param name="Left">How many are not over yet.</param>
/// <param name="First">When the first begins, on the location's clock.</param>
internal sealed record TodayProvider(string Name, Location Location, int Count, int Left, DateTimeOffset First);
