using System.Text.Json;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// How a document stood until a person decided about it. It is kept in the document's history, so that an undo puts it back as it was. Codes, ids and the
/// plain words of the reason; no patient text.
/// </summary>
/// <param name="Reason">Why it waited; null where it did not wait for review.</param>
/// <param name="Type">Its recorded code.</param>
internal sealed record StoodBefore(ReviewReason? Reason, string? Words, DateTimeOffset? Since, IReadOnlyList<Guid> HandedOverBy, string Type, double TypeConfidence, Guid? TypeSetBy)
{
    /// <summary>The filing by which it was decided; null where it was put away.</summary>
    public Guid? Filing { get; init; }

    /// <summary>The filing that it was in until then; null where it was in none.</summary>
    public Guid? LeftFiling { get; init; }

    public static StoodBefore Of(Document document) => new(
        document.ReviewReason, document.ReviewWords, document.ReviewSince, [.. document.HandedOverBy], document.Type.Code(), document.TypeConfidence, document.TypeSetBy);

    public static StoodBefore? Read(DocumentEvent? kept) => kept?.Detail is { } written ? JsonSerializer.Deserialize<StoodBefore>(written) : null;

    public string Write() => JsonSerializer.Serialize(this);
}
