using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>A patient's documents, for other modules. Of every location: they are the patient's record.</summary>
internal sealed class PatientDocuments(DocumentsDb db) : IPatientDocuments
{
    public async Task<IReadOnlyList<FiledDocument>> OfPatient(Guid patientId, CancellationToken stopping = default)
    {
        var filed = await db.Documents
            .Where(d => d.PatientId == patientId)
            .OrderByDescending(d => d.ReceivedAt)
            .Select(d => new { d.Id, d.Type, Pages = d.Pages.Count, d.ReceivedAt, d.FiledAt, d.FiledBy })
            .ToListAsync(stopping);
        return filed.ConvertAll(d => new FiledDocument(d.Id, d.Type.Code(), d.Pages, d.ReceivedAt, d.FiledAt!.Value, d.FiledBy is null));
    }
}
