using System.Globalization;
using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>All prepared charts of a day at a location in one print, behind a sheet that says which they are and how many are closed.</summary>
[Authorize(Policy = IntakeRights.PrepareCharts)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ChartPrintModel(IntakeDb db, LoadChartDay days, WritePackets write, IOrganization organization, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid? location, DateOnly? day, CancellationToken stopping)
    {
        if (await days.Run(location, day, stopping) is not { } shown)
        {
            return NotFound();
        }

        var packets = shown.Prepared;
        await audit.Record(db, new AuditEntry("chart-packets.printed", "location", shown.Location.Id, [.. packets.Select(packet => packet.PatientId).Distinct(), .. packets.SelectMany(packet => packet.PaperIds).Distinct()], LocationId: shown.Location.Id), stopping);
        Response.ContentType = "application/pdf";
        Response.Headers.XContentTypeOptions = "nosniff";
        await write.Run("Prepared charts", Cover(shown, packets, (await organization.Profile(stopping)).Letterhead), packets, Response.Body, stopping);
        return new EmptyResult();
    }

    private static Sheet Cover(ChartDay shown, IReadOnlyList<ChartPacket> packets, IReadOnlyList<string> letterhead)
    {
        var (when, missing) = (shown.Day.ToString("dddd, MM/dd/yyyy", CultureInfo.InvariantCulture), shown.Visits.Count - packets.Count);
        return new Sheet($"Charts, {shown.Location.Name}", when, letterhead, $"Charts, {shown.Location.Name}, {when}",
        [
            new SheetPart.Line(packets.Count == 1 ? "1 chart is in this print." : $"{packets.Count} charts are in this print.", IsBold: true),
            .. missing > 0 ? [new SheetPart.Line(missing == 1 ? "1 chart is not prepared yet and is not in it." : $"{missing} charts are not prepared yet and are not in it.", IsBold: true)] : Array.Empty<SheetPart>(),
            .. shown.ClosedAt.Count > 0 ? [new SheetPart.Line(shown.ClosedAt.Count == 1 ? "1 chart is of a closed record and is not in it." : $"{shown.ClosedAt.Count} charts are of closed records and are not in it.", IsBold: true)] : Array.Empty<SheetPart>(),
            new SheetPart.Table(
                ["Time", "Visit", "Provider", "Papers", "Missing"],
                [0.14, 0.3, 0.3, 0.12, 0.14],
                [
                    .. shown.Visits.Where(visit => shown.Packets.ContainsKey(visit.Id)).Select(visit => (IReadOnlyList<string>)
                    [
                        LocalTime.At(shown.Location, visit.StartsAt).ToString("h:mm tt", CultureInfo.InvariantCulture), visit.VisitType, visit.ProviderName,
                        shown.Packets[visit.Id].PaperIds.Length.ToString(CultureInfo.InvariantCulture), shown.Packets[visit.Id].Gaps.ToString(CultureInfo.InvariantCulture),
                    ]),
                ]),
        ]);
    }
}
