namespace ClinicOps.Correspondence.Contracts;

/// <summary>
/// Whom a module wants called by phone, for the one list of calls. Each module that has such work answers for its own; what comes of a call is noted where it is worked, by the
/// module whose work it is. Patient text: do not log or store. The caller audits what it shows.
/// </summary>
public interface ICallsToMake
{
    /// <summary>Those that the acting user may see and that are due by now, in any order.</summary>
    Task<IReadOnlyList<CallToMake>> Now(CancellationToken stopping = default);
}

/// <param name="Kind">One of <see cref="CallKinds"/>.</param>
/// <param name="Id">Of what the call is about: a visit, a recall, a task.</param>
/// <param name="CareThreadId">The chain of work that it belongs to; null for none.</param>
/// <param name="What">What it is about, in a line.</param>
/// <param name="Due">What the list is ordered by; null where nothing presses.</param>
/// <param name="DueWords">When, in words and on the location's clock: "visit Tue 03/09 9:30 AM".</param>
/// <param name="Path">The page where it is worked and where its outcome is noted.</param>
/// <param name="Right">What that page asks for: who has it not is not shown the call.</param>
/// <param name="AccessClass">Code of the class of what it is about: what is written down of the call has it too.</param>
public sealed record CallToMake(
    string Kind, Guid Id, Guid PatientId, Guid LocationId, Guid? CareThreadId, string What, DateTimeOffset? Due, string DueWords, string Path, string Right, string AccessClass)
{
    /// <summary>The visit that it is about; null for none. Of several calls about one visit the list shows one.</summary>
    public Guid? VisitId { get; init; }

    /// <summary>How often the patient was tried, as the module itself noted.</summary>
    public int Attempts { get; init; }

    /// <summary>The latest of those; null before the first.</summary>
    public CallAttempt? Last { get; init; }
}

/// <param name="By">The user; null for the machine, or the patient by a link.</param>
/// <param name="Outcome">In words.</param>
public sealed record CallAttempt(DateTimeOffset At, Guid? By, string Outcome);

/// <summary>Recorded codes of what calls are about.</summary>
public static class CallKinds
{
    /// <summary>A visit whose provider is out: its patient is to be reached.</summary>
    public const string ProviderOut = "provider-out";

    /// <summary>A visit that is not confirmed, or whose reminder did not arrive.</summary>
    public const string Confirm = "confirm";

    /// <summary>It is time for the next visit.</summary>
    public const string Recall = "recall";

    /// <summary>A task that is a call.</summary>
    public const string Task = "task";
}
