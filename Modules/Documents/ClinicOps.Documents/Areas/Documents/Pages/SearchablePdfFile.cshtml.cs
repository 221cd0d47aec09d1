using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Exporting;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One document as a PDF to save: its pages with their words, made by us and never what was received.</summary>
[Authorize(Policy = DocumentsRights.View)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SearchablePdfFileModel(VisibleToActor visible, DrawDocument draw, ModuleTransaction<DocumentsDb> transaction, History history, IOrganization organization) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        var document = await visible.Documents.AsNoTracking().Where(d => d.Id == id)
            .Select(d => new { d.TransmissionId, d.Type, d.SubjectId, d.ReceivedAt, d.LocationId }).SingleOrDefaultAsync(stopping);
        if (document is null)
        {
            return NotFound();
        }

        var pdf = new MemoryStream();
        await draw.Run(id, pdf, stopping);
        pdf.Position = 0;
        await transaction.Run(
            effects =>
            {
                history.Add(document.TransmissionId, id, EventCode.SavedAsPdf);
                effects.Audit(new AuditEntry("document.saved-as-pdf", "document", id, document.SubjectId is { } patient ? [patient] : [], LocationId: document.LocationId));
                return Task.CompletedTask;
            },
            stopping);
        var day = LocalTime.DayAt((await organization.Profile(stopping)).Find(document.LocationId), document.ReceivedAt);
        Response.Headers.XContentTypeOptions = "nosniff";
        return File(pdf, "application/pdf", string.Create(CultureInfo.InvariantCulture, $"{document.Type.Code().Replace('_', '-')}-{day:yyyy-MM-dd}.pdf"));
    }
}
