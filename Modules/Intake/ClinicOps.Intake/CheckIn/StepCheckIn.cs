using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.CheckIn;

/// <summary>
/// Takes steps of a visit's check-in, or takes them back. Who is checked in has arrived; a step taken already changes nothing; a step of the way
/// is taken back only while no later one stands.
/// </summary>
internal sealed class StepCheckIn(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IVisits visits, CurrentActor actor, TimeProvider clock)
{
    /// <summary>First key of the advisory locks on check-ins, one step of a visit at a time.</summary>
    private const int VisitLock = 7424;

    /// <param name="steps">Codes of <see cref="CheckInSteps"/>, those of the way in its order.</param>
    /// <param name="seen">How far the visit had come when the user looked, empty for not at all; null to take what is there.</param>
    public async Task<CheckInStep> Run(Guid visitId, IReadOnlyList<string> steps, bool undo, CancellationToken stopping, string? seen = null)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId) || !await db.Patients.AnyAsync(p => p.Id == visit.PatientId, stopping))
        {
            return new CheckInStep.Unknown();
        }

        if (visit.State == VisitStates.Cancelled)
        {
            return new CheckInStep.Cancelled();
        }

        return await transaction.Run(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({VisitLock}, hashtext({visitId.ToString()}))", stopping);
                var row = await db.CheckIns.SingleOrDefaultAsync(c => c.VisitId == visitId, stopping);
                if (steps.Any(step => (CheckInSteps.At(row, step) is null) != undo) && seen is not null && seen != (CheckInSteps.Reached(row) ?? ""))
                {
                    var last = await db.CheckInEvents.AsNoTracking().Where(e => e.VisitId == visitId).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).FirstOrDefaultAsync(stopping);
                    return new CheckInStep.Overtaken(last?.By, last?.At ?? clock.GetUtcNow());
                }

                if (Obstacle(row, steps, undo) is { } obstacle)
                {
                    return obstacle;
                }

                row ??= db.CheckIns.Add(new VisitCheckIn { VisitId = visitId, PatientId = visit.OwnRecordId, LocationId = visit.LocationId }).Entity;
                var changed = new List<string>();
                foreach (var step in steps.Where(step => (CheckInSteps.At(row, step) is null) != undo))
                {
                    CheckInSteps.Set(row, step, undo ? null : clock.GetUtcNow());
                    db.CheckInEvents.Add(new CheckInEvent { Id = Guid.CreateVersion7(), VisitId = visitId, Step = step, IsUndo = undo, At = clock.GetUtcNow(), By = actor.UserId });
                    changed.Add(step);
                }

                if (changed.Count > 0)
                {
                    effects.Audit(new AuditEntry(undo ? "check-in.taken-back" : "check-in.step", "visit", visitId, [visit.PatientId], string.Join(' ', changed), visit.LocationId));
                }

                if (!undo && changed.Contains(CheckInSteps.Arrived))
                {
                    effects.Publish(new VisitArrived(visitId, visit.PatientId, visit.LocationId, visit.CareThreadId));
                }

                if (!undo && changed.Contains(CheckInSteps.CheckedIn))
                {
                    effects.Publish(new VisitCheckedIn(visitId, visit.PatientId, visit.LocationId, visit.CareThreadId));
                }

                return new CheckInStep.Taken(changed);
            },
            stopping);
    }

    /// <summary>Null when the steps may be taken, or taken back.</summary>
    private static CheckInStep? Obstacle(VisitCheckIn? row, IReadOnlyList<string> steps, bool undo)
    {
        for (var place = 0; place < CheckInSteps.Way.Count; place++)
        {
            var step = CheckInSteps.Way[place];
            if (!steps.Contains(step))
            {
                continue;
            }

            if (undo && CheckInSteps.Way.Skip(place + 1).FirstOrDefault(later => !steps.Contains(later) && CheckInSteps.At(row, later) is not null) is { } standing)
            {
                return new CheckInStep.LaterStands(standing);
            }

            if (!undo && CheckInSteps.Way.Take(place).FirstOrDefault(earlier => !steps.Contains(earlier) && !CheckInSteps.MayBeLeftOut(earlier) && CheckInSteps.At(row, earlier) is null) is { } missing)
            {
                return new CheckInStep.EarlierMissing(missing);
            }
        }

        return null;
    }
}

internal abstract record CheckInStep
{
    private CheckInStep()
    {
    }

    /// <param name="Steps">Those that were not so already.</param>
    public sealed record Taken(IReadOnlyList<string> Steps) : CheckInStep;

    /// <summary>This one is to be taken back first.</summary>
    public sealed record LaterStands(string Step) : CheckInStep;

    /// <summary>This one comes first.</summary>
    public sealed record EarlierMissing(string Step) : CheckInStep;

    /// <summary>Somebody took a step, or took one back, since the user saw the visit.</summary>
    public sealed record Overtaken(Guid? By, DateTimeOffset At) : CheckInStep;

    /// <summary>The visit does not take place.</summary>
    public sealed record Cancelled : CheckInStep;

    /// <summary>There is no such visit in sight.</summary>
    public sealed record Unknown : CheckInStep;
}
