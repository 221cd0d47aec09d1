using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>Tasks of coverage. What a payer says again of the same coverage for the same visit is no second task.</summary>
internal sealed class CoverageTasks(IntakeDb db, RaiseTask raise, IOrganization organization)
{
    /// <param name="reason">A code: with the title, the visit and the coverage, it says what is the same task. One that is open already is brought forward where this is due before it.</param>
    /// <param name="onceForAll">One for all visits of the patient, also when it was done already: what is said in every answer is dealt with once. Open, it goes to the visit that is due first.</param>
    public async Task Raise(EligibilityCheck check, string reason, string title, string detail, Effects effects, CancellationToken stopping, bool onceForAll = false)
    {
        var shortened = RaiseTask.Short(title);
        var today = await Apart.Ask(() => raise.Today(check.LocationId, stopping));
        var urgency = check.VisitOn <= today.AddDays(1) ? "urgent" : "routine";
        var due = check.VisitOn.AddDays(-1) > today ? check.VisitOn.AddDays(-1) : today;
        var same = await db.Tasks.AsNoTracking()
            .Where(task => task.Kind == TaskKinds.Coverage && task.Reason == reason && task.Title == shortened
                && (onceForAll ? task.PatientId == check.PatientId : task.VisitId == check.VisitId && task.CoverageId == check.CoverageId && task.State == TaskState.Open))
            .Select(task => new { task.Id, task.State }).ToListAsync(stopping);
        if (same.Count > 0)
        {
            foreach (var open in same.Where(task => task.State == TaskState.Open))
            {
                await BringForward(open.Id, check.VisitId, detail, urgency, due, effects, stopping);
            }

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
                PatientId = check.PatientId,
                VisitId = check.VisitId,
                CoverageId = check.CoverageId,
                Reason = reason,
                LocationId = check.LocationId,
                CareThreadId = check.CareThreadId,
                Urgency = urgency,
                Due = due,
                RaisedAt = raise.Now,
            },
            effects);
    }

    /// <summary>A task that is due for this visit before it was, or is urgent now; put off past that day, it is back.</summary>
    private async Task BringForward(Guid taskId, Guid visitId, string detail, string urgency, DateOnly due, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(taskId, stopping);
        if (await db.Tasks.SingleAsync(known => known.Id == taskId, stopping) is not { State: TaskState.Open } task || (task.Due <= due && (urgency == "routine" || task.Urgency != "routine")))
        {
            return;
        }

        (task.VisitId, task.Detail, task.Urgency, task.Due) = (visitId, detail, urgency, task.Due < due ? task.Due : due);
        if (task.SnoozedUntil > due)
        {
            (task.SnoozedUntil, task.SnoozeReason) = (null, "");
        }

        raise.Note(task, "brought-forward");
        effects.Audit(RaiseTask.Audited("brought-forward", task));
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
