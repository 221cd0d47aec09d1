using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>What happened to a task, for people.</summary>
internal sealed class TaskHistory(IntakeDb db, IOrganization organization)
{
    public async Task<IReadOnlyList<TaskHistoryLine>> Of(StaffTask task, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(task.LocationId);
        var lines = new List<TaskHistoryLine>();
        foreach (var happened in await db.TaskEvents.AsNoTracking().Where(e => e.TaskId == task.Id).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(stopping))
        {
            var who = happened.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            lines.Add(new TaskHistoryLine(LocalTime.At(location, happened.At), InWords(happened.What), who, happened.Words));
        }

        return lines;
    }

    public static string InWords(string what) => what switch
    {
        WorkOnTask.Comment => "comment",
        "snoozed-past-due" => "snoozed past the day it is due",
        "woken" => "back from snooze",
        "escalated" => "waited too long",
        _ => what.Replace('-', ' '),
    };
}

/// <param name="At">On the location's wall clock.</param>
/// <param name="Words">What was said with it; empty for most.</param>
internal sealed record TaskHistoryLine(DateTimeOffset At, string What, string Who, string Words);
