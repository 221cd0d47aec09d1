using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>The drawers at the user's locations: those that are open, and all of them.</summary>
internal sealed class ListDrawers(IntakeDb db, IOrganization organization, CurrentActor actor)
{
    /// <summary>The drawer that was opened last first: it is the one in use.</summary>
    public async Task<IReadOnlyList<OpenedDrawer>> Open(Guid locationId, CancellationToken stopping) =>
        await db.OpenSessions
            .Where(s => s.LocationId == locationId)
            .OrderByDescending(s => s.At)
            .Select(s => new OpenedDrawer(s, db.Drawers.First(d => d.Id == s.DrawerId).Name))
            .ToListAsync(stopping);

    /// <summary>Also the first drawer of a location that has none yet.</summary>
    public async Task<IReadOnlyList<KnownDrawer>> All(CancellationToken stopping)
    {
        var locations = (await organization.Profile(stopping)).Locations.Where(location => actor.SeesLocation(location.Id)).ToList();
        var ids = locations.Select(location => location.Id).ToList();
        var drawers = await db.Drawers.AsNoTracking().Where(d => ids.Contains(d.LocationId)).OrderBy(d => d.Name).ToListAsync(stopping);
        var open = await db.OpenSessions.Where(s => ids.Contains(s.LocationId)).ToDictionaryAsync(s => s.DrawerId, stopping);
        return
        [
            .. from location in locations
               let own = drawers.Where(drawer => drawer.LocationId == location.Id).ToList()
               from drawer in own.Count > 0 || location.IsClosed ? own : [new Drawer { Id = location.Id, LocationId = location.Id, Name = OpenDrawer.FirstName }]
               select new KnownDrawer(drawer.Id, drawer.Name, location, open.GetValueOrDefault(drawer.Id)),
        ];
    }
}

internal sealed record OpenedDrawer(DrawerSession Session, string Name);

/// <param name="Session">Null while it is closed.</param>
internal sealed record KnownDrawer(Guid Id, string Name, Location Location, DrawerSession? Session);
