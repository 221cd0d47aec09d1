using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Ledger;

/// <summary>What became of what was received, a line a document.</summary>
internal sealed class DocumentOutcomes(DocumentsDb db) : IDocumentOutcomes
{
    public async Task<IReadOnlyList<DocumentOutcome>> All(CancellationToken stopping = default) =>
        [.. (await Of(db.Transmissions, stopping)).Select(found => found.Outcome)];

    /// <summary>The lines of some transmissions, with whom the gate thinks likeliest where a document is not filed.</summary>
    public async Task<IReadOnlyList<(DocumentOutcome Outcome, Guid? Likeliest)>> Of(IQueryable<Transmission> wanted, CancellationToken stopping)
    {
        var transmissions = await wanted.AsNoTracking().OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id).ToListAsync(stopping);
        var ids = wanted.Select(t => t.Id);

        // A document that pages of several transmissions were joined to has a line in each, with the pages of that.
        var lain = await db.StoredPages.Where(s => ids.Contains(s.TransmissionId) && s.DocumentId != null).Join(db.Pages, s => s.Id, p => p.Id, (s, p) => new { s.TransmissionId, DocumentId = s.DocumentId!.Value, p.Number }).ToListAsync(stopping);
        var pages = lain.ToLookup(p => (p.TransmissionId, p.DocumentId), p => p.Number);
        Guid[] all = [.. lain.Select(p => p.DocumentId).Distinct()];
        var known = await db.Documents.AsNoTracking().Where(d => all.Contains(d.Id)).ToDictionaryAsync(d => d.Id, stopping);
        var documents = lain.DistinctBy(p => (p.TransmissionId, p.DocumentId)).Where(p => known.ContainsKey(p.DocumentId)).ToLookup(p => p.TransmissionId, p => known[p.DocumentId]);
        var orders = (await db.Orders.AsNoTracking().Include(o => o.Values)
            .Where(o => o.Standing != OrderStanding.Withdrawn && all.Contains(o.DocumentId)).ToListAsync(stopping)).ToLookup(o => o.DocumentId);
        return
        [
            .. from transmission in transmissions
               from line in documents.Contains(transmission.Id)
                   ? documents[transmission.Id].OrderBy(d => d.Ordinal).Select(d => (Outcome(transmission, d, [.. pages[(transmission.Id, d.Id)].Order()], [.. orders[d.Id].OrderBy(o => o.Ordinal)]), Likeliest(d)))
                   : [(Unsorted(transmission), null)]
               select line,
        ];
    }

    private static DocumentOutcome Outcome(Transmission transmission, Document document, IReadOnlyList<int> pages, IReadOnlyList<Order> orders) => new(
        transmission.Id,
        transmission.FileName,
        document.Id,
        pages,
        document.Type.Code(),
        document.State switch
        {
            DocumentState.Filed => document.FiledBy is null ? "auto" : "filed",
            DocumentState.Practice => "filed",
            DocumentState.Review => "review",
            DocumentState.Junk => "junk",
            _ => "working",
        },
        document.PatientId,
        document.ReviewWords,
        document.ReviewReason?.ToString(),
        [
            .. orders.Select(o => new OrderOutcome(
                o.Id, o.Kind, o.State, o.Values.Named(OrderValueName.Description) ?? "", o.Values.Named(OrderValueName.Code))),
        ]);

    private static DocumentOutcome Unsorted(Transmission transmission) => new(
        transmission.Id,
        transmission.FileName,
        null,
        [.. Enumerable.Range(1, transmission.PageCount)],
        null,
        transmission.State == TransmissionState.Failed ? "failed" : "working",
        null,
        transmission.Problem?.Words(),
        transmission.Problem?.ToString(),
        []);

    private static Guid? Likeliest(Document document) => FileDocument.Suggestions(document) is [var first, ..] ? first.PatientId : null;
}
