using System.Globalization;
using System.Text;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Reports;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>How long people wait for an answer, what did not arrive and why, and how much comes and goes. Counts of what the user may see, and nobody's name.</summary>
[Authorize(Policy = CorrespondenceRights.ViewReports)]
internal sealed class ReportsModel(CorrespondenceDb db, LoadReports load, VisibleConversations visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public ReportPeriod Period { get; private set; } = null!;

    /// <summary>Null where the period was not understood.</summary>
    public CorrespondenceReport? Report { get; private set; }

    public string Refusal { get; private set; } = "";

    /// <summary>What the files of this report are asked for with.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"location={Period.Location.Id}&from={Period.From:yyyy-MM-dd}&until={Period.Until:yyyy-MM-dd}");

    public async Task<IActionResult> OnGet(Guid? location, DateOnly? from, DateOnly? until, CancellationToken stopping)
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

        Report = await load.Run(Period, stopping);
        await audit.Record(db, new AuditEntry("correspondence.report-viewed", "location", Period.Location.Id, LocationId: Period.Location.Id), stopping);
        return Page();
    }

    /// <param name="table">The key of one of the tables; null for the first.</param>
    public async Task<IActionResult> OnGetCsv(Guid? location, DateOnly? from, DateOnly? until, string? table, CancellationToken stopping)
    {
        if (!await Choose(location, from, until, stopping) || !Period.IsValid || !ModelState.IsValid)
        {
            return NotFound();
        }

        if ((await load.Run(Period, stopping)).Tables.FirstOrDefault(known => table is null || known.Key == table) is not { } chosen)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("correspondence.report-exported", "location", Period.Location.Id, Reason: chosen.Key, LocationId: Period.Location.Id), stopping);
        byte[] file = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(chosen.Csv)];
        return File(file, "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{chosen.Key}-{Period.From:yyyy-MM-dd}-{Period.Until:yyyy-MM-dd}.csv"));
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
