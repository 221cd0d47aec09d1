using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>A day's schedule to save or print, as the nightly job writes it: closed records are times that are taken, whoever saves it.</summary>
[Authorize(Policy = IntakeRights.PrepareCharts)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ChartScheduleModel(IntakeDb db, LoadChartDay days, LoadCharts load, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    /// <param name="form">pdf for paper; otherwise for a spreadsheet.</param>
    public async Task<IActionResult> OnGet(Guid? location, DateOnly? day, string? form, CancellationToken stopping)
    {
        if (await days.Run(location, day, stopping) is not { } shown)
        {
            return NotFound();
        }

        var charts = await load.Of(shown.Visits, forEverybody: true, stopping);
        var closed = shown.ClosedAt.Select(at => new ScheduleLine(LocalTime.At(shown.Location, at), 0, "", null));
        var schedule = new ScheduledDay(shown.Location, shown.Day, [.. ScheduleLines.Of(charts).Concat(closed).OrderBy(line => line.Start)]);
        await audit.Record(db, new AuditEntry("schedule.saved", "location", shown.Location.Id, [.. charts.Select(chart => chart.Visit.PatientId).Distinct()], LocationId: shown.Location.Id), stopping);
        Response.Headers.XContentTypeOptions = "nosniff";
        return form == "pdf"
            ? File(ScheduleFile.Pdf(schedule, LocalTime.At(shown.Location, clock.GetUtcNow()), (await organization.Profile(stopping)).Letterhead), "application/pdf")
            : File(ScheduleFile.Csv(schedule), "text/csv", WriteSchedule.NameOf(schedule) + ".csv");
    }
}
