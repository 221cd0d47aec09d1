using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Availability;

/// <summary>Tells other modules on which days the clinic is closed.</summary>
internal sealed class HolidaysOfClinic(SchedulingDb db) : IClosedDays
{
    public async Task<IReadOnlyList<ClosedDay>> All(CancellationToken stopping = default) =>
        await db.Holidays.AsNoTracking().OrderBy(closed => closed.Date).Select(closed => new ClosedDay(closed.Date, closed.LocationId, closed.Name)).ToListAsync(stopping);
}
