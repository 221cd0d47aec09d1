using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>The panel "Tomorrow" of the page Today: how many charts are prepared for the next day that has visits, and in how many something is missing. It names nobody.</summary>
internal sealed class TodayChartsPanel(IntakeDb db, NextVisitDay next, IOrganization organization, CurrentActor actor, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = new List<PreparedDay>();
        foreach (var location in (await organization.Profile(stopping)).OpenLocations.Where(location => actor.SeesLocation(location.Id)))
        {
            var today = LocalTime.DayAt(location, clock.GetUtcNow());
            var day = await next.After(today, location, stopping);
            var packets = db.ChartPackets.Where(packet => packet.LocationId == location.Id && packet.Day == day);
            rows.Add(new PreparedDay(location, DayName.Of(day, today) ?? LocalTime.Us(day), await packets.CountAsync(stopping), await packets.CountAsync(packet => packet.Gaps > 0, stopping)));
        }

        return rows.Count == 0 ? null : new TodayChartsView(rows);
    }
}

internal sealed record TodayChartsView(IReadOnlyList<PreparedDay> Days);

/// <param name="Day">In words: "Tomorrow", "Monday".</param>
/// <param name="WithGaps">Of the prepared charts, those in which something was missing when they were prepared.</param>
internal sealed record PreparedDay(Location Location, string Day, int Charts, int WithGaps);
