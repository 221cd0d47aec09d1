using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The prepared chart of one visit as PDF: its face sheet, and the papers behind it.</summary>
[Authorize(Policy = IntakeRights.PrepareCharts)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ChartPacketModel(IntakeDb db, WritePackets write, CurrentActor actor, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await db.ChartPackets.AsNoTracking().SingleOrDefaultAsync(p => p.VisitId == id, stopping) is not { } packet || !actor.SeesLocation(packet.LocationId))
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("chart-packet.viewed", "visit", id, [packet.PatientId, .. packet.PaperIds], LocationId: packet.LocationId), stopping);
        Response.ContentType = "application/pdf";
        Response.Headers.XContentTypeOptions = "nosniff";
        await write.Run("Prepared chart", null, [packet], Response.Body, stopping);
        return new EmptyResult();
    }
}
