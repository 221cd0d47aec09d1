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

    /// <summary>Only what this user is to work on; null for anybody's.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Only what came in longer ago than so many hours; null for whenever.</summary>
    public int? OverHours { get; init; }

    /// <summary>One of <see cref="TransmissionChannel"/>; null for any.</summary>
    public string? Channel { get; init; }

    /// <summary>Only what has urgent wording.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>Null for all of the user's.</summary>
    public Guid? LocationId { get; init; }

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
