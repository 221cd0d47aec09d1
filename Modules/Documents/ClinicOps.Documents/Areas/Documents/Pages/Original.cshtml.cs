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

/// <summary>
/// The bytes as received, to be saved and never shown: they are somebody else's, so the browser is told nothing of their kind. They
/// cannot be had in part: who may not see one of the documents in them does not get them.
/// </summary>
[Authorize(Policy = DocumentsRights.View)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class OriginalModel(DocumentsDb db, VisibleToActor visible, IBlobStore blobs, AuditTrail audit) : PageModel
{
    private static readonly string[] HarmlessEndings = [".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        var transmission = await visible.Transmissions.AsNoTracking()
            .Where(t => t.Id == id && db.StoredDocuments.Count(s => s.TransmissionId == t.Id && s.State != DocumentState.Merged) == t.Documents.Count && !db.JoinedOutOfSight.Any(s => s.TransmissionId == t.Id))
            .Select(t => new
            {
                t.BlobHash,
                t.FileName,
                t.LocationId,
                Patients = db.Documents.Where(d => (d.TransmissionId == t.Id || db.StoredPages.Any(s => s.TransmissionId == t.Id && s.DocumentId == d.Id)) && d.SubjectId != null).Select(d => d.SubjectId!.Value).ToList(),
            })
            .SingleOrDefaultAsync(stopping);
        if (transmission is null)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("transmission.original-taken", "transmission", id, [.. transmission.Patients.Distinct()], LocationId: transmission.LocationId), stopping);
        Response.Headers.XContentTypeOptions = "nosniff";
        return File(await blobs.Get(transmission.BlobHash, stopping), "application/octet-stream", SafeName(transmission.FileName));
    }

    /// <summary>The received name without folders and without characters that mean something to a file system; never an ending that a double click runs.</summary>
    internal static string SafeName(string received)
    {
        var last = received.Split('/', '\\')[^1];
        var plain = string.Concat(last.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' or '(' or ')' ? c : '_')).Trim(' ', '.');
        var name = plain.Length > 100 ? plain[^100..].Trim(' ', '.') : plain;
        return HarmlessEndings.Contains(Path.GetExtension(name).ToLowerInvariant()) && name.Length > 4 ? name : (name.Length == 0 ? "received" : name) + ".bin";
    }
}
