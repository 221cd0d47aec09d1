using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    /// <summary>A document goes with the patient whose class holds for it; an order with its document.</summary>
    public override IReadOnlyList<SubjectColumn> SubjectColumns =>
    [
        new("documents", "id", "subject_id", Along: "patient_id"),
        new("orders", "id", "patient_id", ReturnsIf: "(SELECT d.patient_id FROM documents d WHERE d.id = orders.document_id) IS DISTINCT FROM orders.patient_id") { Of = [new("document_id", "documents", "id")] },
        SubjectColumn.Stays("filings", "what was done, as it was done: it is read through joined_subjects"),
        SubjectColumn.Stays("rechecks", "what a person said then", "named_patient_id"),
        SubjectColumn.Stays("subject_classes", "each record has a class of its own", "subject_id"),
    ];

    /// <summary>Those who were merged into others, and into whom: what a filing names is read through it.</summary>
    public DbSet<JoinedSubject> JoinedSubjects => Set<JoinedSubject>();

    /// <summary>The record under whose name the document came to this patient's chart: another than the patient's own where that was merged since.</summary>
    public async Task<Guid> CameAs(Guid documentId, Guid patientId, CancellationToken stopping) =>
        await CarriesOf(documentId).Where(row => row.ToId == patientId && row.EndedAt == null).Select(row => (Guid?)row.FromId).SingleOrDefaultAsync(stopping) ?? patientId;

    /// <summary>Each time that a document went along with a merged record.</summary>
    public IQueryable<CarriedRow> Carries => Set<CarriedRow>().Where(row => row.TableName == "documents");

    /// <summary>Each time that the document did.</summary>
    public IQueryable<CarriedRow> CarriesOf(Guid documentId) => Carries.Where(row => row.RowId == documentId);
}
