using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Availability;

/// <summary>Whether a visit stands outside its provider's hours at its location. It may, and whoever puts it there is told.</summary>
internal sealed class OutsideHours(SchedulingDb db)
{
    public async Task<bool> Is(Visit visit, Location location, CancellationToken stopping)
    {
        var date = LocalTime.DayAt(location, visit.StartsAt);
        var hours = await db.WorkingHours.AsNoTracking().Where(usual => usual.ProviderId == visit.ProviderId && usual.LocationId == visit.LocationId && usual.Weekday == date.DayOfWeek).ToListAsync(stopping);
        var exceptions = await db.WorkingExceptions.AsNoTracking().Where(other => other.ProviderId == visit.ProviderId && other.LocationId == visit.LocationId && other.Date == date).ToListAsync(stopping);
        var holiday = await db.Holidays.AnyAsync(closed => closed.Date == date && (closed.LocationId == null || closed.LocationId == visit.LocationId), stopping);
        return !WorkingDay.Of(date, location.TimeZone, hours, exceptions, holiday).Any(stretch => stretch.From <= visit.StartsAt && visit.EndsAt <= stretch.Until);
    }
}
