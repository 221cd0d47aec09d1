using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.FlowBoard;

internal sealed record MissedVisitsToPropose;

/// <summary>
/// Marks visits that look like no-shows: their time has passed for longer than the setting, and nobody arrived. It changes no visit. Each is proposed
/// once for its time, also when two of these run at once.
/// </summary>
internal sealed class ProposeMissed(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, IVisitProgress progress, IOptions<SchedulingOptions> options, TimeProvider clock)
    : IJobHandler<MissedVisitsToPropose>
{
    /// <summary>What nobody said of yesterday's visits is not asked of today's desk.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromHours(18);

    public async Task Run(MissedVisitsToPropose arguments, JobMessage message, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var (from, until) = (now - Within, now.AddMinutes(-options.Value.NoShowAfterMinutes));
        var late = await db.Visits.AsNoTracking()
            .Where(visit => visit.State == VisitStates.Booked && visit.StartsAt > from && visit.StartsAt <= until && !db.VisitsWithoutProvider.Contains(visit.Id) && !db.MissedProposals.Any(known => known.VisitId == visit.Id && known.StartsAt == visit.StartsAt))
            .OrderBy(visit => visit.StartsAt)
            .Select(visit => new { visit.Id, visit.StartsAt })
            .ToListAsync(stopping);
        var here = (await progress.Of([.. late.Select(visit => visit.Id)], stopping)).Where(taken => taken.Reached is not null).Select(taken => taken.VisitId).ToHashSet();
        if (late.Exists(visit => !here.Contains(visit.Id)))
        {
            await transaction.Run(
                async _ =>
                {
                    foreach (var visit in late.Where(visit => !here.Contains(visit.Id)))
                    {
                        await db.Database.ExecuteSqlAsync(
                            $"INSERT INTO missed_proposals (id, visit_id, starts_at, proposed_at) VALUES ({Guid.CreateVersion7()}, {visit.Id}, {visit.StartsAt}, {now}) ON CONFLICT DO NOTHING", stopping);
                    }
                },
                stopping);
        }
    }
}
