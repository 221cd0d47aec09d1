namespace ClinicOps.Documents.Data;

/// <summary>A filter of a list, kept under a name. Codes and ids only.</summary>
internal sealed class SavedView
{
    public required Guid Id { get; init; }

    /// <summary>Whose it is; null for everybody's.</summary>
    public Guid? UserId { get; init; }

    /// <summary>One of <see cref="SavedViewPlace"/>.</summary>
    public required string Place { get; init; }

    public required string Name { get; init; }

    /// <summary>The view or filter of that list that it begins from.</summary>
    public required string View { get; init; }

    public Guid? LabelId { get; init; }

    /// <summary>Code of a document's type; null for any.</summary>
    public string? Type { get; init; }

    public required Guid By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Offered no more; null while it is.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class SavedViewPlace
{
    public const string Queue = "queue";
    public const string Inbox = "inbox";
}
