using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>Payers' decisions in filed documents, for other modules.</summary>
internal sealed class AuthorizationDecisions(DocumentsDb db) : IAuthorizationDecisions
{
    public async Task<AuthorizationDecision?> Find(Guid documentId, CancellationToken stopping = default)
    {
        var document = await db.Documents.AsNoTracking().SingleOrDefaultAsync(
            d => d.Id == documentId && d.State == DocumentState.Filed && d.Type == DocumentType.PriorAuthDecision && d.TranscribedAt != null, stopping);
        if (document is not { PatientId: { } patient })
        {
            return null;
        }

        var values = await db.DocumentValues.AsNoTracking().Where(v => v.DocumentId == documentId && v.At == document.TranscribedAt).OrderBy(v => v.Id).ToListAsync(stopping);
        string? Value(DocumentField field) => values.Find(v => v.Name == field.Code())?.Value;
        DateOnly? Day(DocumentField field) => DateOnly.TryParseExact(Value(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        return new(
            documentId, patient, document.LocationId, document.CareThreadId, Value(DocumentField.Outcome), Value(DocumentField.AuthNumber), Value(DocumentField.Service),
            Day(DocumentField.ValidFrom), Day(DocumentField.ValidTo), Day(DocumentField.PeerToPeerBy), Day(DocumentField.AppealBy), Day(DocumentField.RespondBy));
    }
}
