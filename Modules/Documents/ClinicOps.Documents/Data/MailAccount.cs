namespace ClinicOps.Documents.Data;

/// <summary>A mailbox that is read over IMAP: what staff of the house enter under Settings.</summary>
internal sealed class MailAccount
{
    public required Guid Id { get; init; }

    public required string Host { get; set; }

    public required int Port { get; set; }

    /// <summary>One of <see cref="MailSecurity"/>: there is no way without TLS.</summary>
    public required string Security { get; set; }

    public required string UserName { get; set; }

    /// <summary>Sealed by <see cref="Receiving.Mail.MailPasswords"/>; never shown, never logged.</summary>
    public required string SealedPassword { get; set; }

    /// <summary>SHA-256 of the one certificate that is accepted, 64 hexadecimal digits; null where an authority vouches for it.</summary>
    public string? CertificateFingerprint { get; set; }

    /// <summary>A private authority's certificate in PEM form; null where the system's authorities do.</summary>
    public string? CertificateAuthority { get; set; }

    public required string Folder { get; set; }

    /// <summary>Where messages go that became documents.</summary>
    public required string ProcessedFolder { get; set; }

    /// <summary>Where messages go that wait for a person.</summary>
    public required string RejectedFolder { get; set; }

    public required Guid LocationId { get; set; }

    /// <summary>What kind of line it is: one of <see cref="TransmissionChannel"/>.</summary>
    public required string Channel { get; set; }

    public required bool Enabled { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public Guid? ChangedBy { get; set; }

    public uint Version { get; init; }

    /// <summary>For people: "intake@clinic.example at mail.clinic.example".</summary>
    public string Name => $"{UserName} at {Host}";
}

internal static class MailSecurity
{
    /// <summary>TLS from the first byte, usually port 993.</summary>
    public const string Tls = "tls";

    /// <summary>TLS asked for by STARTTLS, usually port 143; without it nothing more is said.</summary>
    public const string StartTls = "starttls";
}

/// <summary>How it goes with an account. A row of its own, so that looking at a mailbox never overtakes who edits the account.</summary>
internal sealed class MailAccountHealth
{
    public required Guid AccountId { get; init; }

    public DateTimeOffset? LastSuccessAt { get; set; }

    /// <summary>Of the failures since the last success the first; null while all is well.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    public DateTimeOffset? LastFailureAt { get; set; }

    /// <summary>Of the last failure.</summary>
    public MailFailure? Failure { get; set; }
}

/// <summary>Why a mailbox cannot be read. The names are recorded; never rename one.</summary>
internal enum MailFailure
{
    HostUnknown,
    Unreachable,
    TimedOut,
    NoTls,
    CertificateNotTrusted,
    CertificateNotPinned,
    SignInRefused,
    PasswordUnreadable,
    FolderMissing,
    FolderNotMade,
    ConnectionLost,
    ServerProblem,
    OwnProblem,
}
