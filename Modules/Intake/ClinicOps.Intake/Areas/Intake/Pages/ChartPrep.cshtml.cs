using System.Globalization;
using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>A day's visits by what is missing for them, each gap with the act that mends it, and their prepared charts.</summary>
[Authorize(Policy = IntakeRights.PrepareCharts)]
internal sealed class ChartPrepModel(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, LoadChartDay days, LoadCharts load, SetGapAside setAside, IVisits visits, IOrganization organization, CurrentActor actor, AuditTrail audit) : PageModel
{
    public ChartDay Shown { get; private set; } = null!;

    /// <summary>Where most is missing first.</summary>
    public IReadOnlyList<ChartRow> Rows { get; private set; } = [];

    public string Here => string.Create(CultureInfo.InvariantCulture, $"location={Shown.Location.Id}&day={Shown.Day:yyyy-MM-dd}");

    /// <param name="location">Null for the first of the user's.</param>
    /// <param name="day">Null for the next day that has visits.</param>
    public async Task<IActionResult> OnGet(Guid? location, DateOnly? day, CancellationToken stopping)
    {
        if (await days.Run(location, day, stopping) is not { } shown)
        {
            return NotFound();
        }

        Shown = shown;
        Rows =
        [
            .. (await load.Of(shown.Visits, forEverybody: false, stopping)).Select(chart => new ChartRow(chart, FindGaps.Of(chart), [.. FindGaps.All(chart).Except(FindGaps.Of(chart))], shown.Packets.GetValueOrDefault(chart.Visit.Id)))
                .OrderByDescending(row => row.Gaps.Count(gap => gap.Stops)).ThenByDescending(row => row.Gaps.Count).ThenBy(row => row.Chart.Visit.StartsAt),
        ];
        await audit.Record(db, new AuditEntry("charts.listed", "location", shown.Location.Id, [.. Rows.Select(row => row.Chart.Visit.PatientId).Distinct()], LocationId: shown.Location.Id), stopping);
        return Page();
    }

    /// <summary>Prepares a chart again, also where nothing it rests on changed.</summary>
    public async Task<IActionResult> OnPostMake(Guid visit, CancellationToken stopping)
    {
        if (await Find(visit, stopping) is not { } found)
        {
            return NotFound();
        }

        await transaction.Run(
            effects =>
            {
                effects.Enqueue(new ChartToPrepare(visit));
                effects.Audit(new AuditEntry("chart-packet.asked", "visit", visit, [found.PatientId], LocationId: found.LocationId));
                return Task.CompletedTask;
            },
            stopping);
        TempData["toast"] = "The chart is being prepared: open the page again in a moment.";
        return await Back(found, stopping);
    }

    /// <param name="gap">As <see cref="Gap.Key"/> has it.</param>
    public async Task<IActionResult> OnPostAside(Guid visit, string? gap, bool undo, CancellationToken stopping)
    {
        if (await Find(visit, stopping) is not { } found || !await setAside.Run(visit, gap ?? "", undo, stopping))
        {
            return NotFound();
        }

        TempData["toast"] = undo ? "It is missing again." : "Said not to be needed for this visit.";
        if (!undo)
        {
            TempData["undo-url"] = $"/intake/chart-prep?handler=Aside&visit={visit}&gap={Uri.EscapeDataString(gap!)}&undo=true";
        }

        return await Back(found, stopping);
    }

    private async Task<VisitSummary?> Find(Guid visit, CancellationToken stopping) =>
        await visits.Find(visit, stopping) is { State: not VisitStates.Cancelled } found && actor.SeesLocation(found.LocationId) && await load.Of([found], forEverybody: false, stopping) is [_] ? found : null;

    private async Task<RedirectResult> Back(VisitSummary visit, CancellationToken stopping)
    {
        var day = LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt);
        return Redirect(string.Create(CultureInfo.InvariantCulture, $"/intake/chart-prep?location={visit.LocationId}&day={day:yyyy-MM-dd}"));
    }
}

/// <param name="Aside">What was said not to be needed.</param>
/// <param name="Packet">Null while none is prepared.</param>
internal sealed record ChartRow(Chart Chart, IReadOnlyList<Gap> Gaps, IReadOnlyList<Gap> Aside, ChartPacket? Packet)
{
    /// <summary>Papers that came after the chart was prepared.</summary>
    public int CameSince => Packet is null ? 0 : Chart.Papers.Count(paper => !paper.HasOwnClass && !Packet.KnownIds.Contains(paper.Id));

    /// <summary>"Made 2:10 AM, 2 papers came since"; on the location's clock.</summary>
    public string Made => Packet is not { } packet ? "Not prepared yet" : $"Made {Local(packet)}{CameSince switch { 0 => "", 1 => ", 1 paper came since", var several => $", {several} papers came since" }}";

    private string Local(ChartPacket packet) => LocalTime.At(Chart.Location, packet.MadeAt).ToString("ddd h:mm tt", CultureInfo.InvariantCulture);
}
