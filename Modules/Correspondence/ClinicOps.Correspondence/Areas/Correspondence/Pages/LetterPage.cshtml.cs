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

/// <summary>One page of the letter as a picture (PNG).</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class LetterPageModel(CorrespondenceDb db, VisibleToActor visible, LetterPages pages, LetterPreviews previews, AuditTrail audit) : PageModel
{
    /// <param name="number">From 1.</param>
    public async Task<IActionResult> OnGet(Guid id, int number, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(letter => letter.Id == id, stopping) is not { } letter
            || await pages.Of(letter, stopping) is not Preview.Ready ready
            || number < 1 || number > ready.PageCount)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("letter.previewed", "letter", id, [letter.PatientId], LocationId: letter.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(await previews.Picture(ready, number, stopping), "image/png");
    }
}
