using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>
/// Who covers for whom today, on the calendar of the clinic's first location. A cover who is away has a cover too; where the chain ends
/// in a circle, or with somebody whose account is closed, nobody covers, and the duty goes its way to the pool.
/// </summary>
internal sealed class Covers(DocumentsDb db, IOrganization organization, TimeProvider clock)
{
    public async Task<DateOnly> Today(CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).OpenLocations.FirstOrDefault(), clock.GetUtcNow());

    /// <summary>Whose duties this user has: their own, and those of everybody they stand in for today.</summary>
    public async Task<IReadOnlyList<Guid>> StandsInFor(Guid userId, CancellationToken stopping)
    {
        var away = await Away(stopping);
        return [userId, .. away.Keys.Where(absent => absent != userId && CoverOf(absent, away) == userId)];
    }

    /// <summary>Who covers for the user today; null when the user is not away, or nobody does.</summary>
    public async Task<Guid?> CoverFor(Guid userId, CancellationToken stopping)
    {
        var away = await Away(stopping);
        return CoverOf(userId, away) is { } cover && (await organization.Colleagues(stopping)).Any(colleague => colleague.Id == cover) ? cover : null;
    }

    /// <param name="away">Of who is away, who covers.</param>
    internal static Guid? CoverOf(Guid userId, IReadOnlyDictionary<Guid, Guid> away)
    {
        var (at, seen) = (userId, new HashSet<Guid>());
        while (away.TryGetValue(at, out var cover))
        {
            if (!seen.Add(at))
            {
                return null;
            }

            at = cover;
        }

        return at == userId ? null : at;
    }

    /// <summary>The latest word holds where two overlap.</summary>
    private async Task<Dictionary<Guid, Guid>> Away(CancellationToken stopping)
    {
        var today = await Today(stopping);
        var absences = await db.Absences.AsNoTracking().Where(a => a.EndedAt == null && a.FirstDay <= today && a.LastDay >= today).OrderBy(a => a.EnteredAt).ToListAsync(stopping);
        return absences.GroupBy(a => a.UserId).ToDictionary(of => of.Key, of => of.Last().CoverId);
    }
}
