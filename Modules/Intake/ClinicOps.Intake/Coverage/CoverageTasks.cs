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
                VisitId = check.VisitId,
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
    /// <param name="onceForAll">Not where there was ever a task that says the same.</param>
    /// <returns>Null where nothing was raised.</returns>
    public async Task<StaffTask?> RaiseOfNobody(string reason, string title, string detail, Effects effects, CancellationToken stopping, bool onceForAll = false, string urgency = "routine")
    {
        var profile = await Apart.Ask(() => organization.Profile(stopping));
        return profile.OpenLocations.FirstOrDefault() is not { } location
            || (onceForAll && await db.Tasks.AnyAsync(task => task.Kind == TaskKinds.Coverage && task.Reason == reason && task.Detail == detail, stopping))
            ? null
            : await RaiseAt(location.Id, reason, title, detail, urgency, effects, stopping);
    }

    /// <summary>About many questions of a location at once.</summary>
    public async Task<StaffTask> RaiseAt(Guid locationId, string reason, string title, string detail, string urgency, Effects effects, CancellationToken stopping)
    {
        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = TaskKinds.Coverage,
            Title = title,
            Detail = detail,
            State = TaskState.Open,
            Reason = reason,
            LocationId = locationId,
            CareThreadId = Guid.CreateVersion7(),
            Urgency = urgency,
            Due = await Apart.Ask(() => raise.Today(locationId, stopping)),
            RaisedAt = raise.Now,
        };
        raise.Add(task, effects);
        return task;
    }
}
