using System.Globalization;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>A day at a location, as whoever acts sees it: its visits, what is prepared for them, and that there are more. The caller audits what it shows.</summary>
internal sealed class LoadChartDay(IntakeDb db, IVisits visits, NextVisitDay next, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="location">Null for the first of the user's.</param>
    /// <param name="day">Null for the next day that has visits.</param>
    /// <returns>Null where the user has no such location.</returns>
    public async Task<ChartDay?> Run(Guid? location, DateOnly? day, CancellationToken stopping)
    {
        List<Location> own = [.. (await organization.Profile(stopping)).OpenLocations.Where(known => actor.SeesLocation(known.Id))];
        if ((location is { } asked ? own.Find(known => known.Id == asked) : own.FirstOrDefault()) is not { } shown)
        {
            return null;
        }

        var today = LocalTime.DayAt(shown, clock.GetUtcNow());
        var chosen = day is { Year: > 2000 and < 2200 } said ? said : await next.After(today, shown, stopping);
        var found = await visits.Starting(shown.Id, LocalTime.StartOf(chosen, shown), LocalTime.StartOf(chosen.AddDays(1), shown), stopping);
        var packets = await db.ChartPackets.AsNoTracking().Where(packet => packet.LocationId == shown.Id && packet.Day == chosen).ToDictionaryAsync(packet => packet.VisitId, stopping);
        var seen = packets.Keys.ToList();
        var closed = await db.ChartPackets.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .Where(packet => packet.LocationId == shown.Id && packet.Day == chosen && !seen.Contains(packet.VisitId))
            .OrderBy(packet => packet.StartsAt).Select(packet => packet.StartsAt).ToListAsync(stopping);
        return new ChartDay(own, shown, today, chosen, [.. found.Where(visit => visit.State != VisitStates.Cancelled)], packets, closed);
    }
}

/// <param name="Locations">Those the user may choose among.</param>
/// <param name="Today">At the location.</param>
/// <param name="Visits">In sight, in the order of the day.</param>
/// <param name="Packets">In sight, by visit.</param>
/// <param name="ClosedAt">When the visits begin whose charts are prepared and closed to the user: that there are such, and nothing of them.</param>
internal sealed record ChartDay(
    IReadOnlyList<Location> Locations, Location Location, DateOnly Today, DateOnly Day, IReadOnlyList<VisitSummary> Visits, IReadOnlyDictionary<Guid, ChartPacket> Packets, IReadOnlyList<DateTimeOffset> ClosedAt)
{
    /// <summary>"Tomorrow", "Monday"; no name for a day gone by, or one far away.</summary>
    public string? Name => DayName.Of(Day, Today);

    /// <summary>What is prepared, in the order of the day.</summary>
    public IReadOnlyList<ChartPacket> Prepared => [.. Visits.Select(visit => Packets.GetValueOrDefault(visit.Id)).OfType<ChartPacket>()];
}

/// <summary>How people name a day of the week to come.</summary>
internal static class DayName
{
    public static string? Of(DateOnly day, DateOnly today) => (day.DayNumber - today.DayNumber) switch
    {
        1 => "Tomorrow",
        > 1 and <= 7 => day.ToString("dddd", CultureInfo.InvariantCulture),
        _ => null,
    };
}
