namespace ClinicOps.Correspondence.Batches;

/// <summary>Letters of one template to many patients of a location: drafted, looked at, approved and put into the print queue by jobs that a person begins and may stop.</summary>
internal sealed class LetterBatch
{
    /// <summary>Made by the form, so that one sent twice begins one batch.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whom: one of <see cref="BatchKind"/>.</summary>
    public required string Kind { get; init; }

    public required string TemplateCode { get; init; }

    /// <summary>Of the template when the batch was begun. Each letter is in its patient's language, and records its own.</summary>
    public required int TemplateVersion { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Of a closing notice: the last day of the location; null for all others.</summary>
    public DateOnly? ClosingDay { get; init; }

    /// <summary>How many would have got a letter whose records are closed to whoever began it.</summary>
    public int Closed { get; init; }

    public Guid? BegunBy { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>One of <see cref="BatchState"/>.</summary>
    public required string State { get; set; }

    /// <summary>The working state that it was stopped in; null while it is not stopped.</summary>
    public string? StoppedIn { get; set; }

    /// <summary>One of <see cref="BatchStop"/>; null while it is not stopped.</summary>
    public string? StopReason { get; set; }

    /// <summary>In whose name its jobs work, and by whose rights: who began it, approved it, withdrew it or let it go on. Null for the machine.</summary>
    public Guid? WorksAs { get; set; }

    /// <summary>Who approves its letters; null until somebody does.</summary>
    public Guid? ApprovedBy { get; set; }

    /// <summary>When the page was shown by which they were approved: a letter that was changed later is not among them.</summary>
    public DateTimeOffset? ShownAt { get; set; }

    /// <summary>Of the chain of jobs that works on it now: a job of an earlier chain does nothing any more.</summary>
    public Guid RunId { get; set; }

    /// <summary>When a job of it last ended.</summary>
    public DateTimeOffset StepAt { get; set; }

    /// <summary>Letters that this chain of jobs has worked on.</summary>
    public int Worked { get; set; }

    /// <summary>How long it took for those, waiting in the queue left out.</summary>
    public double Seconds { get; set; }

    /// <summary>So many in a row could not be made, up to where the chain's last job ended.</summary>
    public int Failing { get; set; }

    public uint Version { get; init; }
}

/// <summary>Codes of whom a batch is for.</summary>
internal static class BatchKind
{
    public const string Recall = "recall";
    public const string NoShow = "no_show";
    public const string Closing = "closing";

    /// <summary>MRNs that were entered by hand.</summary>
    public const string Listed = "listed";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(Recall, "Recalls that are due"), (NoShow, "Missed visits"), (Closing, "Closing notice"), (Listed, "A list of MRNs")];

    public static string InWords(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? code;
}

internal static class BatchState
{
    public const string Drafting = "drafting";

    /// <summary>Every letter is drafted, or is not to be: a person looks at them.</summary>
    public const string Drafted = "drafted";

    /// <summary>Letters are approved one after the other, and put into the print queue.</summary>
    public const string Approving = "approving";
    public const string Done = "done";
    public const string Withdrawing = "withdrawing";
    public const string Withdrawn = "withdrawn";
    public const string Stopped = "stopped";

    /// <summary>Jobs work on it.</summary>
    public static readonly string[] Working = [Drafting, Approving, Withdrawing];

    /// <summary>What it is when nothing is left to do.</summary>
    public static string After(string working) => working switch { Drafting => Drafted, Approving => Done, _ => Withdrawn };
}

internal static class BatchStop
{
    public const string ByAPerson = "person";

    /// <summary>In whose name it worked may not do this any more.</summary>
    public const string MayNot = "may_not";

    /// <summary>Several in a row could not be made.</summary>
    public const string Failing = "failing";
}

/// <summary>One patient of a batch.</summary>
internal sealed class BatchLetter
{
    /// <summary>The letter has the same id, so that it is drafted once however often that is tried.</summary>
    public required Guid Id { get; init; }

    public required Guid BatchId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>From 1, by the patients' names.</summary>
    public required int Ordinal { get; init; }

    /// <summary>One of <see cref="BatchLetterState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Why it is skipped or broken: one of <see cref="BatchReason"/>; null for all others.</summary>
    public string? Reason { get; set; }

    /// <summary>What is wrong with a broken one, in words: patient text.</summary>
    public string? Detail { get; set; }

    /// <summary>The job that works on it, which stays the same when it is run again; null while none does.</summary>
    public Guid? ClaimedBy { get; set; }

    public DateTimeOffset? ClaimedAt { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}

internal static class BatchLetterState
{
    public const string Waiting = "waiting";
    public const string Drafted = "drafted";

    /// <summary>Approved, its pages kept, and in the print queue.</summary>
    public const string Queued = "queued";
    public const string Skipped = "skipped";
    public const string Broken = "broken";
    public const string Withdrawn = "withdrawn";

    /// <summary>When the batch was withdrawn it had left, or may have.</summary>
    public const string Left = "left";

    /// <summary>What a job of the batch in this working state has still to do.</summary>
    public static string[] ToDo(string working) => working switch
    {
        BatchState.Drafting => [Waiting],
        BatchState.Approving => [Drafted],
        BatchState.Withdrawing => [Waiting, Drafted, Queued, Broken],
        _ => [],
    };
}

/// <summary>Recorded codes of why a patient gets no letter, or why one is broken.</summary>
internal static class BatchReason
{
    public const string Deceased = "deceased";
    public const string Merged = "merged";
    public const string NoAddress = "no_address";
    public const string NoPost = "no_post";
    public const string WrittenLately = "written_lately";

    /// <summary>No longer registered, or closed to whoever works.</summary>
    public const string OutOfSight = "out_of_sight";
    public const string TakenBack = "taken_back";

    /// <summary>A value is missing, or a character cannot be drawn: the detail says which.</summary>
    public const string Refused = "refused";
    public const string NotDrawn = "not_drawn";
    public const string ChangedMeanwhile = "changed";
    public const string MayNotLeave = "may_not_leave";
    public const string Failed = "failed";

    public static string InWords(string? code) => code switch
    {
        Deceased => "deceased",
        Merged => "merged into another record: look whether that one gets it",
        NoAddress => "no address",
        NoPost => "wants no mail by post",
        WrittenLately => "got this letter in the last two weeks, or it is being written",
        OutOfSight => "no longer registered, or closed to who began or approved this",
        TakenBack => "withdrawn by hand, on the letter’s own page",
        Refused => "something is missing or cannot be drawn",
        NotDrawn => "its pages could not be made",
        ChangedMeanwhile => "changed after the batch was looked at: look at it again",
        MayNotLeave => "may not go out by post: the letter's page says why, under “Send…”",
        Failed => "something failed; the log says what",
        _ => "",
    };
}
