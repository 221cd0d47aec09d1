using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>Which visits the acting user may see: those of the user's locations; the machine and users of every location see all.</summary>
internal sealed class VisibleToActor(SchedulingDb db, CurrentActor actor)
{
    public IQueryable<Visit> Visits
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Visits : db.Visits.Where(visit => locations.Contains(visit.LocationId));
        }
    }

    public IQueryable<AppointmentRequest> Requests
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Requests : db.Requests.Where(request => locations.Contains(request.LocationId));
        }
    }

    /// <param name="listed">Visits on lists that the user sees.</param>
    public IQueryable<ProviderOutage> Outages(IQueryable<OutageVisit> listed)
    {
        var locations = actor.Locations.ToArray();
        return locations.Length == 0 ? db.Outages : db.Outages.Where(outage => locations.Contains(outage.LocationId) || listed.Any(one => one.OutageId == outage.Id));
    }

    public bool Location(Guid locationId) => actor.SeesLocation(locationId);
}
