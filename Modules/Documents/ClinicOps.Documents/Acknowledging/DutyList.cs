using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>What waits for somebody, and whose it is. Only of documents in the acting user's sight.</summary>
internal sealed class DutyList(DocumentsDb db, VisibleToActor visible, Covers covers, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const string Mine = "mine";
    public const string Pool = "pool";
    public const string Overdue = "overdue";
    public const string All = "all";

    public static readonly IReadOnlyList<(string Code, string Text)> Choices = [(Mine, "Mine"), (Pool, "My pools'"), (Overdue, "Overdue"), (All, "Everybody's")];

    /// <summary>Of documents in sight, at the user's locations, whether they wait or are over.</summary>
    public IQueryable<Duty> InSight
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Duties : db.Duties.Where(duty => locations.Contains(duty.LocationId));
        }
    }

    /// <summary>Those that wait, urgent ones first, then the oldest.</summary>
    public async Task<IQueryable<Duty>> Waiting(string show, CancellationToken stopping)
    {
        var (mine, pools, now) = (await Names(stopping), await Pools(stopping), clock.GetUtcNow());
        var waiting = InSight.Where(duty => !DutyState.Over.Contains(duty.State));
        var isManager = await IsManager(stopping);
        waiting = show switch
        {
            Pool => waiting.Where(duty => (duty.AssigneeId == null || duty.Level >= DutyLevel.Pool) && (duty.PoolId == null || pools.Contains(duty.PoolId.Value))),
            Overdue => waiting.Where(duty => duty.DueAt < now),
            All => waiting,
            _ => waiting.Where(duty => (duty.AssigneeId != null && mine.Contains(duty.AssigneeId.Value))
                || ((duty.AssigneeId == null || duty.Level >= DutyLevel.Pool) && (duty.PoolId == null || pools.Contains(duty.PoolId.Value)))
                || (isManager && duty.Level >= DutyLevel.Managers)),
        };
        return waiting.OrderByDescending(duty => duty.IsUrgent).ThenBy(duty => duty.RaisedAt).ThenBy(duty => duty.Id);
    }

    /// <summary>The next one of mine after this one, from the first again behind the last; null when nothing else waits.</summary>
    public async Task<Guid?> Next(Guid? after, CancellationToken stopping)
    {
        var ids = await (await Waiting(Mine, stopping)).Select(duty => duty.Id).ToListAsync(stopping);
        var at = after is { } now ? ids.IndexOf(now) : -1;
        return ids.Skip(at + 1).Concat(ids.Take(Math.Max(at, 0))).Select(id => (Guid?)id).FirstOrDefault();
    }

    /// <summary>Whether it is the user's to do: as the named one, in whose place the user stands, of the pool, or as manager.</summary>
    public async Task<bool> IsMine(Guid dutyId, CancellationToken stopping) =>
        await (await Waiting(Mine, stopping)).AnyAsync(duty => duty.Id == dutyId, stopping) || (await IsManager(stopping) && await InSight.AnyAsync(duty => duty.Id == dutyId, stopping));

    public async Task<bool> IsManager(CancellationToken stopping) =>
        (await organization.Colleagues(stopping)).Any(colleague => colleague.Id == actor.UserId && colleague.Rights.Contains(DocumentsRights.ManageDuties));

    /// <summary>What came in since and may be the signed copy: of the same patient, or of nobody yet.</summary>
    public IQueryable<Document> Copies(Duty duty, Document document) => visible.Documents.Where(d =>
        d.Id != document.Id && d.LocationId == document.LocationId && d.ReceivedAt >= duty.RaisedAt && (d.PatientId == document.PatientId || d.State == DocumentState.Review));

    /// <summary>Whether the user sees the document by clearance too: who looks through broken glass does nothing that others come to see.</summary>
    public Task<bool> IsClearedFor(Guid documentId, CancellationToken stopping) => visible.IsClearedFor(documentId, stopping);

    private async Task<IReadOnlyList<Guid>> Names(CancellationToken stopping) => actor.UserId is { } user ? await covers.StandsInFor(user, stopping) : [];

    /// <summary>The pools of the user and of whom the user stands in for.</summary>
    private async Task<List<Guid>> Pools(CancellationToken stopping)
    {
        var names = (await Names(stopping)).ToArray();
        return await db.DutyPools.Where(pool => !pool.IsClosed && pool.Members.Any(member => names.Contains(member))).Select(pool => pool.Id).ToListAsync(stopping);
    }
}
