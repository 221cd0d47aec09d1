using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The sheet of a drawer that was closed, to be printed.</summary>
[Authorize(Policy = IntakeRights.CloseDay)]
internal sealed class DaySheetModel(IntakeDb db, KeepPaper papers, CurrentActor actor, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await db.DrawerSessions.AsNoTracking().SingleOrDefaultAsync(session => session.Id == id, stopping) is not { } session || !actor.SeesLocation(session.LocationId)
            || await papers.Pdf(id, stopping) is not { } pdf)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("day-sheet.viewed", "drawer-session", id, LocationId: session.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(pdf, "application/pdf");
    }
}
