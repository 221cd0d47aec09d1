using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>
/// Opens a drawer with what is in it. Every location has a first drawer without anybody's setting it up: it has the location's id until
/// it is opened for the first time, and is stored then.
/// </summary>
internal sealed class OpenDrawer(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, IOrganization organization, TimeProvider clock)
{
    public const string FirstName = "Front desk";

    /// <summary>First key of the advisory locks on drawers, as the trigger has it.</summary>
    private const int DrawerLock = 7423;

    /// <param name="sessionId">Made by the form.</param>
    public async Task<DrawerOpened> Run(Guid sessionId, Guid drawerId, int? floatCents, CancellationToken stopping)
    {
        if (floatCents is not { } cents)
        {
            return new DrawerOpened.NotUnderstood("Count what is in the drawer and type it, like 100.00.");
        }

        var location = (await organization.Profile(stopping)).OpenLocations.FirstOrDefault(l => l.Id == drawerId);
        return await transaction.Run<DrawerOpened>(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({DrawerLock}, hashtext({drawerId.ToString()}))", stopping);
                var drawer = await db.Drawers.SingleOrDefaultAsync(d => d.Id == drawerId, stopping)
                    ?? (location is null || await db.Drawers.AnyAsync(d => d.LocationId == location.Id, stopping) ? null : db.Drawers.Add(new Drawer { Id = location.Id, LocationId = location.Id, Name = FirstName }).Entity);
                if (drawer is null || !actor.SeesLocation(drawer.LocationId))
                {
                    db.ChangeTracker.Clear();
                    return new DrawerOpened.Unknown();
                }

                if (await db.DrawerSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, stopping) is { } there)
                {
                    return there.DrawerId == drawerId && there.FloatCents == cents ? new DrawerOpened.Done(there) : new DrawerOpened.OtherContent();
                }

                if (await db.OpenSessions.FirstOrDefaultAsync(s => s.DrawerId == drawerId, stopping) is { } open)
                {
                    return new DrawerOpened.OpenAlready(open);
                }

                var session = new DrawerSession { Id = sessionId, DrawerId = drawerId, LocationId = drawer.LocationId, FloatCents = cents, At = clock.GetUtcNow(), By = actor.UserId };
                db.DrawerSessions.Add(session);
                effects.Audit(new AuditEntry("drawer.opened", "drawer-session", sessionId, LocationId: drawer.LocationId));
                return new DrawerOpened.Done(session);
            },
            stopping);
    }
}

internal abstract record DrawerOpened
{
    private DrawerOpened()
    {
    }

    public sealed record Done(DrawerSession Session) : DrawerOpened;

    public sealed record OpenAlready(DrawerSession Session) : DrawerOpened;

    /// <summary>The form's id was used before, for something else.</summary>
    public sealed record OtherContent : DrawerOpened;

    public sealed record NotUnderstood(string Why) : DrawerOpened;

    public sealed record Unknown : DrawerOpened;
}
