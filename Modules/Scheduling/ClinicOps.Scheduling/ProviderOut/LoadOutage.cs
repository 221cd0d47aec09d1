using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>
/// The list of an absence, as who works on it sees it: open ones first, by how urgent the order is, then by the day on which an authorization or the order
/// ends, then by how soon the visit was to be. The caller audits what it shows.
/// </summary>
internal sealed class LoadOutage(SchedulingDb db, OutageStandings standings, VisibleToActor visible, IPatients patients, IVisitWindows windows, IOrganization organization)
{
    /// <summary>Of how many open ones, by urgency and time, it is asked until when they are authorized: the next ones move up as these are done.</summary>
    private const int MostAsked = 60;

    /// <summary>Absences of providers who usually work where the user does, or with a visit on their list that the user sees.</summary>
    public IQueryable<ProviderOutage> InSight
    {
        get
        {
            var seen = visible.Visits;
            return visible.Outages(db.OutageVisits.Where(listed => seen.Any(visit => visit.Id == listed.VisitId)));
        }
    }

    public async Task<OutageList> Run(ProviderOutage outage, CancellationToken stopping)
    {
        var listed = await standings.Of(outage.Id, stopping);
        var ids = listed.Select(one => one.Listed.VisitId).ToList();
        var visits = await visible.Visits.AsNoTracking().Include(visit => visit.Provider).Include(visit => visit.Request).Where(visit => ids.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, stopping);
        var names = (await patients.Find([.. visits.Values.Select(visit => visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        var rows = listed.Where(one => visits.ContainsKey(one.Listed.VisitId))
            .Select(one => new OutageRow(one, visits[one.Listed.VisitId], names.GetValueOrDefault(one.PatientId), profile.Find(one.At.LocationId)))
            .OrderBy(row => row.Of.IsSettled).ThenBy(row => row.Rank).ThenBy(row => row.Of.Listed.StartsAt).ThenBy(row => row.Visit.Id).ToList();
        for (var number = 0; number < rows.Count && number < MostAsked && !rows[number].Of.IsSettled; number++)
        {
            rows[number] = rows[number] with { Window = await WindowOf(rows[number].Visit, stopping) };
        }

        var open = rows.Where(row => !row.Of.IsSettled).OrderBy(row => row.Rank).ThenBy(row => row.Last ?? DateOnly.MaxValue).ThenBy(row => row.Of.Listed.StartsAt).ThenBy(row => row.Visit.Id).ToList();
        var outOfSight = listed.Where(one => !visits.ContainsKey(one.Listed.VisitId)).ToList();
        return new OutageList([.. open, .. rows.Where(row => row.Of.IsSettled)], outOfSight.Count, outOfSight.Count(one => !one.IsSettled), OutageCounts.Of(listed), Stamp(listed));
    }

    /// <summary>The numbers, and a stamp that is another one as soon as anything of the list has changed.</summary>
    public async Task<(OutageCounts Counts, string Stamp)> Live(Guid outageId, CancellationToken stopping)
    {
        var listed = await standings.Of(outageId, stopping);
        return (OutageCounts.Of(listed), Stamp(listed));
    }

    /// <summary>The one place where it is asked until when a visit is covered and authorized.</summary>
    private Task<VisitWindow?> WindowOf(Visit visit, CancellationToken stopping) => windows.Of(visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId, stopping);

    private static string Stamp(IEnumerable<ListedVisit> listed)
    {
        var parts = listed.OrderBy(one => one.Listed.Id).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Listed.Id:N}{one.Standing}{one.VisitVersion}{one.Attempts.Count}{one.LastOfLetter?.What}{one.IsCallAsked}{one.IsHere}"));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', parts))))[..16];
    }
}

/// <param name="Rows">In the user's sight: open ones first, the most urgent of them first.</param>
/// <param name="OutOfSight">At other locations, or of closed records: others work on them.</param>
/// <param name="Counts">Over all of them.</param>
internal sealed record OutageList(IReadOnlyList<OutageRow> Rows, int OutOfSight, int OpenOutOfSight, OutageCounts Counts, string Stamp);

/// <param name="Patient">Null when the patient is no longer registered.</param>
/// <param name="Location">Where the visit stands now; null when it is not known any more.</param>
internal sealed record OutageRow(ListedVisit Of, Visit Visit, PatientSummary? Patient, Location? Location)
{
    /// <summary>Null where it was not asked for.</summary>
    public VisitWindow? Window { get; init; }

    /// <summary>routine, urgent or stat: that of the order.</summary>
    public string Urgency => Visit.Request?.Urgency ?? "routine";

    /// <summary>The last day that is still in time, of what is authorized, covered and ordered; null where nothing names one.</summary>
    public DateOnly? Last => Window?.Until is { } until && !(Visit.Request?.Latest < until) ? until : Visit.Request?.Latest ?? Window?.Until;

    public int Rank => Urgency switch { "stat" => 0, "urgent" => 1, _ => 2 };

    /// <summary>On the wall clock of the visit's location: when it was to be.</summary>
    public DateTimeOffset Was => LocalTime.At(Location, Of.Listed.StartsAt);

    /// <summary>And when it is.</summary>
    public DateTimeOffset Is => LocalTime.At(Location, Visit.StartsAt);

    /// <summary>Nobody calls or writes.</summary>
    public bool IsDead => Patient is { IsDeceased: true };
}
