using NpgsqlTypes;

namespace ClinicOps.Documents.Data;

/// <summary>
/// A document's words as they are searched. Made of its pages in the transaction that changes them, and reached only through the
/// document, whose filter says who may see it.
/// </summary>
internal sealed class DocumentText
{
    public required Guid DocumentId { get; init; }

    /// <summary>The document's, which never changes: what is new is looked at first.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>As read: words parted by spaces, lines by line feeds, pages by form feeds.</summary>
    public required string Text { get; init; }

    /// <summary>Keys and places of the words in <see cref="Text"/>.</summary>
    public required NpgsqlTsVector Words { get; init; }

    /// <summary>Of the rules that made the words: what was made by older ones is made anew.</summary>
    public required int RuleVersion { get; init; }
}

/// <summary>A word that stands in some document, whoever may see that: only for finding words that were typed or read with a slip.</summary>
internal sealed class DocumentWord
{
    public required string Word { get; init; }
}
