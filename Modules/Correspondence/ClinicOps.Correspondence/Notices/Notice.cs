using ClinicOps.Correspondence.Delivery;

namespace ClinicOps.Correspondence.Notices;

/// <summary>
/// A short mail of fixed words that another module asked for, or the mail of an entry of a conversation: a row with a state, since nothing may leave twice. It holds no words, only
/// whom and what it is about.
/// </summary>
internal sealed class Notice
{
    /// <summary>That of what asked for it: asked for again, it is the same one.</summary>
    public required Guid Id { get; init; }

    /// <summary>Null for an answer to somebody of whom nobody has said for certain who they are.</summary>
    public required Guid? PatientId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Of what goes out in a conversation, whose entry has the same id; null for what another module asked for.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>Of what goes out in a conversation: no words of it leave, but a link to them.</summary>
    public bool ByLink { get; init; }

    /// <summary>One of <see cref="DeliveryState"/>; never printed.</summary>
    public string State { get; set; } = DeliveryState.Pending;

    /// <summary>Why it waits, failed, is unknown or was not sent: a code of <see cref="DeliveryProblem"/>; null while nothing is wrong.</summary>
    public string? Problem { get; set; }

    /// <summary>Where it went, written down before the first byte leaves; of an answer where it is to go, from the start. Patient text: in no log and no event.</summary>
    public string? Address { get; set; }

    public int Attempts { get; set; }

    /// <summary>How often it was put off.</summary>
    public int Delays { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the attempt began that is under way, or whose outcome is unknown.</summary>
    public DateTimeOffset? SendingSince { get; set; }

    /// <summary>When the mail server took it.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    public uint Version { get; init; }
}
