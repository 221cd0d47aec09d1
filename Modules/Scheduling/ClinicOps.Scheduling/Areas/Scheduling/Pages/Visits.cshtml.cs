using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>One day at one location, by provider.</summary>
[Authorize(Policy = SchedulingRights.ViewVisits)]
internal sealed class VisitsModel(
    SchedulingDb db,
    VisibleToActor visible,
    IPatients patients,
    IOrganization organization,
    AuditTrail audit,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public DateOnly Date { get; private set; }

    public DateOnly Today { get; private set; }

    public IReadOnlyList<ProviderDay> Providers { get; private set; } = [];

    public bool MayEnter { get; private set; }

    public bool MayExport { get; private set; }

    public async Task<IActionResult> OnGet(Guid? location, DateOnly? date, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).Locations.Where(l => visible.Location(l.Id))];
        if (Locations.FirstOrDefault(l => location is null || l.Id == location) is not { } chosen)
        {
            return NotFound();
        }

        Location = chosen;
        Today = DateOnly.FromDateTime(LocalTimes.InZone(clock.GetUtcNow(), chosen.TimeZone).DateTime);
        Date = date ?? Today;
        if (Date < DateOnly.MinValue.AddDays(2) || Date > DateOnly.MaxValue.AddDays(-2))
        {
            return NotFound();
        }

        MayEnter = (await authorization.AuthorizeAsync(User, SchedulingRights.EnterVisits)).Succeeded;
        MayExport = (await authorization.AuthorizeAsync(User, SchedulingRights.ExportVisits)).Succeeded;
        await LoadDay(stopping);
        return Page();
    }

    private async Task LoadDay(CancellationToken stopping)
    {
        var (from, until) = LocalTimes.Day(Date, Location.TimeZone);
        var visits = await visible.Visits.AsNoTracking().Include(visit => visit.Provider)
            .Where(visit => visit.LocationId == Location.Id && visit.StartsAt < until && visit.EndsAt > from)
            .OrderBy(visit => visit.StartsAt)
            .ToListAsync(stopping);
        var names = (await patients.Find([.. visits.Select(visit => visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        Providers =
        [
            .. visits
                .GroupBy(visit => visit.ProviderId)
                .Select(day => new ProviderDay(
                    day.First().Provider!,
                    [.. day.Select(visit => new DayVisit(visit, LocalTimes.InZone(visit.StartsAt, Location.TimeZone), LocalTimes.InZone(visit.EndsAt, Location.TimeZone), names.GetValueOrDefault(visit.PatientId)))]))
                .OrderBy(day => day.Provider.Name, StringComparer.Ordinal),
        ];
        await audit.Record(
            db, new AuditEntry("visits.day-viewed", "location", Location.Id, [.. visits.Select(visit => visit.PatientId).Distinct()], LocationId: Location.Id), stopping);
    }
}

internal sealed record ProviderDay(Provider Provider, IReadOnlyList<DayVisit> Visits);
