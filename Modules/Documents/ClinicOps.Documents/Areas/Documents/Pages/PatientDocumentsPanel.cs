using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The panel "Documents" of the patient page. Of every location: they are the patient's record. Opened are those of the user's own.</summary>
internal sealed class PatientDocumentsPanel(DocumentsDb db, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var filed = await db.Documents.AsNoTracking()
            .Where(d => d.PatientId == subjectId)
            .OrderByDescending(d => d.ReceivedAt)
            .Select(d => new { d.Id, d.Type, d.ReceivedAt, d.LocationId, d.FiledBy, d.UrgentReason, Pages = d.Pages.Count })
            .ToListAsync(stopping);
        var profile = await organization.Profile(stopping);
        var rows = new List<PatientDocumentRow>();
        foreach (var d in filed)
        {
            rows.Add(new PatientDocumentRow(
                d.Id,
                d.Type,
                d.Pages,
                LocationClock.Words(d.ReceivedAt, clock.GetUtcNow(), profile.Find(d.LocationId)),
                d.FiledBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody no longer known" : "ClinicOps",
                d.UrgentReason,
                visible.Location(d.LocationId) ? null : profile.Find(d.LocationId)?.Name ?? "a former location"));
        }

        await audit.Record(db, new AuditEntry("documents.listed", "patient", subjectId, [.. rows.Select(row => row.Id)]), stopping);
        return new PatientDocumentsView(subjectId, rows);
    }
}

internal sealed record PatientDocumentsView(Guid PatientId, IReadOnlyList<PatientDocumentRow> Rows);

/// <param name="Elsewhere">Name of the location it lies at when the user may not open it there; null when they may.</param>
internal sealed record PatientDocumentRow(Guid Id, DocumentType Type, int Pages, string Received, string FiledBy, string? UrgentReason, string? Elsewhere);
