using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Reports;

/// <summary>What was noted of the third free times, day by day, of a kind of visit at a location.</summary>
internal sealed class ThirdNextTrend(SchedulingDb db)
{
    /// <summary>What stands for "none within <see cref="FindFreeSlots.Days"/> days".</summary>
    public const int Beyond = FindFreeSlots.Days + 1;

    /// <summary>The middle one of the providers (of an even number the lower one), since one who is away for long would outweigh all others in a mean.</summary>
    public Task<List<TrendDay>> Medians(ReportPeriod period, Guid visitTypeId, CancellationToken stopping) => db.Database.SqlQuery<TrendDay>(
        $"""
        SELECT day, percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(days, {Beyond})) AS days, count(*)::int AS providers
        FROM third_next_available
        WHERE location_id = {period.Location.Id} AND visit_type_id = {visitTypeId} AND day BETWEEN {period.From} AND {period.Until}
        GROUP BY day ORDER BY day
        """).ToListAsync(stopping);

    /// <returns>By provider; where nothing was noted on that day, nothing.</returns>
    public Task<Dictionary<Guid, int>> On(Guid locationId, Guid visitTypeId, DateOnly day, CancellationToken stopping) => db.ThirdNexts.AsNoTracking()
        .Where(noted => noted.LocationId == locationId && noted.VisitTypeId == visitTypeId && noted.Day == day)
        .ToDictionaryAsync(noted => noted.ProviderId, noted => noted.Days ?? Beyond, stopping);
}

/// <param name="Days">Median over the providers; <see cref="ThirdNextTrend.Beyond"/> for further than one looks.</param>
/// <param name="Providers">Of how many it was noted.</param>
internal sealed record TrendDay(DateOnly Day, int Days, int Providers);
