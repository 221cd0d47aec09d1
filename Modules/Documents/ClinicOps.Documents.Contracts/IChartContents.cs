namespace ClinicOps.Documents.Contracts;

/// <summary>What lies in patients' charts, for who prepares visits. Of every location: it is the patients' record. The caller audits what it shows.</summary>
public interface IChartContents
{
    /// <summary>The papers filed to these patients and in sight, newest first.</summary>
    Task<IReadOnlyList<ChartPaper>> Papers(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default);

    /// <summary>The orders told for these patients and in sight, newest first, with the paper that answers each. Patient text: do not log or copy into events.</summary>
    Task<IReadOnlyList<ChartOrder>> Orders(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default);
}

/// <summary>A filed document as a packet and its list of gaps need it.</summary>
/// <param name="Type">Code of the type, "lab_result".</param>
/// <param name="TypeName">As people call it, "Lab result".</param>
/// <param name="Mark">Changes whenever its pages do.</param>
public sealed record ChartPaper(Guid Id, Guid PatientId, string Type, string TypeName, int Pages, DateTimeOffset ReceivedAt, Guid LocationId, Guid CareThreadId, string Mark)
{
    /// <summary>It has an access class of its own: not everybody who sees the patient sees it.</summary>
    public bool HasOwnClass { get; init; }

    /// <summary>Numbers of the pages that its own pages name and that never came.</summary>
    public IReadOnlyList<int> MissingPages { get; init; } = [];

    /// <summary>How many pages its own pages say that it has; null when they do not say.</summary>
    public int? PagesSaid { get; init; }

    /// <summary>Pages that came and cannot be read.</summary>
    public int UnreadPages { get; init; }

    /// <summary>Something that somebody still has to do about it; null where nothing is open.</summary>
    public PaperDuty? Duty { get; init; }
}

/// <param name="Kind">acknowledge, or sign-return for what has to be signed and sent back.</param>
public sealed record PaperDuty(Guid Id, string Kind, DateTimeOffset DueAt);

/// <summary>An order in a chart. Kind, State, Code, Icd10 as <see cref="OrderAsTranscribed"/> says them.</summary>
/// <param name="OrderingNpi">Ten digits as read; null where none stands on it.</param>
/// <param name="ReceivedAt">When its paper came.</param>
/// <param name="IsAnswered">Its sender was asked and has sent another that stands in its place.</param>
/// <param name="ResultId">The lab result or imaging report that came after it and names what was ordered; null while none has.</param>
public sealed record ChartOrder(
    Guid Id,
    Guid PatientId,
    Guid DocumentId,
    Guid CareThreadId,
    string Kind,
    string State,
    string? StateReason,
    string Description,
    string? Code,
    string? Icd10,
    DateOnly? Due,
    string? OrderingProvider,
    string? OrderingNpi,
    DateOnly? OrderedOn,
    DateTimeOffset ReceivedAt,
    bool IsAnswered,
    Guid? ResultId)
{
    /// <summary>It, or the paper it stands on, has an access class of its own.</summary>
    public bool HasOwnClass { get; init; }

    /// <summary>It may be carried out.</summary>
    public bool IsWork => State is "ready" or "standing" or "late";

    /// <summary>A result comes back for it.</summary>
    public bool BringsResult => Kind is "lab" or "imaging";
}
