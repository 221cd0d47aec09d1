using System.Globalization;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>What became of an act on tasks, for who did it.</summary>
internal sealed class TaskActWords(IntakeDb db, IOrganization organization, TimeProvider clock)
{
    public static string Button(string step) => step switch
    {
        WorkOnTask.HandOver => "Hand over",
        WorkOnTask.Snooze => "Snooze",
        _ => "Add the comment",
    };

    public async Task<string> Of(TaskBatch batch, CancellationToken stopping)
    {
        var (done, left) = (batch.Done.Count, batch.Left.Count);
        var said = done == 0 ? "" : $"{Said(batch.Done[0].What!, done)} ";
        var several = done + left > 1;
        var why = left == 0 ? "" : await Why(batch.Left[0].TaskId, batch.Left[0].Step, stopping);
        return (said + (left == 0 ? "" : several ? $"{(left == 1 ? "1 was" : $"{left} were")} left alone: {why}" : $"Nothing was changed: {why}")).Trim();
    }

    /// <summary>How a form has to be changed so that it can be done; null where that would not help.</summary>
    public static string? Mend(TaskStep step) => step switch
    {
        TaskStep.NotUnderstood wrong => wrong.Why,
        TaskStep.PastDue past => $"{(past.What == "due" ? "The task is due" : "A deadline of the task is")} on {past.On.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)}. Choose an earlier day, or tick that it may come back after that.",
        TaskStep.NotForThem => "Whom you chose works elsewhere, or may not see this record. Choose somebody else.",
        _ => null,
    };

    private static string Said(string what, int count) => (what, count) switch
    {
        ("taken", 1) => "The task is yours.",
        ("taken", _) => $"{count} tasks are yours.",
        ("handed-back", 1) => "The task is handed back.",
        ("handed-over", 1) => "The task is handed over.",
        ("done", 1) => "The task is done.",
        ("reopened", 1) => "The task is open again.",
        ("snoozed" or "snoozed-past-due", 1) => "The task is snoozed.",
        ("woken", 1) => "The task is back in the lists.",
        ("put-first", 1) => "The task comes first.",
        ("put-back", 1) => "The task waits with the others.",
        (WorkOnTask.Comment, _) => "The comment is kept.",
        _ => $"{count} tasks: {TaskHistory.InWords(what)}.",
    };

    private async Task<string> Why(Guid taskId, TaskStep step, CancellationToken stopping)
    {
        switch (step)
        {
            case TaskStep.OwnedBy owned:
                var since = await db.TaskEvents.Where(e => e.TaskId == taskId && (e.What == "taken" || e.What == "handed-over")).MaxAsync(e => (DateTimeOffset?)e.At, stopping);
                return $"taken by {await organization.NameOfUser(owned.UserId, stopping) ?? "somebody"}{(since is { } at ? $", {LocalTime.Ago(clock.GetUtcNow() - at)}" : "")}.";
            case TaskStep.Withdrawn:
                return "withdrawn meanwhile, nobody needs to do it.";
            case TaskStep.Unknown:
                return "not to be found any more.";
            case TaskStep.Taken:
                return "it was so already.";
            default:
                return Mend(step)!;
        }
    }
}
