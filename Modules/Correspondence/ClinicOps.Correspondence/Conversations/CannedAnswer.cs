namespace ClinicOps.Correspondence.Conversations;

/// <summary>Words that staff wrote once for what is asked again and again. They name fields, "{{location.phone}}", that are filled when it is used.</summary>
internal sealed class CannedAnswer
{
    public required Guid Id { get; init; }

    /// <summary>A short word for it, "parking": the same in every language.</summary>
    public required string Code { get; set; }

    /// <summary>"en" or "es".</summary>
    public required string Language { get; set; }

    public required string Title { get; set; }

    public required string Words { get; set; }

    /// <summary>One of <see cref="ConversationKind"/>; null for all.</summary>
    public string? ForKind { get; set; }

    public bool IsRemoved { get; set; }

    public Guid? ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}
