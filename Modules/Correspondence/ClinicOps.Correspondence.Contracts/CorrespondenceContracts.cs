namespace ClinicOps.Correspondence.Contracts;

public interface ILetters
{
    /// <summary>A patient's letters, latest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<LetterSummary>> OfPatient(Guid patientId, CancellationToken stopping = default);

    /// <summary>Code of the letter's own access class, for what comes of it; that of the standard class when there is no such letter.</summary>
    Task<string> ClassOf(Guid letterId, CancellationToken stopping = default);
}

/// <param name="State">draft, approved or withdrawn.</param>
public sealed record LetterSummary(Guid Id, Guid PatientId, Guid? TaskId, string Subject, string State, DateTimeOffset DraftedAt)
{
    /// <summary>Code of the template that it was drafted from.</summary>
    public string Template { get; init; } = "";
}

public interface IConversations
{
    /// <summary>How a conversation stands, for the tasks that come of it; null where there is none in sight. Patient text in Subject: the caller audits what it shows.</summary>
    Task<ConversationStanding?> Find(Guid conversationId, CancellationToken stopping = default);
}

/// <param name="Kind">question, request, concern or complaint.</param>
/// <param name="TaskId">The task that it was handed over to; null where to none.</param>
/// <param name="DueAt">Until when somebody is answered; null while nothing is owed.</param>
/// <param name="RedFlagSeen">What was alarming in it, somebody has seen; true where nothing was.</param>
public sealed record ConversationStanding(
    Guid Id, Guid? PatientId, Guid LocationId, Guid CareThreadId, string Subject, string Kind, string AccessClass, Guid? TaskId, DateTimeOffset? DueAt, bool RedFlagSeen);

/// <summary>What users may be allowed to do with letters and conversations; the host maps these to roles.</summary>
public static class CorrespondenceRights
{
    public const string ViewLetters = "letters.view";
    public const string DraftLetters = "letters.draft";
    public const string ApproveLetters = "letters.approve";
    public const string SendLetters = "letters.send";
    public const string WriteTemplates = "letters.templates";
    public const string ViewConversations = "conversations.view";
    public const string WorkConversations = "conversations.work";
    public const string OverseeConversations = "conversations.oversee";

    /// <summary>See which faxes went to the wrong number, of all there are, and close what was done about one.</summary>
    public const string CloseIncidents = "letters.incidents";

    /// <summary>The accounting of what left about a patient.</summary>
    public const string ViewDisclosures = "disclosures.view";

    /// <summary>Entering by hand what was given out, and taking such an entry back.</summary>
    public const string LogDisclosures = "disclosures.log";

    /// <summary>Checking who asks for records, and releasing them.</summary>
    public const string ReleaseRecords = "records.release";

    /// <summary>Log calls, and work on the list of those to make.</summary>
    public const string LogCalls = "calls.log";

    /// <summary>See the reports on letters, conversations and calls: counts, and nobody's name.</summary>
    public const string ViewReports = "correspondence.report";
}
