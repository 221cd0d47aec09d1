using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Series;

/// <summary>Which visits belong together with one: those of its series, and those it is linked with; where a change left them apart, what is wrong. The caller audits what it shows.</summary>
internal sealed class LoadTogether(SchedulingDb db, VisibleToActor visible, IOrganization organization)
{
    public async Task<VisitsTogether> Of(Visit visit, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        DateTimeOffset Start(Visit of) => LocalTime.At(profile.Find(of.LocationId), of.StartsAt);
        var series = await db.SeriesVisits.AsNoTracking().SingleOrDefaultAsync(of => of.VisitId == visit.Id, stopping);
        var numbers = series is null ? [] : await db.SeriesVisits.AsNoTracking().Where(of => of.SeriesId == series.SeriesId).ToDictionaryAsync(of => of.VisitId, of => of.Number, stopping);
        Guid[] ids = [.. numbers.Keys];
        var ofSeries = ids.Length == 0 ? [] : await visible.Visits.AsNoTracking().Include(of => of.Provider).Where(of => ids.Contains(of.Id)).ToListAsync(stopping);
        var linked = new List<LinkedVisitLine>();
        foreach (var link in await db.VisitLinks.AsNoTracking().Where(link => link.EarlierId == visit.Id || link.LaterId == visit.Id).OrderBy(link => link.MadeAt).ToListAsync(stopping))
        {
            var otherId = link.EarlierId == visit.Id ? link.LaterId : link.EarlierId;
            if (await visible.Visits.AsNoTracking().Include(of => of.Provider).SingleOrDefaultAsync(of => of.Id == otherId, stopping) is { } other)
            {
                linked.Add(new LinkedVisitLine(other, Start(other), Belongs(link, other), Trouble(link, visit, other)));
            }
        }

        return new VisitsTogether(
            series?.Number,
            [.. ofSeries.Select(of => new SeriesVisitLine(of, Start(of), numbers[of.Id])).OrderBy(line => line.Number)],
            ids.Length,
            linked);
    }

    /// <summary>Whether a change of the visit left one that is linked with it where it does not fit any more.</summary>
    public async Task<bool> IsAnyApart(Visit visit, CancellationToken stopping) => (await Of(visit, stopping)).Linked.Any(line => line.Trouble.Length > 0);

    private static string Belongs(VisitLink link, Visit other)
    {
        var side = other.Id == link.LaterId ? "after this one" : "before this one";
        return link.MostMinutes is { } most ? $"{side}, within {most.ToString(CultureInfo.InvariantCulture)} minutes" : side;
    }

    private static string Trouble(VisitLink link, Visit visit, Visit other)
    {
        var (isStanding, otherStands) = (visit.State == VisitStates.Booked, other.State == VisitStates.Booked);
        if (otherStands && visit.State is (VisitStates.Cancelled or VisitStates.Missed))
        {
            return $"This visit is {visit.State}, and the one that belongs with it still stands.";
        }

        if (isStanding && other.State is (VisitStates.Cancelled or VisitStates.Missed))
        {
            return $"The visit that belongs with this one is {other.State}.";
        }

        var (earlier, later) = link.EarlierId == visit.Id ? (visit, other) : (other, visit);
        return !isStanding || !otherStands ? ""
            : later.StartsAt < earlier.EndsAt ? "The two no longer stand in their order."
            : link.MostMinutes is { } most && later.StartsAt - earlier.EndsAt > TimeSpan.FromMinutes(most) ? "More time lies between the two than was meant."
            : "";
    }
}

/// <param name="Number">Which one of its series the visit is; null where it is of none.</param>
/// <param name="Series">In order, the visit among them; those at locations out of sight are left out.</param>
/// <param name="Count">How many the series has.</param>
internal sealed record VisitsTogether(int? Number, IReadOnlyList<SeriesVisitLine> Series, int Count, IReadOnlyList<LinkedVisitLine> Linked)
{
    /// <summary>Those that stand from the visit on.</summary>
    public IEnumerable<SeriesVisitLine> FollowingOf(Visit visit) => Series.Where(line => line.Visit.State == VisitStates.Booked && line.Visit.StartsAt > visit.StartsAt);
}

/// <param name="Start">On the location's wall clock.</param>
internal sealed record SeriesVisitLine(Visit Visit, DateTimeOffset Start, int Number);

/// <param name="Start">On the location's wall clock.</param>
/// <param name="Belongs">"after this one, within 60 minutes".</param>
/// <param name="Trouble">What a change left wrong; empty where they fit.</param>
internal sealed record LinkedVisitLine(Visit Visit, DateTimeOffset Start, string Belongs, string Trouble);
