using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>One drawer more at a location. Its first, which is there without anybody's adding it, is stored with it.</summary>
internal sealed class AddDrawer(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, IOrganization organization)
{
    /// <summary>First key of the advisory locks on a location's drawers.</summary>
    private const int LocationLock = 7425;

    public async Task<DrawerAdded> Run(Guid locationId, string name, CancellationToken stopping)
    {
        if (!actor.SeesLocation(locationId) || (await organization.Profile(stopping)).OpenLocations.All(location => location.Id != locationId))
        {
            return new DrawerAdded.Unknown();
        }

        if (name.Length is 0 or > 40)
        {
            return new DrawerAdded.NotUnderstood("Give the drawer a short name, like \"Window 2\".");
        }

        return await transaction.Run<DrawerAdded>(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LocationLock}, hashtext({locationId.ToString()}))", stopping);
                var names = await db.Drawers.Where(drawer => drawer.LocationId == locationId).Select(drawer => drawer.Name).ToListAsync(stopping);
                if (names.Count == 0)
                {
                    db.Drawers.Add(new Drawer { Id = locationId, LocationId = locationId, Name = OpenDrawer.FirstName });
                    names.Add(OpenDrawer.FirstName);
                }

                if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    return new DrawerAdded.NotUnderstood("There is a drawer of that name already.");
                }

                var added = new Drawer { Id = Guid.CreateVersion7(), LocationId = locationId, Name = name };
                db.Drawers.Add(added);
                effects.Audit(new AuditEntry("drawer.added", "drawer", added.Id, LocationId: locationId));
                return new DrawerAdded.Done();
            },
            stopping);
    }
}

internal abstract record DrawerAdded
{
    private DrawerAdded()
    {
    }

    public sealed record Done : DrawerAdded;

    public sealed record NotUnderstood(string Why) : DrawerAdded;

    /// <summary>There is no such location in sight.</summary>
    public sealed record Unknown : DrawerAdded;
}
