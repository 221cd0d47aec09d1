using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>A patient's account as the acting user may see it; for who writes, held until the transaction ends.</summary>
internal sealed class OpenAccount(IntakeDb db, CurrentActor actor)
{
    /// <summary>First key of the advisory locks on accounts, as the triggers of the ledger have it; the second is of the surviving patient.</summary>
    private const int AccountLock = 7421;

    /// <summary>First key of the locks on opened drawers: shared for who moves money, alone for who closes.</summary>
    private const int SessionLock = 7422;

    /// <returns>Null when there is no such patient in sight.</returns>
    public async Task<PatientAccount?> Read(Guid patientId, CancellationToken stopping) =>
        await Survivor(patientId, stopping) is { } survivor ? await Load(survivor, stopping) : null;

    /// <summary>Of several at once: those in sight, by the id that was asked for.</summary>
    public async Task<IReadOnlyDictionary<Guid, PatientAccount>> ReadAll(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping)
    {
        var survivors = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).Select(p => new { p.Id, Survivor = p.MergedIntoId ?? p.Id }).ToListAsync(stopping);
        var wanted = survivors.Select(p => p.Survivor).Distinct().ToList();
        var records = await db.Patients.AsNoTracking().Where(p => wanted.Contains(p.MergedIntoId ?? p.Id)).Select(p => new { p.Id, Survivor = p.MergedIntoId ?? p.Id }).ToDictionaryAsync(p => p.Id, p => p.Survivor, stopping);
        var lines = (await db.LedgerEntries.AsNoTracking().Where(e => records.Keys.Contains(e.PatientId)).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(stopping)).ToLookup(e => records[e.PatientId]);
        return survivors.ToDictionary(p => p.Id, p => new PatientAccount(p.Survivor, [.. lines[p.Survivor]]));
    }

    /// <summary>As <see cref="Read"/>, inside a transaction: nobody else writes to the account until its end.</summary>
    public async Task<PatientAccount?> Hold(Guid patientId, CancellationToken stopping)
    {
        for (Guid? held = null; ;)
        {
            if (await Survivor(patientId, stopping) is not { } survivor)
            {
                return null;
            }

            if (survivor == held)
            {
                return await Load(survivor, stopping);
            }

            // It may be merged, or parted, while we wait for it.
            await HoldRecord(survivor, stopping);
            held = survivor;
        }
    }

    /// <summary>One record's own lines, for who merges: nobody writes to an account that is about to be another's.</summary>
    public Task HoldRecord(Guid patientId, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AccountLock}, hashtext({patientId.ToString()}))", stopping);

    /// <summary>The opened drawer, which nobody closes until the transaction ends.</summary>
    /// <returns>Null when it is closed, or at none of the user's locations.</returns>
    public async Task<DrawerSession?> HoldSession(Guid sessionId, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({SessionLock}, hashtext({sessionId.ToString()}))", stopping);
        var session = await db.OpenSessions.SingleOrDefaultAsync(s => s.Id == sessionId, stopping);
        return session is not null && actor.SeesLocation(session.LocationId) ? session : null;
    }

    /// <summary>For who closes: waits until nobody moves money of it.</summary>
    public Task HoldSessionAlone(Guid sessionId, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SessionLock}, hashtext({sessionId.ToString()}))", stopping);

    private Task<Guid?> Survivor(Guid patientId, CancellationToken stopping) =>
        db.Patients.Where(p => p.Id == patientId).Select(p => (Guid?)(p.MergedIntoId ?? p.Id)).SingleOrDefaultAsync(stopping);

    private async Task<PatientAccount> Load(Guid survivor, CancellationToken stopping) =>
        new(
            survivor,
            await db.LedgerEntries.AsNoTracking()
                .Where(e => db.Patients.Any(p => p.Id == e.PatientId && (p.Id == survivor || p.MergedIntoId == survivor)))
                .OrderBy(e => e.At).ThenBy(e => e.Id)
                .ToListAsync(stopping));
}
