using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Records;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>What only a person can say of a delivery: that it arrived, that it is to be sent again, that a failure is taken care of, that it is not to leave.</summary>
internal sealed class DecideDelivery(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleToActor visible, DeliveryHistory history, DeliveryStates states, TimeProvider clock)
{
    /// <summary>Of an unknown one: somebody asked the reader.</summary>
    public Task<DeliveryDecision> Arrived(Guid deliveryId, CancellationToken stopping) => Decide(
        deliveryId,
        (_, delivery) => delivery.State == DeliveryState.Unknown,
        (letter, delivery, effects) => states.Leave(letter, delivery, DeliveryAct.SaidArrived, effects),
        stopping);

    /// <summary>Of an unknown one: under the same Message-ID, so that a careful mail server knows it if it came after all.</summary>
    public Task<DeliveryDecision> SendAgain(Guid deliveryId, CancellationToken stopping) => Decide(
        deliveryId,
        (letter, delivery) => delivery.State == DeliveryState.Unknown && letter is { State: LetterState.Approved, VoidedAt: null },
        (letter, delivery, effects) =>
        {
            delivery.State = DeliveryState.Pending;
            (delivery.Problem, delivery.ServerCode, delivery.NextAttemptAt, delivery.Delays) = (null, null, null, 0);
            history.Add(delivery, DeliveryAct.SentAgain);
            effects.Audit(DeliveryStates.Entry("delivery.sent-again", letter, delivery));
            effects.Enqueue(new DeliveryToSend(delivery.Id));
        },
        stopping);

    public Task<DeliveryDecision> DealtWith(Guid deliveryId, CancellationToken stopping) => Decide(
        deliveryId,
        (_, delivery) => delivery is { State: DeliveryState.Failed, DealtWithAt: null },
        (letter, delivery, effects) =>
        {
            delivery.DealtWithAt = clock.GetUtcNow();
            history.Add(delivery, DeliveryAct.DealtWith);
            effects.Audit(DeliveryStates.Entry("delivery.dealt-with", letter, delivery));
        },
        stopping);

    public Task<DeliveryDecision> Cancel(Guid deliveryId, CancellationToken stopping) => Decide(
        deliveryId,
        (_, delivery) => delivery.State == DeliveryState.Pending,
        (letter, delivery, effects) =>
        {
            delivery.State = DeliveryState.Cancelled;
            history.Add(delivery, DeliveryAct.Cancelled);
            effects.Audit(DeliveryStates.Entry("delivery.cancelled", letter, delivery));
            if (letter.IsPapers)
            {
                effects.Enqueue(new CancelledPapers(letter.Id));
            }
        },
        stopping);

    private async Task<DeliveryDecision> Decide(
        Guid deliveryId, Func<Letter, LetterDelivery, bool> fits, Action<Letter, LetterDelivery, Effects> decide, CancellationToken stopping)
    {
        var letterId = await visible.Deliveries.Where(d => d.Id == deliveryId).Select(d => (Guid?)d.LetterId).SingleOrDefaultAsync(stopping);
        if (letterId is null)
        {
            return new DeliveryDecision.DeliveryUnknown();
        }

        return await transaction.Run<DeliveryDecision>(
            async effects =>
            {
                var letter = await db.LockLetter(letterId.Value, stopping);
                var delivery = await db.DeliveriesOf(letter.Id).SingleAsync(d => d.Id == deliveryId, stopping);
                if (!fits(letter, delivery))
                {
                    var last = await db.DeliveryEvents.AsNoTracking().Where(step => step.DeliveryId == deliveryId)
                        .OrderByDescending(step => step.At).ThenByDescending(step => step.Id).FirstOrDefaultAsync(stopping);
                    return new DeliveryDecision.ChangedMeanwhile(last?.By, last?.At ?? delivery.RequestedAt);
                }

                decide(letter, delivery, effects);
                return new DeliveryDecision.Done();
            },
            stopping);
    }
}

internal abstract record DeliveryDecision
{
    private DeliveryDecision()
    {
    }

    public sealed record Done : DeliveryDecision;

    /// <summary>There is no such delivery at the acting user's locations.</summary>
    public sealed record DeliveryUnknown : DeliveryDecision;

    /// <summary>It is no longer in the state that this was asked of.</summary>
    /// <param name="By">Whose step was the last; null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : DeliveryDecision;
}
