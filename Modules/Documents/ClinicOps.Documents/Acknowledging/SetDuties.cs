using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>What a clinic sets about acknowledging: the table of types, the pools, and who is away and covered by whom.</summary>
internal sealed class SetDuties(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, DutyList list, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const int MostHours = 2000;

    public const int LongestName = 60;

    /// <returns>Why nothing was saved; null when it was.</returns>
    public Task<string?> Rule(DocumentType type, bool isAsked, int hours, int urgentHours, Guid? pool, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (!DutyRules.Types.Contains(type) || hours is < 1 or > MostHours || urgentHours is < 1 or > MostHours)
            {
                return $"Give both times in hours, from 1 to {MostHours}. Nothing was saved.";
            }

            if (pool is { } named && !await db.DutyPools.AnyAsync(p => p.Id == named && !p.IsClosed, stopping))
            {
                return "This pool is not there any more. Nothing was saved.";
            }

            if (await db.DutyRules.SingleOrDefaultAsync(r => r.Type == type.Code(), stopping) is { } rule)
            {
                (rule.IsAsked, rule.Hours, rule.UrgentHours, rule.PoolId) = (isAsked, hours, urgentHours, pool);
            }
            else
            {
                db.DutyRules.Add(new DutyRule { Type = type.Code(), IsAsked = isAsked, Hours = hours, UrgentHours = urgentHours, PoolId = pool });
            }

            effects.Audit(new AuditEntry("duty-rule.changed", "duty-rule", null, Reason: type.Code()));
            return null;
        },
        stopping);

    /// <param name="poolId">Null for a new one.</param>
    /// <returns>Why nothing was saved; null when it was.</returns>
    public Task<string?> Pool(Guid? poolId, string? name, IReadOnlyCollection<Guid> members, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            var called = name?.Trim() ?? "";
            if (called.Length is 0 or > LongestName || await db.DutyPools.AnyAsync(p => p.Name == called && p.Id != poolId, stopping))
            {
                return "Give the pool a name of its own. Nothing was saved.";
            }

            List<Guid> known = [.. (await Acknowledging(stopping)).Select(colleague => colleague.Id).Where(members.Contains)];
            if (known.Count == 0)
            {
                return "Choose who is in the pool. Nothing was saved.";
            }

            var pool = poolId is { } id ? await db.DutyPools.SingleOrDefaultAsync(p => p.Id == id, stopping) : db.DutyPools.Add(new DutyPool { Id = Guid.CreateVersion7(), Name = called }).Entity;
            if (pool is null)
            {
                return "This pool is not there any more. Nothing was saved.";
            }

            (pool.Name, pool.Members, pool.IsClosed) = (called, known, false);
            effects.Audit(new AuditEntry("duty-pool.changed", "duty-pool", pool.Id, known));
            return null;
        },
        stopping);

    /// <summary>Away from one day to another, both counted; the duties of the user go to the cover meanwhile. For others only by a manager.</summary>
    /// <returns>Why nothing was saved; null when it was.</returns>
    public async Task<string?> Away(Guid userId, DateOnly? first, DateOnly? last, Guid? cover, CancellationToken stopping)
    {
        if (userId != actor.UserId && !await list.IsManager(stopping))
        {
            return "Only a manager enters this for somebody else. Nothing was saved.";
        }

        var colleagues = await Acknowledging(stopping);
        if (first is not { } from || last is not { } until || until < from || until < DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1) || until > from.AddYears(2))
        {
            return "Give the first and the last day. Nothing was saved.";
        }

        if (cover is not { } by || by == userId || colleagues.All(colleague => colleague.Id != by) || colleagues.All(colleague => colleague.Id != userId))
        {
            return "Choose a colleague who covers. Nothing was saved.";
        }

        await transaction.Run(
            effects =>
            {
                var absence = new Absence
                {
                    Id = Guid.CreateVersion7(),
                    UserId = userId,
                    CoverId = by,
                    FirstDay = from,
                    LastDay = until,
                    EnteredAt = clock.GetUtcNow(),
                    EnteredBy = actor.UserId!.Value,
                };
                db.Absences.Add(absence);
                effects.Audit(new AuditEntry("absence.entered", "absence", absence.Id, [userId, by]));
                return Task.CompletedTask;
            },
            stopping);
        return null;
    }

    /// <returns>False where there is none of that id that the user may end.</returns>
    public Task<bool> EndAbsence(Guid id, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            var absence = await db.Absences.SingleOrDefaultAsync(a => a.Id == id && a.EndedAt == null, stopping);
            if (absence is null || (absence.UserId != actor.UserId && !await list.IsManager(stopping)))
            {
                return false;
            }

            (absence.EndedAt, absence.EndedBy) = (clock.GetUtcNow(), actor.UserId);
            effects.Audit(new AuditEntry("absence.ended", "absence", id, [absence.UserId, absence.CoverId]));
            return true;
        },
        stopping);

    /// <summary>Who acknowledges, by name.</summary>
    public async Task<IReadOnlyList<Colleague>> Acknowledging(CancellationToken stopping) =>
        [.. (await organization.Colleagues(stopping)).Where(colleague => colleague.Rights.Contains(DocumentsRights.Acknowledge))];
}
