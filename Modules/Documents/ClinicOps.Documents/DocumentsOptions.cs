using System.ComponentModel.DataAnnotations;
using ClinicOps.Documents.Exporting;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Quality;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents;

/// <summary>What a clinic may set of this module, under "Documents".</summary>
internal sealed class DocumentsOptions : IValidatableObject
{
    public static readonly IReadOnlyList<string> UsualSeparatorCodes = ["SEPARATOR", "DOCUMENT SEPARATOR", "PATCH T", "SEP"];

    /// <summary>Watched folders; with none, each location has one of its own below the data folder: inbox/NAME-OF-LOCATION.</summary>
    public List<InboxOptions> Inboxes { get; init; } = [];

    /// <summary>Seconds for which a file must not have grown before it is taken.</summary>
    [Range(1, 3600)]
    public int QuietSeconds { get; init; } = 3;

    /// <summary>Seconds between two looks at the folders.</summary>
    [Range(1, 3600)]
    public int LookEverySeconds { get; init; } = 2;

    /// <summary>
    /// Days for which a file taken out of a drop folder is kept beside it, in ".received", as it came and readable to whoever may
    /// read the folder. 0: for some minutes.
    /// </summary>
    [Range(0, 3660)]
    public int KeepDroppedFiles { get; init; }

    /// <summary>Largest file that is taken, in bytes; a larger one is received and fails with this reason.</summary>
    [Range(1, 2_000_000_000)]
    public long MostBytes { get; init; } = 200_000_000;

    /// <summary>Seconds after which a mailbox is looked into even though its server told nothing.</summary>
    [Range(1, 1500)]
    public int MailEverySeconds { get; init; } = 60;

    /// <summary>Largest e-mail that is fetched, in bytes as sent; a larger one stays whole in the mailbox, and a person is told.</summary>
    [Range(1, 500_000_000)]
    public long MostMailBytes { get; init; } = 50_000_000;

    /// <summary>Pages worked on by one job: a long fax takes turns with the others.</summary>
    [Range(1, 100)]
    public int PagesPerChunk { get; init; } = 8;

    /// <summary>Chunks of one transmission in work at a time.</summary>
    [Range(1, 16)]
    public int ChunksAtOnce { get; init; } = 2;

    /// <summary>Days for which a filing by machine is examined again when the register changes.</summary>
    [Range(1, 3660)]
    public int ReexamineDays { get; init; } = 30;

    /// <summary>
    /// How senders address this clinic: its names, its locations', its providers' last names. What is addressed by name to another practice
    /// is then taken for misdirected, whoever it is about. With none, the clinic's own profile says how it is called, and only a paper about
    /// nobody registered is taken for misdirected.
    /// </summary>
    public List<string> AddressedAs { get; init; } = [];

    /// <summary>
    /// Texts of the bar codes on the sheets that staff lay between documents before they scan, compared without case, blanks and hyphens;
    /// with none, the usual ones. Patch codes (II, III, T) part documents whatever stands here.
    /// </summary>
    public List<string> SeparatorCodes { get; init; } = [];

    /// <summary>Apart from the setting, since what a clinic enters would be added to a list that has something in it already.</summary>
    public IReadOnlyList<string> PartingCodes => SeparatorCodes.Count > 0 ? SeparatorCodes : UsualSeparatorCodes;

    /// <summary>Days between two sendings of the same paper within which the second is taken for a repeat.</summary>
    [Range(1, 3660)]
    public int RepeatDays { get; init; } = 90;

    /// <summary>Days before and after a document within which the rest of it is looked for in other transmissions of its sender.</summary>
    [Range(0, 365)]
    public int JoinDays { get; init; } = 7;

    /// <summary>Minutes without progress after which work is enqueued again.</summary>
    [Range(1, 1440)]
    public int StalledMinutes { get; init; } = 15;

    /// <summary>How often a step may begin without progress before a person is asked.</summary>
    [Range(1, 1000)]
    public int MostAttempts { get; init; } = 10;

    /// <summary>Minutes without a sign of life after which a document that somebody opened is free again.</summary>
    [Range(1, 240)]
    public int LockMinutes { get; init; } = 3;

    /// <summary>Working days before a deadline from which somebody is told that it is near.</summary>
    [Range(0, 60)]
    public int DeadlineDays { get; init; } = 2;

    /// <summary>Hours from the time at which the pool has it too until the managers have it; they do not run on weekends and holidays.</summary>
    [Range(1, 720)]
    public int EscalateHours { get; init; } = 24;

    /// <summary>The same for what is urgent.</summary>
    [Range(1, 168)]
    public int EscalateUrgentHours { get; init; } = 1;

    public GateOptions Gate { get; init; } = new();

    [ValidateObjectMembers]
    public OrderOptions Orders { get; init; } = new();

    [ValidateObjectMembers]
    public QualityOptions Quality { get; init; } = new();

    [ValidateObjectMembers]
    public ExportOptions Export { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from inbox in Inboxes
        where !InboxOptions.Sources.Contains(inbox.Source)
        select new ValidationResult($"The inbox {inbox.Path} has the source \"{inbox.Source}\". There are: {string.Join(", ", InboxOptions.Sources)}.");
}

internal sealed class InboxOptions
{
    public const string FaxQueue = "fax-queue";

    public static readonly string[] Sources = [Data.TransmissionChannel.Fax, Data.TransmissionChannel.Scan, Data.TransmissionChannel.Email, FaxQueue];

    /// <summary>Absolute path.</summary>
    [Required]
    public string Path { get; init; } = "";

    /// <summary>Name of the location whose inbox it is.</summary>
    [Required]
    public string Location { get; init; } = "";

    /// <summary>fax, scan or email: a folder that files are dropped into. fax-queue: HylaFAX's receive queue (recvq), of which only copies are taken.</summary>
    public string Source { get; init; } = Data.TransmissionChannel.Fax;
}
