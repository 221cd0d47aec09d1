using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// A document of which a page never came is not filed by a machine where that page may hold what is asked, decided or to be signed, nor any document without its first page: a
/// person looks at it first. What is filed already stays.
/// </summary>
internal static class HoldBackIncomplete
{
    /// <summary>Of which each page counts, since somebody acts on what they say.</summary>
    private static readonly IReadOnlyList<DocumentType> Whole =
    [
        DocumentType.PhysicianOrder, DocumentType.Referral, DocumentType.PriorAuthDecision, DocumentType.SignAndReturn, DocumentType.RecordsRequest, DocumentType.PharmacyRefillRequest,
    ];

    /// <returns>What the gate said, unless that was to file it, or doubts for want of the first page, which is said more plainly.</returns>
    public static FilingDecision Or(Document document, FilingDecision decision) => decision switch
    {
        FilingDecision.Auto auto when document.MissingPages.Length > 0 && (Whole.Contains(document.Type) || document.MissingPages.Contains(1)) =>
            Missing(document, [new RankedPatient(auto.PatientId, auto.Reasons.Sum(reason => reason.Points), auto.Reasons)]),
        FilingDecision.Review { Reason: ReviewReason.MayBeTwo } review when document.MissingPages.Contains(1) => Missing(document, review.Ranked),
        _ => decision,
    };

    private static FilingDecision.Review Missing(Document document, IReadOnlyList<RankedPatient> ranked) =>
        new(ReviewReason.PageMissing, MissingPages.Words(document.MissingPages, document.PagesSaid), ranked);
}
