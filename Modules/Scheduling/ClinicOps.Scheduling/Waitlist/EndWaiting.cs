using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>
/// Who has what they waited for waits no more: the task's appointment is booked, or without one a visit of that kind, entered after they came on the list and not long
/// before what suits them; of several waits one ends. Where that visit does not take place and none stands in its stead they wait again. Who has a visit and wants it
/// earlier goes on waiting for that, and what staff ended they put back themselves. What counts is how the visit stands, not which event came.
/// </summary>
internal sealed class EndWaiting(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, IOrganization organization, TimeProvider clock)
    : IJobHandler<AppointmentBooked>, IJobHandler<AppointmentCancelled>, IJobHandler<AppointmentMissed>
{
    /// <summary>A visit that is booked so many days before the first day that suits is meant for the same all the same.</summary>
    private const int DaysBefore = 7;

    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, arguments.TaskId, message, stopping);

    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, arguments.TaskId, message, stopping);

    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, arguments.TaskId, message, stopping);

    private async Task Follow(Guid visitId, Guid? taskId, JobMessage message, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (await db.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == visitId, stopping) is not { } visit)
                {
                    return;
                }

                if (visit.State is VisitStates.Cancelled or VisitStates.Missed)
                {
                    await WaitAgain(visit, effects, stopping);
                }
                else if (visit.State == VisitStates.Booked)
                {
                    await End(visit, taskId, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt), effects, stopping);
                }
            },
            stopping);
    }

    /// <param name="day">Of the visit, on its location's calendar.</param>
    private async Task End(Visit visit, Guid? taskId, DateOnly day, Effects effects, CancellationToken stopping)
    {
        // Told twice: it has ended one already.
        if (await db.WaitlistEntries.AnyAsync(entry => entry.State == WaitlistState.Booked && entry.BookedVisitId == visit.Id, stopping))
        {
            return;
        }

        var open = await db.WaitlistEntries.AsNoTracking()
            .Where(entry => entry.State == WaitlistState.Waiting && entry.VisitId == null
                && ((entry.TaskId != null && entry.TaskId == taskId)
                    || (entry.TaskId == null && entry.PatientId == visit.PatientId && entry.VisitTypeId == visit.VisitTypeId && entry.EnteredAt <= visit.EnteredAt && entry.Earliest <= day.AddDays(DaysBefore))))
            .ToListAsync(stopping);

        // That of the task; else the one whose days it lies in or is nearest to.
        var nearest = open.OrderBy(entry => entry.TaskId is null).ThenBy(entry => DaysApart(entry, day)).ThenBy(entry => Math.Abs(entry.Earliest.DayNumber - day.DayNumber)).ThenBy(entry => entry.EnteredAt).FirstOrDefault();
        if (nearest is not null && await db.LockEntry(nearest.Id, stopping) is { State: WaitlistState.Waiting } entry)
        {
            Bring(entry, WaitlistState.Booked, visit.Id, "waitlist-entry.booked", effects);
        }
    }

    private static int DaysApart(WaitlistEntry entry, DateOnly day) =>
        day < entry.Earliest ? entry.Earliest.DayNumber - day.DayNumber : day > entry.Latest ? day.DayNumber - entry.Latest.Value.DayNumber : 0;

    /// <summary>What no member of staff ended.</summary>
    private async Task WaitAgain(Visit visit, Effects effects, CancellationToken stopping)
    {
        var ended = await db.WaitlistEntries.AsNoTracking()
            .Where(entry => entry.State == WaitlistState.Booked && entry.BookedVisitId == visit.Id && entry.VisitId == null && entry.ChangedBy == null)
            .OrderBy(entry => entry.Id).Select(entry => entry.Id).ToListAsync(stopping);
        foreach (var id in ended)
        {
            if (await db.LockEntry(id, stopping) is not { State: WaitlistState.Booked } entry || entry.BookedVisitId != visit.Id)
            {
                continue;
            }

            if (await InItsStead(entry, visit, stopping) is { } other)
            {
                Bring(entry, WaitlistState.Booked, other, "waitlist-entry.booked", effects);
            }
            else if (!await IsNeedless(entry, stopping))
            {
                Bring(entry, WaitlistState.Waiting, null, "waitlist-entry.put-back", effects);
            }
        }
    }

    /// <summary>Another visit of theirs that stands for the same, the first of them; null where there is none.</summary>
    private Task<Guid?> InItsStead(WaitlistEntry entry, Visit visit, CancellationToken stopping)
    {
        var others = db.Visits.Where(other => other.Id != visit.Id && (other.State == VisitStates.Booked || other.State == VisitStates.Done));
        return (entry.TaskId is { } task
                ? others.Where(other => other.Request!.TaskId == task)
                : others.Where(other => other.PatientId == entry.PatientId && other.VisitTypeId == entry.VisitTypeId && other.EnteredAt >= entry.EnteredAt && !db.WaitlistEntries.Any(its => its.State == WaitlistState.Booked && its.BookedVisitId == other.Id)))
            .OrderBy(other => other.StartsAt).Select(other => (Guid?)other.Id).FirstOrDefaultAsync(stopping);
    }

    /// <summary>They came on the list anew meanwhile, or the task wants no appointment any more.</summary>
    private async Task<bool> IsNeedless(WaitlistEntry entry, CancellationToken stopping) =>
        entry.TaskId is { } task
            ? await db.WaitlistEntries.AnyAsync(other => other.State == WaitlistState.Waiting && other.TaskId == task, stopping) || !await db.Requests.AnyAsync(request => request.TaskId == task && request.State == RequestState.Open, stopping)
            : await db.WaitlistEntries.AnyAsync(other => other.State == WaitlistState.Waiting && other.TaskId == null && other.VisitId == null && other.PatientId == entry.PatientId && other.VisitTypeId == entry.VisitTypeId && other.EnteredAt > entry.EnteredAt, stopping);

    private void Bring(WaitlistEntry entry, string state, Guid? visitId, string what, Effects effects)
    {
        (entry.State, entry.BookedVisitId, entry.ChangedBy, entry.ChangedAt) = (state, visitId, null, clock.GetUtcNow());
        effects.Audit(new AuditEntry(what, "waitlist-entry", entry.Id, [entry.PatientId], LocationId: entry.LocationId));
    }
}
