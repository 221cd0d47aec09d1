using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>Absences in the user's sight that are open or still to come, those with somebody to reach first. It names no patient.</summary>
internal sealed class ListOutages(LoadOutage load, OutageStandings standings, SchedulingDb db, IOrganization organization, TimeProvider clock)
{
    /// <summary>How long an absence without anybody to reach is listed after its end.</summary>
    private static readonly TimeSpan After = TimeSpan.FromDays(14);

    /// <summary>And one of which somebody may still be to reach.</summary>
    private static readonly TimeSpan LongAfter = TimeSpan.FromDays(366);

    public async Task<IReadOnlyList<OutageLine>> Run(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var (since, longSince) = (now - After, now - LongAfter);
        var outages = await load.InSight.AsNoTracking().Include(outage => outage.Provider).Where(outage => outage.EndsAt > longSince).OrderBy(outage => outage.StartsAt).ToListAsync(stopping);
        var ids = outages.ConvertAll(outage => outage.Id);
        var listed = (await standings.Of(db.OutageVisits.Where(one => ids.Contains(one.OutageId)), stopping)).ToLookup(one => one.Listed.OutageId);
        var profile = await organization.Profile(stopping);
        return [.. outages.Select(outage => new OutageLine(outage, profile.Find(outage.LocationId), OutageCounts.Of([.. listed[outage.Id]])))
            .Where(line => !line.Counts.IsOver || line.Outage.EndsAt > since)
            .OrderBy(line => line.Counts.IsOver)];
    }
}

internal sealed record OutageLine(ProviderOutage Outage, Location? Location, OutageCounts Counts)
{
    /// <summary>On the clock of where the provider usually works.</summary>
    public string When => OutageWords.When(Outage, Location);
}

/// <summary>The panel "Provider is out" of the page Today.</summary>
internal sealed class TodayOutagesPanel(ListOutages list) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping) => new TodayOutagesView([.. (await list.Run(stopping)).Where(line => !line.Counts.IsOver)]);
}

/// <param name="Open">Those with somebody to reach.</param>
internal sealed record TodayOutagesView(IReadOnlyList<OutageLine> Open);

/// <summary>The panel of a visit's page that says that its provider is out then; none where the provider is there.</summary>
internal sealed class VisitOutagePanel(OutageStandings standings) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping) => await standings.StandsOut(subjectId, stopping);
}
