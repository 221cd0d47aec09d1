namespace ClinicOps.Documents.Data;

/// <summary>
/// What a person said of one field of a document, with what the machine had read there at that time. Only ever added to. It belongs to its page and
/// goes where that goes, and stands over every reading, later ones too, until a newer one of the same field or until one that undoes it.
/// </summary>
internal sealed class FieldCorrection
{
    public required Guid Id { get; init; }

    /// <summary>The page where the value stands, or where it was read by mistake.</summary>
    public required Guid PageId { get; init; }

    /// <summary>Of what <see cref="Fields.LoadFields"/> loads, with its number and its picture and no text.</summary>
    public ReceivedPage? Page { get; set; }

    /// <summary>The picture of the page on which the box was drawn: on one turned since it would lie elsewhere.</summary>
    public string? Image { get; init; }

    /// <summary>Recorded name of a <see cref="Fields.DocumentField"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Which of several (codes, co-pays): of what was read first, so that it is the same one after a correction; empty where there is one.</summary>
    public required string Which { get; init; }

    public string? Qualifier { get; init; }

    /// <summary>In comparable form, as <see cref="DocumentValue.Value"/>; null for what is not on the page.</summary>
    public string? Value { get; init; }

    /// <summary>What the machine had read; null, as are the place, confidence and rule, where it had found nothing.</summary>
    public string? ReadValue { get; init; }

    public string? ReadQualifier { get; init; }

    public int? X { get; init; }

    public int? Y { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public float? Confidence { get; init; }

    public string? Rule { get; init; }

    /// <summary>What was said at once and is undone at once.</summary>
    public required Guid Step { get; init; }

    /// <summary>The correction that is void by this one, which says nothing else.</summary>
    public Guid? Undoes { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid By { get; init; }
}
