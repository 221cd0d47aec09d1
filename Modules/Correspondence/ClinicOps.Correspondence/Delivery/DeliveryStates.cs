using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// The steps of a delivery by e-mail or fax, each a transaction of its own that holds the letter's row: state, history, audit, events and the
/// next job together.
/// </summary>
internal sealed class DeliveryStates(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, DeliveryHistory history, IOptions<MailOptions> options, TimeProvider clock)
{
    public bool IsDue(LetterDelivery delivery) => delivery.NextAttemptAt is null || delivery.NextAttemptAt <= clock.GetUtcNow();

    /// <summary>Committed before the first byte of the message.</summary>
    /// <returns>The attempt's number; null when it is not to be sent any more.</returns>
    public Task<int?> Begin(Guid deliveryId, CancellationToken stopping) => Change<int?>(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery.State != DeliveryState.Pending || letter is not { State: LetterState.Approved, VoidedAt: null })
            {
                return null;
            }

            delivery.State = DeliveryState.Sending;
            delivery.SendingSince = clock.GetUtcNow();
            delivery.Attempts++;
            delivery.WaitsForServerSince = null;
            history.Add(delivery, DeliveryAct.Begun);
            effects.Audit(Entry("delivery.begun", letter, delivery));
            return delivery.Attempts;
        },
        stopping);

    /// <summary>
    /// What came of the attempt. Whoever took the sender for dead meanwhile said "unknown": the sender knows better, unless a person has
    /// decided since, which begins another attempt.
    /// </summary>
    public Task End(Guid deliveryId, int attempt, MailOutcome outcome, CancellationToken stopping) => Change(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery.State is not (DeliveryState.Sending or DeliveryState.Unknown) || delivery.Attempts != attempt)
            {
                return false;
            }

            switch (outcome)
            {
                case MailOutcome.Accepted:
                    Leave(letter, delivery, DeliveryAct.Sent, effects);
                    break;
                case MailOutcome.Refused refused:
                    Fail(letter, delivery, refused.Problem, refused.ServerCode, effects);
                    break;
                case MailOutcome.Later when letter.VoidedAt is not null:
                    delivery.State = DeliveryState.Cancelled;
                    history.Add(delivery, DeliveryAct.Cancelled);
                    break;
                case MailOutcome.Later later:
                    delivery.State = DeliveryState.Pending;
                    Wait(letter, delivery, later, effects);
                    break;
                default:
                    NobodyKnows(letter, delivery, effects);
                    break;
            }

            return true;
        },
        stopping);

    /// <summary>The server could not be reached: nothing was begun.</summary>
    public Task PutOff(Guid deliveryId, MailOutcome.Later notNow, CancellationToken stopping) => Change(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery.State == DeliveryState.Pending)
            {
                Wait(letter, delivery, notNow, effects);
            }

            return true;
        },
        stopping);

    /// <summary>It is not to leave any more: nothing was begun.</summary>
    public Task Refuse(Guid deliveryId, string problem, CancellationToken stopping) => Change(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery.State == DeliveryState.Pending)
            {
                Fail(letter, delivery, problem, null, effects);
            }

            return true;
        },
        stopping);

    /// <summary>The sender of this attempt is gone. Called with its lock held.</summary>
    public Task BecomeUnknown(Guid deliveryId, int attempt, CancellationToken stopping) =>
        End(deliveryId, attempt, new MailOutcome.Unknown(), stopping);

    /// <summary>Somebody outside has it now. Called inside the transaction that holds the letter's row.</summary>
    public void Leave(Letter letter, LetterDelivery delivery, string act, Effects effects)
    {
        delivery.State = DeliveryState.Sent;
        delivery.LeftAt = clock.GetUtcNow();
        (delivery.Problem, delivery.ServerCode, delivery.NextAttemptAt, delivery.WaitsForServerSince) = (null, null, null, null);
        history.Add(delivery, act);
        effects.Audit(Entry("letter.sent", letter, delivery));
        effects.Publish(letter.IsPapers
            ? new PapersEnded(letter.Id, delivery.Id, letter.PatientId, letter.LocationId, PapersEnded.Sent, null)
            : new LetterSent(letter.Id, delivery.Id, letter.PatientId, letter.LocationId, letter.CareThreadId));
    }

    /// <summary>It will not arrive. Called inside the transaction that holds the letter's row.</summary>
    public void Fail(Letter letter, LetterDelivery delivery, string problem, string? serverCode, Effects effects, string act = DeliveryAct.Failed)
    {
        delivery.State = DeliveryState.Failed;
        (delivery.Problem, delivery.ServerCode, delivery.DealtWithAt) = (problem, serverCode, null);
        (delivery.NextAttemptAt, delivery.WaitsForServerSince) = (null, null);
        history.Add(delivery, act, serverCode ?? problem);
        effects.Audit(Entry("delivery.failed", letter, delivery) with { Reason = problem });
        Tell(letter, delivery, PapersEnded.Failed, problem, effects);
    }

    public static AuditEntry Entry(string action, Letter letter, LetterDelivery delivery) =>
        new(action, "letter", letter.Id, [letter.PatientId, delivery.Id], LocationId: letter.LocationId);

    private void NobodyKnows(Letter letter, LetterDelivery delivery, Effects effects)
    {
        if (delivery.State == DeliveryState.Unknown)
        {
            return;
        }

        delivery.State = DeliveryState.Unknown;
        (delivery.Problem, delivery.DealtWithAt) = (DeliveryProblem.OutcomeUnknown, null);
        history.Add(delivery, DeliveryAct.BecameUnknown);
        effects.Audit(Entry("delivery.unknown", letter, delivery));
        Tell(letter, delivery, PapersEnded.Unknown, DeliveryProblem.OutcomeUnknown, effects);
    }

    /// <summary>It did not arrive, or nobody knows: who made the papers is told, and of a letter whoever makes a task of it.</summary>
    private static void Tell(Letter letter, LetterDelivery delivery, string outcome, string problem, Effects effects) =>
        effects.Publish(letter.IsPapers
            ? new PapersEnded(letter.Id, delivery.Id, letter.PatientId, letter.LocationId, outcome, problem)
            : new DeliveryFailed(delivery.Id, letter.Id, letter.PatientId, letter.LocationId, problem, letter.CareThreadId));

    private void Wait(Letter letter, LetterDelivery delivery, MailOutcome.Later later, Effects effects)
    {
        var now = clock.GetUtcNow();
        if (later.ServerIsReached && now - delivery.RequestedAt > options.Value.GiveUpAfter)
        {
            Fail(letter, delivery, DeliveryProblem.GaveUp, later.ServerCode, effects);
            return;
        }

        // The same words again and again say nothing: one line of history until something changes.
        if (delivery.Problem != later.Problem)
        {
            history.Add(delivery, DeliveryAct.Waiting, later.ServerCode ?? later.Problem);
            delivery.Delays = 0;
        }

        var pause = Pause(delivery.Delays++, later.ServerIsReached);
        (delivery.Problem, delivery.ServerCode) = (later.Problem, later.ServerCode);
        delivery.WaitsForServerSince = later.ServerIsReached ? null : delivery.WaitsForServerSince ?? now;
        delivery.NextAttemptAt = now + pause;
        effects.Enqueue(new DeliveryToSend(delivery.Id), pause);
    }

    private TimeSpan Pause(int delays, bool serverIsReached)
    {
        var longest = serverIsReached ? TimeSpan.FromHours(2) : TimeSpan.FromMinutes(5);
        var grown = options.Value.RetryAfter * Math.Pow(2, Math.Min(delays, 12));
        return grown < longest ? grown : longest > options.Value.RetryAfter ? longest : options.Value.RetryAfter;
    }

    private Task<T> Change<T>(Guid deliveryId, Func<Letter, LetterDelivery, Effects, T> change, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        return transaction.Run(
            async effects =>
            {
                var letterId = await db.Deliveries.Where(d => d.Id == deliveryId).Select(d => d.LetterId).SingleAsync(stopping);
                var letter = await db.LockLetter(letterId, stopping);
                var delivery = await db.Deliveries.SingleAsync(d => d.Id == deliveryId, stopping);
                return change(letter, delivery, effects);
            },
            stopping);
    }
}
