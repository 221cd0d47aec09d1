using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>Results that wait to be acknowledged, for other modules. Of every location: they are the patient's record.</summary>
internal sealed class WaitingResults(DocumentsDb db) : IWaitingResults
{
    private static readonly DocumentType[] Results = [DocumentType.LabResult, DocumentType.ImagingReport];

    public async Task<IReadOnlyList<WaitingResult>> Of(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default)
    {
        var open = await (
            from document in db.Documents
            where document.PatientId != null && patientIds.Contains(document.PatientId.Value) && Results.Contains(document.Type)
            from duty in db.Duties
            where duty.DocumentId == document.Id && duty.Kind == DutyKind.Acknowledge && !DutyState.Over.Contains(duty.State)
            orderby document.ReceivedAt
            select new { document.PatientId, document.Id, document.Type, document.ReceivedAt, duty.IsUrgent }).ToListAsync(stopping);
        return open.ConvertAll(one => new WaitingResult(one.PatientId!.Value, one.Id, one.Type.Code(), one.ReceivedAt, one.IsUrgent));
    }
}
