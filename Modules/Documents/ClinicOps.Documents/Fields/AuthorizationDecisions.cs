using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>Payers' decisions in filed documents, for other modules.</summary>
internal sealed class AuthorizationDecisions(DocumentsDb db, LoadFields fields) : IAuthorizationDecisions
{
    public async Task<AuthorizationDecision?> Find(Guid documentId, CancellationToken stopping = default) =>
        await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, stopping) is { } document ? Of(document, await fields.Of(document, stopping)) : null;

    /// <summary>Null unless the document is one, filed to a patient, and was read.</summary>
    public static AuthorizationDecision? Of(Document document, IReadOnlyList<StandingField> fields)
    {
        if (document is not { State: DocumentState.Filed, Type: DocumentType.PriorAuthDecision, TranscribedAt: not null, PatientId: { } patient })
        {
            return null;
        }

        DateOnly? Day(DocumentField field) => StoredDay.Of(fields.Value(field));
        var units = fields.FirstOrDefault(f => f.Field == DocumentField.Units);
        return new(
            document.Id, patient, document.LocationId, document.CareThreadId, fields.Value(DocumentField.Outcome), fields.Value(DocumentField.AuthNumber), fields.Value(DocumentField.Service),
            Day(DocumentField.ValidFrom), Day(DocumentField.ValidTo), Day(DocumentField.PeerToPeerBy), Day(DocumentField.AppealBy), Day(DocumentField.RespondBy),
            units?.Value is { } number ? $"{number} {units.Qualifier}".TrimEnd() : null);
    }
}
