using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Reports;

/// <summary>
/// Minutes booked beside minutes that could be, by provider and week. Booked are all visits but cancelled ones, without buffers, whoever may see
/// them, in the week in which they begin. Available are the hours that hold on each day (lunch, exceptions, holidays reckoned), without what is blocked.
/// </summary>
internal sealed class MeasureUtilisation(SchedulingDb db)
{
    /// <returns>By provider's name, then week; where neither was booked nor could be, nothing.</returns>
    public async Task<IReadOnlyList<UtilisedWeek>> Run(ReportPeriod period, CancellationToken stopping)
    {
        var (location, from, until) = (period.Location, period.FirstInstant, period.LastInstant);
        var booked = (await db.Database.SqlQuery<BookedWeek>(
            $"""
            SELECT v.provider_id, date_trunc('week', v.starts_at AT TIME ZONE {location.TimeZone})::date AS week, sum(extract(epoch FROM v.ends_at - v.starts_at))::bigint / 60 AS minutes
            FROM visits v
            WHERE v.location_id = {location.Id} AND v.starts_at >= {from} AND v.starts_at < {until} AND v.state <> 'cancelled'
            GROUP BY 1, 2
            """).ToListAsync(stopping)).ToDictionary(week => (week.ProviderId, week.Week), week => week.Minutes);
        var available = await Available(period, stopping);
        var ids = booked.Keys.Concat(available.Keys).Select(key => key.Item1).Distinct().ToList();
        var names = await db.Providers.AsNoTracking().Where(provider => ids.Contains(provider.Id)).ToDictionaryAsync(provider => provider.Id, stopping);
        return
        [
            .. booked.Keys.Union(available.Keys)
                .Select(key => new UtilisedWeek(key.Item1, names[key.Item1].DisplayName, key.Item2, booked.GetValueOrDefault(key), available.GetValueOrDefault(key)))
                .OrderBy(week => week.Provider, StringComparer.Ordinal).ThenBy(week => week.ProviderId).ThenBy(week => week.Week),
        ];
    }

    private async Task<Dictionary<(Guid ProviderId, DateOnly Week), long>> Available(ReportPeriod period, CancellationToken stopping)
    {
        var (location, from, until) = (period.Location, period.FirstInstant, period.LastInstant);
        var calendars = await LoadCalendars.Run(db, location.Id, new SlotWish([location.Id], null, null, from, 0), period.From, period.Until, stopping);
        var blocks = await db.Blocks.AsNoTracking()
            .Where(block => block.StartsAt < until && block.EndsAt > from && (block.LocationId == location.Id || block.ProviderId != null)).ToListAsync(stopping);
        var minutes = new Dictionary<(Guid, DateOnly), long>();
        foreach (var day in period.Days)
        {
            var clock = new DayClock(day, location.TimeZone);
            foreach (var provider in calendars.Providers)
            {
                var works = WorkingDay.Of(clock, provider.Hours[day.DayOfWeek], provider.Exceptions, calendars.Holidays.Contains(day));
                if (works.Count > 0)
                {
                    var open = WorkingDay.Without(works, blocks.Where(block => block.ProviderId is null || block.ProviderId == provider.Id).Select(block => new Stretch(block.StartsAt, block.EndsAt)));
                    var key = (provider.Id, ReportPeriod.Monday(day));
                    minutes[key] = minutes.GetValueOrDefault(key) + open.Sum(stretch => (long)(stretch.Until - stretch.From).TotalMinutes);
                }
            }
        }

        return minutes;
    }
}

internal sealed record BookedWeek(Guid ProviderId, DateOnly Week, long Minutes);

/// <param name="Week">Its Monday.</param>
/// <param name="Booked">Minutes, as is <paramref name="Available"/>.</param>
internal sealed record UtilisedWeek(Guid ProviderId, string Provider, DateOnly Week, long Booked, long Available);
