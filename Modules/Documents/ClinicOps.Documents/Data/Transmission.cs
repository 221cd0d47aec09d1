using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Data;

/// <summary>One fax, e-mail or scan as received. Its bytes lie in the blob store, unchanged, under their hash.</summary>
internal sealed class Transmission
{
    public required Guid Id { get; init; }

    /// <summary>Where it came in: one of <see cref="TransmissionSource"/>.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of line it came on: one of <see cref="TransmissionChannel"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>Number, address or scanner as the source tells it, or as the fax modem wrote it into the file. Never an identifier of a patient.</summary>
    public string? ReceivedFrom { get; set; }

    /// <summary>When the fax modem took it, by its own clock; null when no modem says. It may lie well before <see cref="ReceivedAt"/>.</summary>
    public DateTimeOffset? FaxedAt { get; set; }

    /// <summary>As it came, for people to recognise it by: shown, and used for nothing else. It may hold patient text.</summary>
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the bytes, the blob's name.</summary>
    public required string BlobHash { get; init; }

    public required long ByteCount { get; init; }

    /// <summary>What makes a second taking of the same file by the same source recognisable after a crash; unique.</summary>
    public required string SourceKey { get; init; }

    /// <summary>The e-mail it came in; null where it came otherwise.</summary>
    public Guid? MailMessageId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Made with the transmission and carried by everything that follows from it.</summary>
    public required Guid CareThreadId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The user who uploaded it; null otherwise.</summary>
    public Guid? ReceivedBy { get; init; }

    /// <summary>One until the file was opened: what cannot be opened counts as one page.</summary>
    public int PageCount { get; set; } = 1;

    /// <summary>One of <see cref="TransmissionState"/>.</summary>
    public string State { get; set; } = TransmissionState.Received;

    /// <summary>Why it failed; null while it has not.</summary>
    public PageProblem? Problem { get; set; }

    /// <summary>The first transmission of the same bytes; null when these are the first.</summary>
    public Guid? RepeatOf { get; init; }

    /// <summary>When a step last moved it on: what stands still for long is enqueued again.</summary>
    public required DateTimeOffset ProgressAt { get; set; }

    /// <summary>How often a step has begun since the last progress: waiting in a long queue counts as nothing.</summary>
    public int Attempts { get; set; }

    public string AccessClass { get; set; } = "standard";

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    public List<ReceivedPage> Pages { get; init; } = [];

    public List<Document> Documents { get; init; } = [];
}

internal static class TransmissionState
{
    /// <summary>Stored; the file has not been opened.</summary>
    public const string Received = "received";

    /// <summary>Its pages are being normalised and read.</summary>
    public const string Reading = "reading";

    /// <summary>Every page is read or failed; it waits to be cut into documents.</summary>
    public const string Sorting = "sorting";

    /// <summary>Cut into documents, which go their own ways.</summary>
    public const string Sorted = "sorted";

    /// <summary>It cannot be worked on; see its problem.</summary>
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> InProgress = [Received, Reading, Sorting];
}

internal static class TransmissionSource
{
    public const string DropFolder = "drop-folder";
    public const string FaxQueue = "fax-queue";
    public const string Upload = "upload";
    public const string Command = "command";

    /// <summary>A letter of ours that left: filed, never received.</summary>
    public const string Letter = "letter";

    public const string Mailbox = "mailbox";
}

internal static class TransmissionChannel
{
    public const string Fax = "fax";
    public const string Scan = "scan";
    public const string Email = "email";
    public const string Letter = "letter";
}
