using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Tasks;

/// <summary>What a user does with tasks: one form holds what any kind of act needs.</summary>
/// <param name="Step">One of the codes of <see cref="WorkOnTask"/>.</param>
internal sealed record TaskAct(string Step)
{
    /// <summary>Made by the form; what is undone together.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string? Words { get; init; }

    /// <summary>The day on which what is put off comes back, on its location's calendar.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>It is known that the task is due before that day, or a deadline passes.</summary>
    public bool PastDue { get; init; }

    public Guid? ToUser { get; init; }

    public Guid? ToTeam { get; init; }
}

internal abstract record TaskStep
{
    private TaskStep()
    {
    }

    /// <param name="What">Code of what happened; null when the task was so already.</param>
    public sealed record Taken(StaffTask Task, string? What) : TaskStep;

    /// <summary>Somebody else has it.</summary>
    public sealed record OwnedBy(Guid UserId) : TaskStep;

    /// <summary>It would come back after the day it is due, or after a deadline: that has to be said.</summary>
    /// <param name="What">"due", or "a deadline".</param>
    public sealed record PastDue(DateOnly On, string What) : TaskStep;

    /// <summary>Whom it is given to works elsewhere, or may not see it.</summary>
    public sealed record NotForThem : TaskStep;

    public sealed record NotUnderstood(string Why) : TaskStep;

    /// <summary>It is void since the page was shown.</summary>
    public sealed record Withdrawn : TaskStep;

    /// <summary>There is none, or not at the user's locations.</summary>
    public sealed record Unknown : TaskStep;
}

/// <param name="Id">By which it is undone.</param>
/// <param name="Left">To which nothing was done, and why.</param>
internal sealed record TaskBatch(Guid Id, IReadOnlyList<TaskStep.Taken> Done, IReadOnlyList<(Guid TaskId, TaskStep Step)> Left);
