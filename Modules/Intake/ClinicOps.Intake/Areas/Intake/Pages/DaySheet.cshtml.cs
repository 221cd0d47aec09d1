using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The sheet of a drawer that was closed, or of a later correction of its count, to be printed.</summary>
[Authorize(Policy = IntakeRights.CloseDay)]
internal sealed class DaySheetModel(IntakeDb db, KeepPaper papers, CurrentActor actor, AuditTrail audit) : PageModel
{
    /// <param name="correction">Of this drawer's count; any other is not looked for, and the sheet itself is shown.</param>
    public async Task<IActionResult> OnGet(Guid id, Guid? correction, CancellationToken stopping)
    {
        var paper = await db.DrawerCorrections.AnyAsync(one => one.Id == correction && one.SessionId == id, stopping) ? correction!.Value : id;
        if (await db.DrawerSessions.AsNoTracking().SingleOrDefaultAsync(session => session.Id == id, stopping) is not { } session || !actor.SeesLocation(session.LocationId)
            || await papers.Pdf(paper, stopping) is not { } pdf)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("day-sheet.viewed", "drawer-session", id, LocationId: session.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(pdf, "application/pdf");
    }
}
