namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>A message that was found in the mailbox that people write to: its place there is the key, so that each has its effect once.</summary>
internal sealed class ReceivedMail
{
    public required Guid Id { get; init; }

    /// <summary>"office@mail.clinic.example:993".</summary>
    public required string Account { get; init; }

    public required string Folder { get; init; }

    public required long UidValidity { get; init; }

    public required long Uid { get; init; }

    /// <summary>One of <see cref="ReceivedKind"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>Where it was put; null for what was set aside.</summary>
    public Guid? ConversationId { get; set; }

    public Guid? EntryId { get; set; }

    /// <summary>The notice, or the letter's delivery, that it answers by its headers: it opened a conversation, and says nothing of who writes.</summary>
    public Guid? AnswersId { get; init; }

    /// <summary>As the message says, in lower case; empty where it says none. It identifies nobody. Patient text, as the next ones are.</summary>
    public required string FromAddress { get; init; }

    public required string FromName { get; init; }

    public required string Subject { get; init; }

    /// <summary>Its own words, without what it quotes.</summary>
    public required string Words { get; init; }

    /// <summary>What it quotes of earlier messages; empty for nothing.</summary>
    public required string Quoted { get; init; }

    /// <summary>What is attached, in the order of the message: "scan.pdf (120 KB)". The files themselves are in the raw message.</summary>
    public required IReadOnlyList<string> Attachments { get; init; }

    /// <summary>Without brackets; null where it has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The raw message, as a blob; null for one too large to be taken in, which lies in the mailbox.</summary>
    public string? RawHash { get; init; }

    public required DateTimeOffset FoundAt { get; init; }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class ReceivedKind
{
    /// <summary>Somebody's mail: it is in a conversation.</summary>
    public const string Message = "message";

    /// <summary>The same mail came before, on another way or under another number: it had its effect then.</summary>
    public const string Repeat = "repeat";

    /// <summary>A machine wrote it, or it went to a list: it opens nothing.</summary>
    public const string Automatic = "automatic";
}
