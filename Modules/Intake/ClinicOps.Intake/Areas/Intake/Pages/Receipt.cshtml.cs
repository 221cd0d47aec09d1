using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The receipt of a payment, prepayment or refund, to be printed: as it was first given out.</summary>
[Authorize(Policy = IntakeRights.CollectMoney)]
internal sealed class ReceiptModel(IntakeDb db, KeepPaper papers, CurrentActor actor, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await db.LedgerEntries.AsNoTracking().SingleOrDefaultAsync(entry => entry.Id == id, stopping) is not { } entry || !actor.SeesLocation(entry.LocationId)
            || await papers.Pdf(id, stopping) is not { } pdf)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("receipt.viewed", "ledger-entry", id, [entry.PatientId], LocationId: entry.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(pdf, "application/pdf");
    }
}
