using ClinicOps.Documents.Data;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <param name="Text">As it was read.</param>
internal sealed record ResultPaper(Guid Id, Guid PatientId, DocumentType Type, DateTimeOffset ReceivedAt, string Text);

/// <summary>
/// Which result answers an order: one of its kind that came after it, and names its code or more than half of the telling words of what was ordered. That
/// some report came is not enough: the chest film of last week must not hide that the knee's never came.
/// </summary>
internal static class AnswersOrder
{
    private const int ShortestWord = 2;

    /// <summary>They stand in many orders and tell none from another.</summary>
    private static readonly HashSet<string> Filler =
    [
        "with", "without", "and", "or", "of", "the", "for", "in", "to", "on", "at", "wo", "contrast", "left", "right", "bilateral", "view", "views", "routine", "stat", "please", "order", "test", "panel", "study", "exam", "fasting",
    ];

    /// <returns>The first that does; null where none has come.</returns>
    public static Guid? Among(IEnumerable<ResultPaper> results, Order order, DateTimeOffset orderedAt)
    {
        DocumentType? wanted = order.Kind switch { "lab" => DocumentType.LabResult, "imaging" => DocumentType.ImagingReport, _ => null };
        return wanted is null ? null : results
            .Where(result => result.Type == wanted && result.ReceivedAt > orderedAt && Names(result.Text, order.Values.Named(OrderValueName.Description) ?? "", order.Values.Named(OrderValueName.Code)))
            .OrderBy(result => result.ReceivedAt)
            .Select(result => (Guid?)result.Id)
            .FirstOrDefault();
    }

    public static bool Names(string text, string description, string? code)
    {
        var said = SearchKeys.Of(text).Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
        var telling = SearchKeys.Of(description).Select(key => key.Key).Where(word => word.Length >= ShortestWord && !Filler.Contains(word) && word.Any(char.IsLetter)).ToHashSet(StringComparer.Ordinal);
        return (code is { Length: > 0 } && said.Contains(code.ToLowerInvariant())) || (telling.Count > 0 && 2 * telling.Count(said.Contains) > telling.Count);
    }
}
