using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// The print queue: staff print a batch, mark it printed, and may take that back for a while (the printer jammed). Then the letters count as
/// posted, and are filed in the charts.
/// </summary>
internal sealed class PrintLetters(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    VisibleToActor visible,
    AskAgain askAgain,
    PapersMayLeave mayLeave,
    DeliveryHistory history,
    CurrentActor actor,
    TimeProvider clock)
{
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(15);

    /// <returns>
    /// Those of them that this batch has marked now, the same however often the form is sent. Those that somebody else marked or cancelled meanwhile are left out, and those that
    /// may not leave any more, which is asked here once more: the pages may have been printed a while ago, or from the letter's own page.
    /// </returns>
    public async Task<IReadOnlyCollection<Guid>> MarkPrinted(Guid batchId, IReadOnlyCollection<Guid> deliveryIds, CancellationToken stopping)
    {
        var letterIds = await MayStillLeave(deliveryIds, stopping);
        await transaction.Run(
            async effects =>
            {
                var marked = 0;
                foreach (var (letter, delivery) in await Hold(letterIds, d => deliveryIds.Contains(d.Id), stopping))
                {
                    if (delivery.State == DeliveryState.Pending && letter.State == LetterState.Approved)
                    {
                        delivery.State = DeliveryState.Printed;
                        (delivery.BatchId, delivery.PrintedAt, delivery.PrintedBy) = (batchId, clock.GetUtcNow(), actor.UserId);
                        history.Add(delivery, DeliveryAct.Printed);
                        effects.Audit(DeliveryStates.Entry("delivery.printed", letter, delivery));
                        marked++;
                    }
                }

                if (marked > 0)
                {
                    effects.Enqueue(new BatchToPost(batchId), UndoWindow);
                }
            },
            stopping);
        return await visible.Deliveries.Where(d => d.BatchId == batchId && d.State == DeliveryState.Printed && deliveryIds.Contains(d.Id)).Select(d => d.Id).ToListAsync(stopping);
    }

    /// <summary>The letters of those that wait to be printed. One of which the record says no by now is somebody's task.</summary>
    private async Task<IReadOnlyList<Guid>> MayStillLeave(IReadOnlyCollection<Guid> deliveryIds, CancellationToken stopping)
    {
        var waiting = await (from delivery in visible.Deliveries
                             join letter in db.Letters on delivery.LetterId equals letter.Id
                             join approval in db.Approvals on delivery.ApprovalId equals approval.Id
                             where deliveryIds.Contains(delivery.Id) && delivery.Way == DeliveryWay.Print && delivery.State == DeliveryState.Pending
                             select new { Letter = letter, Delivery = delivery, Approval = approval }).AsNoTracking().ToListAsync(stopping);
        var may = new List<Guid>();
        foreach (var one in waiting)
        {
            if (await mayLeave.WhyNotEnclosed(one.Letter, stopping) is null && await askAgain.MayBePrinted(one.Letter, one.Delivery, one.Approval, stopping))
            {
                may.Add(one.Letter.Id);
            }
        }

        return may;
    }

    /// <returns>How many are in the queue again; those whose time is over stay posted.</returns>
    public async Task<int> Undo(Guid batchId, CancellationToken stopping)
    {
        var letterIds = await visible.Deliveries.Where(d => d.BatchId == batchId && d.State == DeliveryState.Printed).Select(d => d.LetterId).ToListAsync(stopping);
        return letterIds.Count == 0 ? 0 : await transaction.Run(
            async effects =>
            {
                var undone = 0;
                foreach (var (letter, delivery) in await Hold(letterIds, d => d.BatchId == batchId, stopping))
                {
                    if (delivery.State == DeliveryState.Printed)
                    {
                        // What became void while it was printed must not be printed again.
                        delivery.State = letter.VoidedAt is null ? DeliveryState.Pending : DeliveryState.Cancelled;
                        (delivery.BatchId, delivery.PrintedAt, delivery.PrintedBy) = (null, null, null);
                        history.Add(delivery, DeliveryAct.PrintUndone);
                        effects.Audit(DeliveryStates.Entry("delivery.print-undone", letter, delivery));
                        undone++;
                    }
                }

                return undone;
            },
            stopping);
    }

    /// <summary>Letters in the order of their ids, so that two who hold several do not wait for each other.</summary>
    internal async Task<List<(Letter Letter, LetterDelivery Delivery)>> Hold(
        IEnumerable<Guid> letterIds, Func<LetterDelivery, bool> wanted, CancellationToken stopping)
    {
        var held = new List<(Letter, LetterDelivery)>();
        foreach (var letterId in letterIds.Distinct().Order())
        {
            var letter = await db.LockLetter(letterId, stopping);
            held.AddRange((await db.DeliveriesOf(letterId).ToListAsync(stopping)).Where(wanted).Select(d => (letter, d)));
        }

        return held;
    }
}

internal sealed record BatchToPost(Guid BatchId);

/// <summary>The time to undo a print is over: its letters have left.</summary>
internal sealed class PostBatch(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, PrintLetters print, DeliveryStates states, TimeProvider clock)
    : IJobHandler<BatchToPost>
{
    public async Task Run(BatchToPost arguments, JobMessage message, CancellationToken stopping)
    {
        var until = clock.GetUtcNow() - PrintLetters.UndoWindow;
        var letterIds = await db.Deliveries
            .Where(d => d.BatchId == arguments.BatchId && d.State == DeliveryState.Printed && d.PrintedAt <= until).Select(d => d.LetterId).ToListAsync(stopping);
        if (letterIds.Count > 0)
        {
            await transaction.Run(
                async effects =>
                {
                    foreach (var (letter, delivery) in await print.Hold(letterIds, d => d.BatchId == arguments.BatchId && d.State == DeliveryState.Printed, stopping))
                    {
                        states.Leave(letter, delivery, DeliveryAct.Posted, effects);
                    }
                },
                stopping);
        }
    }
}
