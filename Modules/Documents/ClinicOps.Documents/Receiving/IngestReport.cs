using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// What became of ingested files, as JSON: file name -> documents with "pages", "type", "patient_mrn" (where it is not filed: of
/// the likeliest), "disposition" (auto, filed, review, junk, failed, working), "orders" with their "values", "struck_out" (what is crossed out on the page and no order), "fields" of other types, "reason", and "places"
/// where type, name, birth date and numbers were read. A "box" is left, top, width and height as shares (0 to 1) of the page.
/// Patient text: for whoever asked.
/// </summary>
internal sealed class IngestReport(DocumentsDb db, DocumentOutcomes outcomes, IPatients patients, IBlobStore blobs, AuditTrail audit)
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
        Guid[] named = [.. lines.Select(l => l.Outcome.DocumentId).OfType<Guid>().Distinct()];
        var documents = await db.Documents.AsNoTracking().Where(d => named.Contains(d.Id)).ToDictionaryAsync(d => d.Id, stopping);
        var values = (await db.OrderValues.AsNoTracking().Where(v => named.Contains(v.Order!.DocumentId)).ToListAsync(stopping)).ToLookup(v => v.OrderId);
        var fields = (await db.DocumentValues.AsNoTracking().Where(v => named.Contains(v.DocumentId) && v.At == v.Document!.TranscribedAt).OrderBy(v => v.Id).ToListAsync(stopping)).ToLookup(v => v.DocumentId);
        var sizes = await db.Pages.Where(p => ids.Contains(p.TransmissionId)).ToDictionaryAsync(p => (p.TransmissionId, p.Number), p => (p.Width, p.Height), stopping);
        var byTransmission = lines.ToLookup(l => l.Outcome.TransmissionId);
        return JsonSerializer.Serialize(files.ToDictionary(f => f.Name, f => byTransmission[f.TransmissionId].Select(l => Line(l.Outcome, l.Outcome.PatientId ?? l.Likeliest)).ToList()), Writing);

        ReportLine Line(DocumentOutcome outcome, Guid? patientId) => new(
            outcome.Pages,
            outcome.Type,
            patientId is { } id ? mrns.GetValueOrDefault(id) : null,
            outcome.Disposition,
            [.. outcome.Orders.Where(o => o.State != OrderState.StruckOut).Select(o => new ReportOrder(o.Kind, o.Description, o.Code, o.State, [.. values[o.Id].OrderBy(v => v.Id).Select(v => OfOrder(outcome.TransmissionId, v))]))],
            outcome.Reason,
            outcome.DocumentId is { } read
                ? [.. ReadValue.Of(documents[read].TypeEvidence).Concat(ReadValue.Of(documents[read].PatientEvidence)).Select(v => OfDocument(outcome.TransmissionId, v))]
                : [],
            outcome.DocumentId is { } of
                ? [.. fields[of].Select(v => new ReportPlace(v.Name, v.Value, v.Page, Shares(outcome.TransmissionId, v.Page, new Box(v.X, v.Y, v.Width, v.Height))))]
                : [],
            [.. outcome.Orders.Where(o => o.State == OrderState.StruckOut).Select(o => o.Description)]);

        ReportPlace OfOrder(Guid transmission, OrderValue v) =>
            new(v.Name, v.Value, v.Page, v is { Page: { } page, X: { } x, Y: { } y, Width: { } width, Height: { } height } ? Shares(transmission, page, new Box(x, y, width, height)) : null);

        ReportPlace OfDocument(Guid transmission, ReadValue v) => new(v.Label, v.Text, v.Place?.Page, v.Place is { } place ? Shares(transmission, place.Page, place.Box) : null);

        IReadOnlyList<double>? Shares(Guid transmission, int page, Box box) =>
            sizes.GetValueOrDefault((transmission, page)) is { Width: > 0, Height: > 0 } size
                ? [.. new[] { box.X / (double)size.Width, box.Y / (double)size.Height, box.Width / (double)size.Width, box.Height / (double)size.Height }.Select(share => Math.Round(share, 4))]
                : null;
    }

    /// <summary>Writes each page as it was read: NAME-OF-FILE.NUMBER.png.</summary>
    public async Task SavePages(IReadOnlyList<IngestedFile> files, string folder, CancellationToken stopping)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            var pages = await db.Pages.Where(p => p.TransmissionId == file.TransmissionId && p.ImageHash != null).Select(p => new { p.Number, p.ImageHash }).ToListAsync(stopping);
            foreach (var page in pages)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{file.Name}.{page.Number}.png")), await blobs.Get(page.ImageHash!, stopping), stopping);
            }
        }
    }

    private sealed record ReportLine(
        IReadOnlyList<int> Pages,
        string? Type,
        string? PatientMrn,
        string Disposition,
        IReadOnlyList<ReportOrder> Orders,
        string? Reason,
        IReadOnlyList<ReportPlace> Places,
        IReadOnlyList<ReportPlace> Fields,
        IReadOnlyList<string> StruckOut);

    private sealed record ReportOrder(string Kind, string Description, string? Code, string State, IReadOnlyList<ReportPlace> Values);

    /// <param name="Box">Null where nothing on a page is concerned.</param>
    private sealed record ReportPlace(string Name, string? Value, int? Page, IReadOnlyList<double>? Box);
}
