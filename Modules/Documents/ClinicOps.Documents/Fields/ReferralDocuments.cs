using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>Referrals and consult notes in filed documents, for other modules.</summary>
internal sealed class ReferralDocuments(DocumentsDb db, LoadFields fields) : IReferralDocuments
{
    public async Task<ReferralAsRead?> FindReferral(Guid documentId, CancellationToken stopping = default)
    {
        if (await Document(documentId, stopping) is not { } document || ReferralOf(document, await fields.Of(document, stopping)) is not { } referral)
        {
            return null;
        }

        // What the referral asks for is its order: "Neurology consultation".
        var asked = await db.Orders.AsNoTracking().Where(order => order.DocumentId == documentId && order.Kind == "referral" && order.Standing == OrderStanding.Told).Include(order => order.Values).ToListAsync(stopping);
        return referral with { Specialty = asked.Select(order => Specialties.NamedIn(order.Values.Named(OrderValueName.Description))).FirstOrDefault(name => name is not null) ?? Specialties.NamedIn(referral.ReferredTo) };
    }

    public async Task<ConsultNote?> FindConsultNote(Guid documentId, CancellationToken stopping = default) =>
        await Document(documentId, stopping) is { } document ? NoteOf(document, await fields.Of(document, stopping)) : null;

    /// <summary>Null unless the document is one, filed to a patient, and was read. Without the specialty, which is its order's.</summary>
    public static ReferralAsRead? ReferralOf(Document document, IReadOnlyList<StandingField> fields) =>
        document is { State: DocumentState.Filed, Type: DocumentType.Referral, TranscribedAt: not null, PatientId: { } patient }
            ? new(
                document.Id, patient, document.LocationId, document.CareThreadId, fields.Value(DocumentField.ReferringProvider), fields.Value(DocumentField.ReferredTo), null, fields.Value(DocumentField.Reason),
                fields.Value(DocumentField.Diagnosis), fields.Value(DocumentField.Icd10), fields.Value(DocumentField.Urgency),
                int.TryParse(fields.Value(DocumentField.Visits), NumberStyles.None, CultureInfo.InvariantCulture, out var visits) && visits > 0 ? visits : null,
                fields.Value(DocumentField.AuthNumber), StoredDay.Of(fields.Value(DocumentField.ValidFrom)), StoredDay.Of(fields.Value(DocumentField.ValidTo)))
            : null;

    /// <summary>Null unless the document is one, filed to a patient, and was read.</summary>
    public static ConsultNote? NoteOf(Document document, IReadOnlyList<StandingField> fields) =>
        document is { State: DocumentState.Filed, Type: DocumentType.ConsultNote, TranscribedAt: not null, PatientId: { } patient }
            ? new(
                document.Id, patient, document.LocationId, document.CareThreadId, fields.Value(DocumentField.RenderingProvider), fields.Value(DocumentField.Site),
                Specialties.NamedIn(fields.Value(DocumentField.Specialty)), StoredDay.Of(fields.Value(DocumentField.SeenOn)))
            : null;

    private Task<Document?> Document(Guid id, CancellationToken stopping) => db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, stopping);
}
