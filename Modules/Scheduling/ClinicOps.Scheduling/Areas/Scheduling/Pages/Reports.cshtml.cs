using System.Globalization;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Exporting;
using ClinicOps.Scheduling.Reports;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>How full the days are, how far away a free time is, who comes and who confirms. Counts over all visits, and nobody's name.</summary>
[Authorize(Policy = SchedulingRights.ViewReports)]
internal sealed class ReportsModel(SchedulingDb db, LoadReports load, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public ReportPeriod Period { get; private set; } = null!;

    /// <summary>Null where the period was not understood, as are the others.</summary>
    public UtilisationReport? Utilisation { get; private set; }

    public ThirdNextReport? ThirdNext { get; private set; }

    public AttendanceReport? Attendance { get; private set; }

    public string Refusal { get; private set; } = "";

    /// <summary>What the files of this report are asked for with.</summary>
    public string Query => string.Create(
        CultureInfo.InvariantCulture,
        $"location={Period.Location.Id}&from={Period.From:yyyy-MM-dd}&until={Period.Until:yyyy-MM-dd}{(ThirdNext?.Chosen is { } type ? $"&visitTypeId={type.Id}" : "")}");

    public async Task<IActionResult> OnGet(Guid? location, DateOnly? from, DateOnly? until, Guid? visitTypeId, CancellationToken stopping)
    {
        if (!await Choose(location, from, until, stopping))
        {
            return NotFound();
        }

        if (!Period.IsValid || !ModelState.IsValid)
        {
            Refusal = $"A first day and a last day, at most {ReportPeriod.MostDays} days in all.";
            return Page();
        }

        await Load(visitTypeId, stopping);
        await audit.Record(db, new AuditEntry("visits.report-viewed", "location", Period.Location.Id, LocationId: Period.Location.Id), stopping);
        return Page();
    }

    /// <param name="table">The key of one of the tables; null for the first.</param>
    public async Task<IActionResult> OnGetCsv(Guid? location, DateOnly? from, DateOnly? until, Guid? visitTypeId, string? table, CancellationToken stopping)
    {
        if (!await Choose(location, from, until, stopping) || !Period.IsValid)
        {
            return NotFound();
        }

        await Load(visitTypeId, stopping);
        ReportTable[] tables = [Utilisation!.Table, ThirdNext!.Table, ThirdNext.Trend, .. Attendance!.NoShows, .. Attendance.Confirmations];
        if (tables.FirstOrDefault(known => table is null || known.Key == table) is not { } chosen)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("visits.report-exported", "location", Period.Location.Id, Reason: chosen.Key, LocationId: Period.Location.Id), stopping);
        return File(CsvFile.Of(chosen.Heads, chosen.Rows), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{chosen.Key}-{Period.From:yyyy-MM-dd}-{Period.Until:yyyy-MM-dd}.csv"));
    }

    private async Task Load(Guid? visitTypeId, CancellationToken stopping)
    {
        Utilisation = await load.Utilisation(Period, stopping);
        ThirdNext = await load.ThirdNext(Period, visitTypeId, stopping);
        Attendance = await load.Attendance(Period, stopping);
    }

    private async Task<bool> Choose(Guid? location, DateOnly? from, DateOnly? until, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id))];
        if (Locations.FirstOrDefault(place => location is null || place.Id == location) is not { } chosen)
        {
            return false;
        }

        var first = ReportPeriod.AtFirst(chosen, clock.GetUtcNow());
        Period = first with { From = from ?? first.From, Until = until ?? first.Until };
        return true;
    }
}
