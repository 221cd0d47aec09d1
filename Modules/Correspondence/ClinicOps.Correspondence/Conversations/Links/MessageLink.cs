namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>What a mail without health words leads to: one entry of a conversation, for who knows two things of the patient's record. Its id is the entry's.</summary>
internal sealed class MessageLink
{
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of what stands in the address, which is kept nowhere. Each attempt to send has one of its own.</summary>
    public required string TokenHash { get; set; }

    /// <summary>Whose record is asked about. Where the conversation is found to be about somebody else, the link is good for nothing.</summary>
    public required Guid PatientId { get; set; }

    /// <summary>Where it was mailed to; where another address is written to since, it is good for nothing. Patient text.</summary>
    public required string Address { get; set; }

    public required DateTimeOffset MadeAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public int WrongTries { get; set; }

    /// <summary>Since when it is locked, for wrong tries.</summary>
    public DateTimeOffset? LockedAt { get; set; }

    /// <summary>When it was first read.</summary>
    public DateTimeOffset? ReadAt { get; set; }
}
