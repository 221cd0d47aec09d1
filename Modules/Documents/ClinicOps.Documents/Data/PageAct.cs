namespace ClinicOps.Documents.Data;

/// <summary>A person put pages of a transmission elsewhere. Only ever added to: by it the act can be undone.</summary>
internal sealed class PageAct
{
    public required Guid Id { get; init; }

    public required Guid TransmissionId { get; init; }

    /// <summary>One of <see cref="PageActKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of each document concerned, its pages in their order; none of one that was not yet, or was merged.</summary>
    public required IReadOnlyList<DocumentPages> Before { get; init; }

    public required IReadOnlyList<DocumentPages> After { get; init; }

    /// <summary>The act that this one takes back; null for any other.</summary>
    public Guid? Undoes { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid By { get; init; }
}

/// <param name="FiledTo">The patient in whose record the document was; null where it was in none.</param>
internal sealed record DocumentPages(Guid DocumentId, IReadOnlyList<Guid> PageIds, Guid? FiledTo = null);

/// <summary>Recorded codes: never rename one.</summary>
internal static class PageActKind
{
    public const string Split = "split";
    public const string Merge = "merge";
    public const string TakeOut = "take-out";
    public const string Move = "move";
    public const string Undo = "undo";
}
