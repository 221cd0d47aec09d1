using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What is done with one task or several, as it is typed. Public setters for the model binder alone.</summary>
internal sealed class TaskActForm
{
    /// <summary>Where to come back to: the task itself.</summary>
    public const string ToTask = "task";

    /// <summary>Made by the page: sent twice, it acts once.</summary>
    public Guid ActId { get; set; } = Guid.CreateVersion7();

    public Guid[] TaskIds { get; set; } = [];

    /// <summary>A comment, or a word with what is handed over.</summary>
    public string? Words { get; set; }

    /// <summary>Why it is put off.</summary>
    public string? Why { get; set; }

    public DateOnly? Until { get; set; }

    public bool PastDue { get; set; }

    /// <summary>"user:ID" or "team:ID".</summary>
    public string? To { get; set; }

    /// <summary>The view and the grouping to come back to, or <see cref="ToTask"/>.</summary>
    public string? Show { get; set; }

    public string? Group { get; set; }

    public TaskAct Act(string step)
    {
        var (kind, id) = To?.Split(':') is [var first, var second] && Guid.TryParse(second, out var known) ? (first, known) : ("", Guid.Empty);
        return new TaskAct(step)
        {
            Id = ActId,
            Words = step == WorkOnTask.Snooze ? Why : Words,
            Until = Until,
            PastDue = PastDue,
            ToUser = kind == "user" ? id : null,
            ToTeam = kind == "team" ? id : null,
        };
    }

    /// <summary>Of where it came from.</summary>
    public string Back => Show == ToTask && TaskIds is [var one] ? $"/intake/tasks/task/{one}" : ListAddress(ListTasks.Known(Show), GroupTasks.Known(Group));

    public static string ListAddress(string? show, string? group) =>
        "/intake/tasks" + (show is null && group is null ? "" : $"?show={show ?? ListTasks.Open}") + (group is null ? "" : $"&group={group}");
}

/// <summary>The fields of an act that needs some.</summary>
/// <param name="Id">Begins the ids of the fields.</param>
/// <param name="FormId">Of the form that they belong to, where they do not stand in it.</param>
internal sealed record TaskActFields(string Step, TaskActForm Form, string Id, IReadOnlyList<TaskTeam> Teams, IReadOnlyList<Colleague> Colleagues, string? FormId = null)
{
    /// <summary>In a form of its own, the browser may ask for what is missing.</summary>
    public bool IsAlone => FormId is null;
}
