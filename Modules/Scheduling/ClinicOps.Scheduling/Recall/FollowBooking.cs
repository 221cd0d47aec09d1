using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Waitlist;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Recall;

/// <summary>
/// A recall ends with a visit of its kind that was booked after it was said, on a day on which it is on the list or later; one visit ends one, that which is due nearest to it.
/// It is open again where that visit does not take place. What counts is how the visit stands, not which event came.
/// </summary>
internal sealed class FollowBooking(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, IOrganization organization, IOptions<WaitlistOptions> options, TimeProvider clock)
    : IJobHandler<AppointmentBooked>, IJobHandler<AppointmentCancelled>, IJobHandler<AppointmentMissed>
{
    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, message, stopping);

    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, message, stopping);

    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => Follow(arguments.AppointmentId, message, stopping);

    private async Task Follow(Guid visitId, JobMessage message, CancellationToken stopping)
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

                var stands = visit.State is VisitStates.Booked or VisitStates.Done;
                var ended = await db.Recalls.AsNoTracking().Where(recall => recall.State == RecallState.Booked && recall.BookedVisitId == visitId).OrderBy(recall => recall.Id).Select(recall => recall.Id).ToListAsync(stopping);

                // Told twice, it has ended one already.
                var concerned = !stands ? ended : ended.Count > 0 ? [] : await Nearest(visit, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt), stopping);
                foreach (var id in concerned)
                {
                    if (await db.LockRecall(id, stopping) is not { } recall || (recall.State == RecallState.Booked) == stands)
                    {
                        continue;
                    }

                    recall.BookedVisitId = stands ? visitId : null;
                    recall.State = stands ? RecallState.Booked : await StepRecall.StateOf(db, id, stopping);
                    (recall.ChangedBy, recall.ChangedAt) = (null, clock.GetUtcNow());
                    effects.Audit(new AuditEntry(stands ? "recall.booked" : "recall.reopened", "recall", id, [recall.PatientId], LocationId: recall.LocationId));
                }
            },
            stopping);
    }

    /// <param name="day">Of the visit, on its location's calendar.</param>
    /// <returns>None where no open recall is meant.</returns>
    private async Task<List<Guid>> Nearest(Visit visit, DateOnly day, CancellationToken stopping)
    {
        var until = day.AddDays(options.Value.RecallDaysAhead);
        var open = await db.Recalls.AsNoTracking()
            .Where(recall => RecallState.Open.Contains(recall.State) && recall.PatientId == visit.PatientId && recall.VisitTypeId == visit.VisitTypeId && recall.RaisedAt <= visit.EnteredAt && recall.FromVisitId != visit.Id && recall.Due <= until)
            .ToListAsync(stopping);
        return [.. open.OrderBy(recall => DaysApart(recall, day)).ThenBy(recall => recall.Due).ThenBy(recall => recall.RaisedAt).Take(1).Select(recall => recall.Id)];
    }

    /// <summary>None within the month where a month was said.</summary>
    private static int DaysApart(RecallEntry recall, DateOnly day)
    {
        var last = recall.DueIsMonth ? recall.Due.AddMonths(1).AddDays(-1) : recall.Due;
        return day < recall.Due ? recall.Due.DayNumber - day.DayNumber : day > last ? day.DayNumber - last.DayNumber : 0;
    }
}
