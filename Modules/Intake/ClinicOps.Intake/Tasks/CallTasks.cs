using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks that are calls to a patient: open ones that are due or overdue, and not snoozed.</summary>
internal sealed class CallTasks(VisibleToActor visible, IOrganization organization, TimeProvider clock) : ICallsToMake
{
    public async Task<IReadOnlyList<CallToMake>> Now(CancellationToken stopping = default)
    {
        var (now, profile) = (clock.GetUtcNow(), await organization.Profile(stopping));
        var tasks = await visible.Tasks.AsNoTracking().Where(task => task.State == TaskState.Open && task.Kind == TaskKinds.Call && task.PatientId != null).ToListAsync(stopping);
        return
        [
            .. tasks.Select(task => (Task: task, Location: profile.Find(task.LocationId), Today: LocalTime.DayAt(profile.Find(task.LocationId), now)))
                .Where(row => !(row.Task.Due > row.Today) && !(row.Task.SnoozedUntil > row.Today))
                .Select(row => new CallToMake(
                    CallKinds.Task, row.Task.Id, row.Task.PatientId!.Value, row.Task.LocationId, row.Task.CareThreadId, row.Task.Title, row.Task.Due is { } due ? LocalTime.StartOf(due, row.Location) : null,
                    row.Task.Due is { } day ? $"{(day < row.Today ? "overdue since" : "due")} {LocalTime.Us(day)}" : "no day said", $"/intake/tasks/task/{row.Task.Id}", IntakeRights.WorkTasks, row.Task.AccessClass)
                {
                    VisitId = row.Task.VisitId,
                }),
        ];
    }
}
