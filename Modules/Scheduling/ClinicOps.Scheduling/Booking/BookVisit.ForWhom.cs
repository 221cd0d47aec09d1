using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class BookVisit
{
    /// <summary>For how long somebody who was seen here is no new patient: as payers reckon.</summary>
    public const int YearsEstablished = 3;

    /// <summary>When the patient was last seen, where the type is not for whom that makes them; null where it is for them.</summary>
    private async Task<VisitEntry?> Misfit(VisitToBook asked, CancellationToken stopping)
    {
        var rule = asked.AnyPatient ? null : await db.VisitTypes.Where(type => type.Id == asked.VisitTypeId).Select(type => type.ForWhom).SingleOrDefaultAsync(stopping);
        if (rule is null or PatientRule.Anybody)
        {
            return null;
        }

        var since = asked.StartsAt.AddYears(-YearsEstablished);
        var before = await db.Visits.AsNoTracking()
            .Where(visit => visit.PatientId == asked.PatientId && (visit.State == VisitStates.Done || visit.State == VisitStates.Booked) && visit.StartsAt >= since && visit.StartsAt < asked.StartsAt && visit.Id != asked.Id)
            .Select(visit => new { visit.Id, visit.StartsAt, visit.State }).ToListAsync(stopping);

        // Files say that a visit is done; of those that take place here the desk says it.
        var open = before.Where(visit => visit.State == VisitStates.Booked).Select(visit => visit.Id).ToList();
        var done = open.Count == 0 ? [] : (await progress.Of(open, stopping)).Where(taken => taken.DoneAt is not null || taken.WithProviderAt is not null).Select(taken => taken.VisitId).ToHashSet();
        var seen = before.Where(visit => visit.State == VisitStates.Done || done.Contains(visit.Id)).Max(visit => (DateTimeOffset?)visit.StartsAt);
        return seen is null == (rule == PatientRule.New) ? null : new VisitEntry.ForOthers(rule, seen);
    }
}
