namespace ClinicOps.Documents.Data;

/// <summary>A word of the clinic's own that people put on documents. Never deleted: one that is used no more is retired.</summary>
internal sealed class Label
{
    public required Guid Id { get; init; }

    /// <summary>Unique, whatever the case.</summary>
    public required string Name { get; set; }

    /// <summary>One of <see cref="LabelColor"/>.</summary>
    public required string Color { get; set; }

    /// <summary>Offered no more; where it is, it stays.</summary>
    public bool Retired { get; set; }

    public required Guid? ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>Recorded codes: never rename one. A label always shows its word too, so that no colour has to be told from another.</summary>
internal static class LabelColor
{
    public const string Grey = "grey";
    public const string Blue = "blue";
    public const string Green = "green";
    public const string Amber = "amber";
    public const string Red = "red";

    /// <summary>In the order offered.</summary>
    public static readonly IReadOnlyList<(string Code, string Text)> Choices = [(Grey, "Grey"), (Blue, "Blue"), (Green, "Green"), (Amber, "Amber"), (Red, "Red")];
}

/// <summary>A label on a document. Taken off, the row goes and the history stays.</summary>
internal sealed class DocumentLabel
{
    public required Guid DocumentId { get; init; }

    public required Guid LabelId { get; init; }

    public Label? Label { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid By { get; init; }

    /// <summary>What was put on several together, to be taken off together.</summary>
    public required Guid Batch { get; init; }
}
