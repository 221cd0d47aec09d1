using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Delivery;

internal sealed record FaxesToWatch;

/// <summary>Every minute: what the fax queue says of the faxes that it took: the other machine has the pages, or it does not. Of one that it has forgotten nobody knows.</summary>
internal sealed class WatchFaxes(CorrespondenceDb db, DeliveryStates states, IOptions<MailOptions> options, TimeProvider clock) : IJobHandler<FaxesToWatch>
{
    private const int MostAtOnce = 500;

    /// <summary>A queue keeps what ended for a quarter of an hour by itself: one that it does not know this long after it took it, it knows no more.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);

    public async Task Run(FaxesToWatch arguments, JobMessage message, CancellationToken stopping)
    {
        if (!options.Value.FaxQueue.IsConfigured)
        {
            return;
        }

        var open = await db.Deliveries.AsNoTracking().Where(d => d.FaxJob != null && d.FaxEndedAt == null && d.State == DeliveryState.Sent).OrderByDescending(d => d.LeftAt).Select(d => new { d.Id, d.LeftAt, d.FaxJob }).Take(MostAtOnce).ToListAsync(stopping);
        if (open.Count == 0)
        {
            return;
        }

        if (await FaxQueue.AskAll(options.Value.FaxQueue, options.Value.TimeLimit, stopping) is not { } jobs)
        {
            // It is asked again in a minute.
            return;
        }

        foreach (var delivery in open)
        {
            // The job of this attempt: that of an earlier one may lie there too, and says nothing of it.
            if (jobs[delivery.Id].FirstOrDefault(one => one.Job == delivery.FaxJob) is not { } job)
            {
                if (clock.GetUtcNow() - delivery.LeftAt > Forgotten)
                {
                    await states.LoseFax(delivery.Id, stopping);
                }
            }
            else if (job.State is QueuedFax.Done or QueuedFax.Failed)
            {
                await states.EndFax(delivery.Id, job.State == QueuedFax.Done ? null : DeliveryProblem.OfFax(job.Said), neverConnected: job.Tries == 0, stopping);
            }
        }
    }
}
