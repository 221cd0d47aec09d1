namespace ClinicOps.Documents.Data;

/// <summary>
/// One field of a document with where it comes from. Only ever added to: those that stand are of the latest reading, which is the document's
/// <see cref="Document.TranscribedAt"/>.
/// </summary>
internal sealed class DocumentValue
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public Document? Document { get; init; }

    /// <summary>Recorded name of a <see cref="Fields.DocumentField"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The service of a co-pay, the basis of units; null where there is nothing to tell apart.</summary>
    public string? Qualifier { get; init; }

    /// <summary>In comparable form: a date as yyyy-MM-dd, an amount in dollars, a code as "72148", otherwise as the page words it.</summary>
    public required string Value { get; init; }

    public required string AsWritten { get; init; }

    /// <summary>Number in the transmission; the box is in pixels of that page.</summary>
    public required int Page { get; init; }

    public required int X { get; init; }

    public required int Y { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>0 to 100.</summary>
    public required float Confidence { get; init; }

    /// <summary>The rule that read it, in plain words.</summary>
    public required string Rule { get; init; }

    public required int RuleVersion { get; init; }

    public required DateTimeOffset At { get; init; }
}
