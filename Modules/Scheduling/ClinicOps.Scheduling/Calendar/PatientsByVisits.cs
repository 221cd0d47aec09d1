using System.Linq.Expressions;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>
/// Whom a location writes to together. It is judged over all visits, so that nobody is asked to come back who has a visit that is closed to whoever asks;
/// who is closed is counted and not named.
/// </summary>
internal sealed class PatientsByVisits(SchedulingDb db, VisibleToActor visible, IOrganization organization) : IPatientsToWrite
{
    public async Task<PatientsToWrite> RecallDue(Guid locationId, DateOnly until, CancellationToken stopping = default)
    {
        if (!visible.Location(locationId))
        {
            return new PatientsToWrite([], 0);
        }

        var due = db.Recalls.Where(recall => recall.LocationId == locationId && recall.Due <= until && RecallState.Open.Contains(recall.State));
        return await Of(due, due, recall => recall.PatientId, stopping);
    }

    public async Task<PatientsToWrite> MissedAndNotBack(Guid locationId, DateOnly from, DateOnly until, CancellationToken stopping = default)
    {
        if (!visible.Location(locationId))
        {
            return new PatientsToWrite([], 0);
        }

        var (begin, end) = (await StartOf(locationId, from, stopping), await StartOf(locationId, until.AddDays(1), stopping));
        var missed = db.Visits.Where(visit => visit.LocationId == locationId && visit.State == VisitStates.Missed && visit.StartsAt >= begin && visit.StartsAt < end);
        var notBack = missed.Where(visit =>
            !db.Visits.Any(later => later.PatientId == visit.PatientId && later.StartsAt > visit.StartsAt && (later.State == VisitStates.Booked || later.State == VisitStates.Done)));
        return await Of(notBack, missed, visit => visit.PatientId, stopping);
    }

    public async Task<PatientsToWrite> SeenSince(Guid locationId, DateOnly since, CancellationToken stopping = default)
    {
        if (!visible.Location(locationId))
        {
            return new PatientsToWrite([], 0);
        }

        var begin = await StartOf(locationId, since, stopping);
        var seen = db.Visits.Where(visit => visit.LocationId == locationId && visit.State != VisitStates.Cancelled && visit.StartsAt >= begin);
        return await Of(seen, seen, visit => visit.PatientId, stopping);
    }

    /// <param name="judged">Asked past the filter.</param>
    /// <param name="seen">Asked through it: whom the acting user may know of.</param>
    private static async Task<PatientsToWrite> Of<T>(IQueryable<T> judged, IQueryable<T> seen, Expression<Func<T, Guid>> patient, CancellationToken stopping)
        where T : class
    {
        var all = await judged.IgnoreQueryFilters([ModuleDb.AccessFilter]).Select(patient).Distinct().ToListAsync(stopping);
        var inSight = (await seen.Select(patient).Distinct().ToListAsync(stopping)).ToHashSet();
        var open = all.Where(inSight.Contains).ToList();
        return new PatientsToWrite(open, all.Count - open.Count);
    }

    private async Task<DateTimeOffset> StartOf(Guid locationId, DateOnly day, CancellationToken stopping) =>
        LocalTime.StartOf(day, (await organization.Profile(stopping)).Find(locationId));
}
