using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Reports;

internal sealed record AvailabilityToNote;

/// <summary>
/// Once a day of each location, in the morning of its clock, before the phones: how far away the third free times are. Asked for every hour, so that a
/// host that was down in the morning catches up; what is noted of the day is left so.
/// </summary>
internal sealed class NoteAvailability(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, FindThirdNext find, IOrganization organization, TimeProvider clock) : IJobHandler<AvailabilityToNote>
{
    private const int FromHour = 6;

    public async Task Run(AvailabilityToNote arguments, JobMessage message, CancellationToken stopping)
    {
        foreach (var location in (await organization.Profile(stopping)).OpenLocations)
        {
            var here = LocalTime.At(location, clock.GetUtcNow());
            var today = DateOnly.FromDateTime(here.DateTime);
            if (here.Hour >= FromHour && !await db.ThirdNexts.AnyAsync(noted => noted.LocationId == location.Id && noted.Day == today, stopping))
            {
                var found = await find.Run(location, null, stopping);
                var (providers, types, days) = (found.Select(one => one.ProviderId).ToArray(), found.Select(one => one.VisitTypeId).ToArray(), found.Select(one => one.Days).ToArray());
                await transaction.Run(
                    _ => db.Database.ExecuteSqlAsync(
                        $"""
                        INSERT INTO third_next_available (day, location_id, provider_id, visit_type_id, days)
                        SELECT {today}, {location.Id}, noted.provider_id, noted.visit_type_id, noted.days
                        FROM unnest({providers}, {types}, {days}) AS noted (provider_id, visit_type_id, days)
                        ON CONFLICT DO NOTHING
                        """,
                        stopping),
                    stopping);
            }
        }
    }
}
