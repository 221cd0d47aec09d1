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

/// <summary>The whole message as received, to be saved and never shown: under a name that a double click does not run.</summary>
[Authorize(Policy = DocumentsRights.View)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class MailOriginalModel(DocumentsDb db, VisibleToActor visible, IBlobStore blobs, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        var mail = await visible.MailMessages.AsNoTracking().Where(m => m.Id == id).Select(m => new { m.BlobHash, m.LocationId }).SingleOrDefaultAsync(stopping);
        if (mail?.BlobHash is not { } hash)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("mail.original-taken", "mail", id, await visible.PatientsInMail(id, stopping), LocationId: mail.LocationId), stopping);
        Response.Headers.XContentTypeOptions = "nosniff";
        return File(await blobs.Get(hash, stopping), "application/octet-stream", "e-mail.eml.txt");
    }
}
