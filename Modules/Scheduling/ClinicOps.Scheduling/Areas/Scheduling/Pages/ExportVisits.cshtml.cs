using System.Globalization;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Exporting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>A location's visits of a day, or of some, to save for a spreadsheet. It leaves the house, so it is asked for by a form and never by an address.</summary>
[Authorize(Policy = SchedulingRights.ExportVisits)]
internal sealed class ExportVisitsModel(SchedulingDb db, ExportVisits export, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Location Location { get; private set; } = null!;

    public DateOnly From { get; private set; }

    public DateOnly Until { get; private set; }

    public string Refusal { get; private set; } = "";

    public async Task<IActionResult> OnGet(Guid? location, DateOnly? from, DateOnly? until, CancellationToken stopping) =>
        await Choose(location, from, until, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnPost(Guid? location, DateOnly? from, DateOnly? until, CancellationToken stopping)
    {
        if (!await Choose(location, from, until, stopping))
        {
            return NotFound();
        }

        if (from is null || until is null || Until < From || Until.DayNumber - From.DayNumber >= ExportVisits.MostDays)
        {
            Refusal = $"A first day and a last day, at most {ExportVisits.MostDays} days in all. Nothing was saved.";
            ModelState.Clear();
            return Page();
        }

        var exported = await export.Run(Location, From, Until, stopping);
        await audit.Record(
            db,
            new AuditEntry("visits.exported", "location", Location.Id, exported.PatientIds, string.Create(CultureInfo.InvariantCulture, $"{exported.Count} visits, {From:yyyy-MM-dd} to {Until:yyyy-MM-dd}"), Location.Id),
            stopping);
        return File(exported.File, "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"visits-{From:yyyy-MM-dd}-{Until:yyyy-MM-dd}.csv"));
    }

    private async Task<bool> Choose(Guid? location, DateOnly? from, DateOnly? until, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id))];
        if (Locations.FirstOrDefault(place => location is null || place.Id == location) is not { } chosen)
        {
            return false;
        }

        Location = chosen;
        From = from ?? LocalTime.DayAt(chosen, clock.GetUtcNow());
        Until = until ?? From;
        return From > DateOnly.MinValue.AddDays(2) && Until > DateOnly.MinValue.AddDays(2) && From < DateOnly.MaxValue.AddDays(-2) && Until < DateOnly.MaxValue.AddDays(-2);
    }
}
