using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The normalised image of one page, a PNG made by the reader and never what was received.</summary>
[Authorize(Policy = DocumentsRights.View)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class PageImageModel(DocumentsDb db, VisibleToActor visible, IBlobStore blobs, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid pageId, CancellationToken stopping)
    {
        var page = await visible.Pages.AsNoTracking()
            .Where(p => p.Id == pageId)
            .Select(p => new { p.ImageHash, p.Transmission!.LocationId, PatientId = db.Documents.Where(d => d.Id == p.DocumentId).Select(d => d.SubjectId).FirstOrDefault() })
            .SingleOrDefaultAsync(stopping);
        if (page?.ImageHash is not { } hash)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("page.viewed", "page", pageId, page.PatientId is { } patient ? [patient] : [], LocationId: page.LocationId), stopping);
        return File(await blobs.Get(hash, stopping), "image/png");
    }
}
