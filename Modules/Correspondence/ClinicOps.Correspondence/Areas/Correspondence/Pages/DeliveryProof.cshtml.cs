using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>How one delivery went, as a PDF to be printed.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class DeliveryProofModel(CorrespondenceDb db, VisibleToActor visible, ProveDelivery prove, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await visible.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, stopping) is not { } delivery
            || await visible.Letters.AsNoTracking().SingleOrDefaultAsync(letter => letter.Id == delivery.LetterId, stopping) is not { } letter)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("delivery.proof-drawn", "letter", letter.Id, [letter.PatientId, id], LocationId: letter.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        if (await prove.Run(delivery, letter, stopping) is RenderedLetter.Drawn drawn)
        {
            return File(drawn.Pdf, "application/pdf");
        }

        TempData["toast"] = "The proof could not be drawn now. Try again in a minute.";
        return Redirect($"/correspondence/letters/letter/{letter.Id}");
    }
}
