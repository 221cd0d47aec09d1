using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The letter as a PDF: a draft as it would be printed, an approved one exactly as it leaves.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class LetterPdfModel(CorrespondenceDb db, VisibleToActor visible, LetterPages pages, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(letter => letter.Id == id, stopping) is not { } letter)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("letter.previewed", "letter", id, [letter.PatientId], LocationId: letter.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return await pages.Of(letter, stopping) is Preview.Ready ready
            ? File(ready.Pdf, "application/pdf")
            : Redirect($"/correspondence/letters/letter/{id}");
    }
}
