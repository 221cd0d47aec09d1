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

    /// <summary>Whether a page that never came may be such a one.</summary>
    public static bool Lacks(Document document) => document.MissingPages.Length > 0 && (Whole.Contains(document.Type) || document.MissingPages.Contains(1));
}
