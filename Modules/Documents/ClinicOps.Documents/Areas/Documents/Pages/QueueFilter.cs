using System.Text;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the queue is narrowed to. Codes and ids only, so that it may stand in an address.</summary>
/// <param name="View">One of <see cref="QueueView"/>.</param>
/// <param name="Label">Only documents with this label; null for any.</param>
/// <param name="Type">Only documents of this type; null for any.</param>
internal sealed record QueueFilter(string View, Guid? Label = null, DocumentType? Type = null)
{
    public static readonly QueueFilter Everything = new(QueueView.All);

    public static QueueFilter Of(string? view, Guid? label, string? type) => new(QueueView.Known(view), label, DocumentTypes.FromCode(type ?? ""));

    public bool IsNarrowed => Label is not null || Type is not null;

    public string Address => With("");

    /// <summary>The address with something asked of it.</summary>
    /// <param name="asked">"handler=Undo&amp;batch=..."; empty for the list itself.</param>
    public string With(string asked)
    {
        var query = new StringBuilder(asked);
        Add(query, "view", View == QueueView.All ? null : View);
        Add(query, "label", Label?.ToString());
        Add(query, "type", Type?.Code());
        return query.Length == 0 ? "/documents/review" : $"/documents/review?{query}";
    }

    private static void Add(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(value);
        }
    }
}
