using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Host.Access;

internal sealed class BreakGlassOptions
{
    /// <summary>How long a record stays open, in minutes.</summary>
    [Range(5, 720)]
    public int Minutes { get; set; } = 60;
}

/// <summary>
/// Lets a user into one closed record for a time, across all modules at once: every request asks which of these run, and
/// <see cref="CurrentActor"/> carries the answer to the filters. Nothing of it is silent: the reason, what was looked at, and who
/// looked at that afterwards are kept.
/// </summary>
internal sealed class BreakGlass(
    HostDb db, IClosedRecords closed, CurrentActor actor, AuditTrail audit, IOptions<BreakGlassOptions> options, TimeProvider clock)
{
    public int Minutes => options.Value.Minutes;

    /// <summary>What is open to this user now, by their own breaking.</summary>
    public Task<List<GlassBreak>> Running(Guid userId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return db.GlassBreaks.AsNoTracking().Where(g => g.UserId == userId && g.EndedAt == null && g.Until > now).OrderBy(g => g.BrokenAt).ToListAsync(stopping);
    }

    public Task<int> CountUnreviewed(CancellationToken stopping) => db.GlassBreaks.CountAsync(g => g.ReviewedAt == null, stopping);

    public async Task<bool> IsClosed(Guid patientId, CancellationToken stopping) => (await closed.Among([patientId], stopping)).Count > 0;

    /// <summary>Opens the record. A form sent twice opens it once.</summary>
    /// <returns>False when there is no such record closed to this user.</returns>
    public async Task<bool> Break(Guid id, Guid patientId, string reason, CancellationToken stopping)
    {
        if (actor.UserId is not { } user || !await IsClosed(patientId, stopping))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);

        // The same form may be here twice at this moment: the second waits for the first, and then finds it.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7202, hashtext({id.ToString()}))", stopping);
        if (await db.GlassBreaks.AnyAsync(g => g.Id == id, stopping))
        {
            return true;
        }

        db.GlassBreaks.Add(new GlassBreak { Id = id, UserId = user, PatientId = patientId, Reason = reason, BrokenAt = now, Until = now.AddMinutes(options.Value.Minutes) });
        await db.SaveChangesAsync(stopping);
        await audit.Record(db, new AuditEntry("glass.broken", "patient", patientId, [id], reason), stopping);
        await transaction.CommitAsync(stopping);
        return true;
    }

    /// <summary>Closes the record that the user opened, however often they did, before its time.</summary>
    public async Task<bool> End(Guid id, CancellationToken stopping)
    {
        if (await db.GlassBreaks.SingleOrDefaultAsync(g => g.Id == id && g.UserId == actor.UserId && g.EndedAt == null, stopping) is not { } running)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        foreach (var same in await db.GlassBreaks.Where(g => g.UserId == actor.UserId && g.PatientId == running.PatientId && g.EndedAt == null).ToListAsync(stopping))
        {
            same.EndedAt = now < same.Until ? now : same.Until;
        }

        await Save(new AuditEntry("glass.ended", "patient", running.PatientId, [id]), stopping);
        return true;
    }

    /// <summary>Marks a use as looked at. Nobody does so for their own.</summary>
    public async Task<bool> Review(Guid id, CancellationToken stopping)
    {
        if (await db.GlassBreaks.SingleOrDefaultAsync(g => g.Id == id && g.UserId != actor.UserId, stopping) is not { } used)
        {
            return false;
        }

        if (used.ReviewedAt is null)
        {
            (used.ReviewedAt, used.ReviewedBy) = (clock.GetUtcNow(), actor.UserId);
            await Save(new AuditEntry("glass.reviewed", "patient", used.PatientId, [id]), stopping);
        }

        return true;
    }

    private async Task Save(AuditEntry entry, CancellationToken stopping)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        await db.SaveChangesAsync(stopping);
        await audit.Record(db, entry, stopping);
        await transaction.CommitAsync(stopping);
    }
}
