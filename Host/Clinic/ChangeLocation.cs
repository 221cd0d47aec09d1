using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Clinic;

/// <summary>Saves what was changed of a location with its audit entry, one change at a time. One location stays open, and no two bear one name.</summary>
internal sealed class ChangeLocation(HostDb db, AuditTrail audit, ClinicOrganization organization)
{
    /// <param name="location">As loaded (or new) and changed.</param>
    public async Task<LocationChange> Save(ClinicLocation location, string action, string? reason, CancellationToken stopping)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7201, 2)", stopping);
        if (location.Closed && !await db.Locations.AnyAsync(other => other.Id != location.Id && !other.Closed, stopping))
        {
            return new LocationChange.LastOpen();
        }

        if (await db.Locations.AnyAsync(other => other.Id != location.Id && EF.Functions.ILike(other.Name, location.Name.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")), stopping))
        {
            return new LocationChange.NameTaken();
        }

        try
        {
            await db.SaveChangesAsync(stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new LocationChange.Stale();
        }

        await audit.Record(db, new AuditEntry(action, "location", location.Id, Reason: reason, LocationId: location.Id), stopping);
        await transaction.CommitAsync(stopping);
        organization.ReadAgain();
        return new LocationChange.Saved();
    }
}

internal abstract record LocationChange
{
    internal sealed record Saved : LocationChange;

    /// <summary>Somebody else changed the location meanwhile.</summary>
    internal sealed record Stale : LocationChange;

    internal sealed record LastOpen : LocationChange;

    internal sealed record NameTaken : LocationChange;
}
