using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.CheckIn;

/// <summary>The panel "Check-in" of the page Today: how many are expected and how many wait, by location. It names nobody.</summary>
internal sealed class TodayCheckInPanel(LoadCheckIns load, IOrganization organization, CurrentActor actor) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = new List<TodayDesk>();
        foreach (var location in (await organization.Profile(stopping)).OpenLocations.Where(location => actor.SeesLocation(location.Id)))
        {
            var (expected, waiting) = await load.Counts(location, stopping);
            rows.Add(new TodayDesk(location, expected, waiting));
        }

        return rows.Count == 0 ? null : new TodayCheckInView(rows);
    }
}

internal sealed record TodayCheckInView(IReadOnlyList<TodayDesk> Desks);

/// <param name="Expected">Booked for today and not here yet.</param>
/// <param name="Waiting">Here, and not in a room yet.</param>
internal sealed record TodayDesk(Location Location, int Expected, int Waiting);
