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

    public async Task<IReadOnlyList<FiledCard>> Cards(Guid patientId, int most, CancellationToken stopping = default)
    {
        var cards = await db.Documents
            .Where(d => d.PatientId == patientId && d.Type == DocumentType.InsuranceCard)
            .OrderByDescending(d => d.ReceivedAt)
            .Take(most)
            .Select(d => new { d.Id, d.ReceivedAt, Pages = d.Pages.Where(page => page.ImageHash != null).OrderBy(page => page.Position).ThenBy(page => page.Number).Select(page => page.Id).ToList() })
            .ToListAsync(stopping);
        return cards.ConvertAll(d => new FiledCard(d.Id, d.ReceivedAt, d.Pages));
    }
}
