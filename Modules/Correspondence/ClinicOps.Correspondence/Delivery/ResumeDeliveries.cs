using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Delivery;

internal sealed record DeliveriesToResume;

/// <summary>
/// Every minute: what is due and nobody sends, what somebody began and died over, and prints whose time to be undone is over. The jobs
/// that were enqueued for these do it sooner; this is for those that were lost with a job store or given up.
/// </summary>
internal sealed class ResumeDeliveries(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, TimeProvider clock) : IJobHandler<DeliveriesToResume>
{
    private const int MostAtOnce = 200;

    public async Task Run(DeliveriesToResume arguments, JobMessage message, CancellationToken stopping)
    {
        var late = clock.GetUtcNow().AddMinutes(-2);
        var mails = await db.Deliveries
            .Where(d => d.Way != DeliveryWay.Print
                && ((d.State == DeliveryState.Pending && (d.NextAttemptAt ?? d.RequestedAt) < late
                        && (d.Problem != DeliveryProblem.NumberNotChecked || db.KnownNumbers.Any(number => number.Digits == d.Address && (number.State == NumberState.Checked || number.State == NumberState.Misdirected)))) || (d.State == DeliveryState.Sending && d.SendingSince < late)))
            .OrderBy(d => d.RequestedAt).Select(d => d.Id).Take(MostAtOnce).ToListAsync(stopping);
        var prints = await db.Deliveries
            .Where(d => d.State == DeliveryState.Printed && d.PrintedAt < late - PrintLetters.UndoWindow)
            .Select(d => d.BatchId!.Value).Distinct().OrderBy(id => id).Take(MostAtOnce).ToListAsync(stopping);
        var notices = await db.Notices
            .Where(n => (n.State == DeliveryState.Pending && (n.NextAttemptAt ?? n.RequestedAt) < late) || (n.State == DeliveryState.Sending && n.SendingSince < late))
            .OrderBy(n => n.RequestedAt).Select(n => n.Id).Take(MostAtOnce).ToListAsync(stopping);
        if (mails.Count + prints.Count + notices.Count > 0)
        {
            await transaction.Run(
                effects =>
                {
                    mails.ForEach(id => effects.Enqueue(new DeliveryToSend(id)));
                    notices.ForEach(id => effects.Enqueue(new NoticeToSend(id)));
                    prints.ForEach(id => effects.Enqueue(new BatchToPost(id)));
                    return Task.CompletedTask;
                },
                stopping);
        }
    }
}
