namespace ClinicOps.Intake.Contracts;

/// <summary>
/// How far visits have come on their day, from the door to the end. Intake alone keeps it: the desk's check-in writes here, and whoever shows a
/// board of the day asks here and writes through here. The caller audits what it shows; steps are audited where they are taken.
/// </summary>
public interface IVisitProgress
{
    /// <summary>Of these, those of which a step stands or stood, in any order. Of patients whom the acting user is not cleared for there is none.</summary>
    Task<IReadOnlyList<VisitProgress>> Of(IReadOnlyCollection<Guid> visitIds, CancellationToken stopping = default);

    /// <summary>Takes one step, or takes it back. One that is so already changes nothing, whoever made it so.</summary>
    /// <param name="step">One of <see cref="VisitSteps"/>.</param>
    /// <param name="seen">The last step that stood when the user looked, empty for none; null to take what is there.</param>
    Task<ProgressStep> Step(Guid visitId, string step, bool undo, string? seen, CancellationToken stopping = default);
}

/// <summary>Instants of the steps that stand; null for one that does not.</summary>
public sealed record VisitProgress(
    Guid VisitId, DateTimeOffset? ArrivedAt, DateTimeOffset? CheckedInAt, DateTimeOffset? RoomedAt, DateTimeOffset? WithProviderAt, DateTimeOffset? DoneAt)
{
    /// <summary>The last step that stands, and since when; null where none does.</summary>
    public (string Step, DateTimeOffset At)? Reached =>
        DoneAt is { } done ? (VisitSteps.Done, done)
        : WithProviderAt is { } with ? (VisitSteps.WithProvider, with)
        : RoomedAt is { } roomed ? (VisitSteps.Roomed, roomed)
        : CheckedInAt is { } checkedIn ? (VisitSteps.CheckedIn, checkedIn)
        : ArrivedAt is { } arrived ? (VisitSteps.Arrived, arrived)
        : null;
}

/// <summary>Codes of the steps, in their order.</summary>
public static class VisitSteps
{
    public const string Arrived = "arrived";
    public const string CheckedIn = "checked-in";
    public const string Roomed = "roomed";

    /// <summary>May be left out.</summary>
    public const string WithProvider = "with-provider";
    public const string Done = "done";
}

/// <summary>What became of a step.</summary>
public abstract record ProgressStep
{
    private ProgressStep()
    {
    }

    /// <param name="Changed">False where it was so already.</param>
    public sealed record Taken(bool Changed) : ProgressStep;

    /// <summary>This one comes first.</summary>
    public sealed record EarlierMissing(string Step) : ProgressStep;

    /// <summary>This one is to be taken back first.</summary>
    public sealed record LaterStands(string Step) : ProgressStep;

    /// <summary>Somebody changed how far the visit has come since the user saw it.</summary>
    public sealed record Overtaken(Guid? By, DateTimeOffset At) : ProgressStep;

    /// <summary>The visit does not take place.</summary>
    public sealed record Cancelled : ProgressStep;

    /// <summary>There is no such visit in sight.</summary>
    public sealed record Unknown : ProgressStep;
}
