using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Ledger;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// What became of ingested files, as JSON: file name -> documents with "pages", "type", "patient_mrn" (where it is not filed: of
/// the likeliest), "disposition" (auto, filed, review, junk, failed, working), "orders" and "reason". Patient text: for whoever asked.
/// </summary>
internal sealed class IngestReport(DocumentsDb db, DocumentOutcomes outcomes, IPatients patients, AuditTrail audit)
{
    private static readonly JsonSerializerOptions Writing = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public async Task<string> Of(IReadOnlyList<IngestedFile> files, CancellationToken stopping)
    {
        Guid[] ids = [.. files.Select(f => f.TransmissionId).Distinct()];
        var lines = await outcomes.Of(db.Transmissions.Where(t => ids.Contains(t.Id)), stopping);
        Guid[] meant = [.. lines.Select(l => l.Outcome.PatientId ?? l.Likeliest).OfType<Guid>().Distinct()];
        var mrns = (await patients.Find(meant, stopping)).ToDictionary(p => p.Id, p => p.Mrn);
        await audit.Record(db, new AuditEntry("documents.reported", "transmission", null, ids), stopping);
        var byTransmission = lines.ToLookup(l => l.Outcome.TransmissionId);
        return JsonSerializer.Serialize(
            files.ToDictionary(f => f.Name, f => byTransmission[f.TransmissionId].Select(l => Line(l.Outcome, l.Outcome.PatientId ?? l.Likeliest, mrns)).ToList()), Writing);
    }

    private static ReportLine Line(DocumentOutcome outcome, Guid? patientId, Dictionary<Guid, string> mrns) => new(
        outcome.Pages,
        outcome.Type,
        patientId is { } id ? mrns.GetValueOrDefault(id) : null,
        outcome.Disposition,
        [.. outcome.Orders.Select(o => new ReportOrder(o.Kind, o.Description, o.Code, o.State))],
        outcome.Reason);

    private sealed record ReportLine(
        IReadOnlyList<int> Pages, string? Type, string? PatientMrn, string Disposition, IReadOnlyList<ReportOrder> Orders, string? Reason);

    private sealed record ReportOrder(string Kind, string Description, string? Code, string State);
}
