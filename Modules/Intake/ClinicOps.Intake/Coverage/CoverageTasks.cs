using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>Tasks of coverage. What a payer says again for the same patient is no second task.</summary>
internal sealed class CoverageTasks(IntakeDb db, RaiseTask raise, IOrganization organization)
{
    /// <param name="reason">A code: with the title and the patient, it says what is the same task.</param>
    /// <param name="onceForAll">Also when the same task was done already: what is said in every answer is dealt with once.</param>
    public async Task Raise(EligibilityCheck check, string reason, string title, string detail, Effects effects, CancellationToken stopping, bool onceForAll = false)
    {
        var shortened = RaiseTask.Short(title);
        if (await db.Tasks.AnyAsync(task => task.Kind == TaskKinds.Coverage && task.PatientId == check.PatientId && task.Reason == reason && task.Title == shortened && (onceForAll || task.State == TaskState.Open), stopping))
        {
            return;
        }

        var today = await Apart.Ask(() => raise.Today(check.LocationId, stopping));
        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Coverage,
                Title = title,
                Detail = detail,
                State = TaskState.Open,
                PatientId = check.PatientId,
                Reason = reason,
                LocationId = check.LocationId,
                CareThreadId = check.CareThreadId,
                Urgency = check.VisitOn <= today.AddDays(1) ? "urgent" : "routine",
                Due = check.VisitOn.AddDays(-1) > today ? check.VisitOn.AddDays(-1) : today,
                RaisedAt = raise.Now,
            },
            effects);
    }

    /// <summary>About something that belongs to no question.</summary>
    public async Task RaiseOfNobody(string reason, string title, string detail, Effects effects, CancellationToken stopping)
    {
        var profile = await Apart.Ask(() => organization.Profile(stopping));
        if (profile.OpenLocations.FirstOrDefault() is not { } location)
        {
            return;
        }

        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Coverage,
                Title = title,
                Detail = detail,
                State = TaskState.Open,
                Reason = reason,
                LocationId = location.Id,
                CareThreadId = Guid.CreateVersion7(),
                Urgency = "routine",
                Due = await Apart.Ask(() => raise.Today(location.Id, stopping)),
                RaisedAt = raise.Now,
            },
            effects);
    }
}
