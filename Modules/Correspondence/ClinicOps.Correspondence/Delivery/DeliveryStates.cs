using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Leaving;
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
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, DeliveryHistory history, LogDeliveries log, IOptions<MailOptions> options, TimeProvider clock)
{
    public bool IsDue(LetterDelivery delivery) => delivery.NextAttemptAt is null || delivery.NextAttemptAt <= clock.GetUtcNow();

    /// <summary>Committed before the first byte of the message.</summary>
    /// <returns>The attempt's number; null when it is not to be sent any more, or a fax not yet: its number is held, so that nobody takes it from those that are checked meanwhile.</returns>
    public Task<int?> Begin(Guid deliveryId, CancellationToken stopping) => Change<int?>(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery.State != DeliveryState.Pending || letter is not { State: LetterState.Approved, VoidedAt: null })
            {
                return null;
            }

            if (delivery.Way == DeliveryWay.Fax)
            {
                if (db.HeldNumber(delivery.Address!) is { } number && number != NumberState.Checked)
                {
                    return null;
                }

                (delivery.FaxLine, delivery.FaxJob, delivery.FaxEndedAt) = (options.Value.FaxQueue.IsConfigured ? FaxLine.Queue : FaxLine.Mail, null, null);
            }

            delivery.State = DeliveryState.Sending;
            delivery.Problem = delivery.Problem == DeliveryProblem.NumberNotChecked ? null : delivery.Problem;
            delivery.SendingSince = clock.GetUtcNow();
            delivery.Attempts++;
            delivery.WaitsForServerSince = null;
            history.Add(delivery, DeliveryAct.Begun, delivery.FaxLine == FaxLine.Queue ? FaxLine.Queue : null);
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

            if (outcome is MailOutcome.Refused or MailOutcome.Later)
            {
                log.DidNotLeave(letter, delivery);
            }

            switch (outcome)
            {
                case MailOutcome.Accepted accepted:
                    Leave(letter, delivery, DeliveryAct.Sent, effects, accepted.FaxJob);
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

    /// <summary>Its fax number is to be looked at: nothing was begun, and nobody asks again by the clock.</summary>
    public Task Hold(Guid deliveryId, CancellationToken stopping) => Change(
        deliveryId,
        (_, delivery, _) =>
        {
            if (delivery is { State: DeliveryState.Pending, IsHeld: false })
            {
                (delivery.Problem, delivery.ServerCode, delivery.NextAttemptAt, delivery.WaitsForServerSince) = (DeliveryProblem.NumberNotChecked, null, null, null);
                history.Add(delivery, DeliveryAct.Waiting, DeliveryProblem.NumberNotChecked);
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

    /// <summary>What the fax queue says of a fax that it took.</summary>
    /// <param name="problem">Why it did not get through; null where the other machine has the pages.</param>
    /// <param name="neverConnected">No call came as far as a fax machine there: nothing left the house.</param>
    public Task EndFax(Guid deliveryId, string? problem, bool neverConnected, CancellationToken stopping) => Change(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery is { State: DeliveryState.Sent, FaxJob: not null, FaxEndedAt: null })
            {
                delivery.FaxEndedAt = clock.GetUtcNow();
                if (problem is null)
                {
                    history.Add(delivery, DeliveryAct.FaxArrived);
                }
                else if (neverConnected && problem is DeliveryProblem.FaxBusy or DeliveryProblem.FaxNoAnswer or DeliveryProblem.FaxNoMachine && log.NeverLeft(letter, delivery))
                {
                    delivery.LeftAt = null;
                    Fail(letter, delivery, problem, null, effects, DeliveryAct.NotConnected);
                }
                else
                {
                    Fail(letter, delivery, problem, null, effects, DeliveryAct.Bounced);
                }
            }

            return true;
        },
        stopping);

    /// <summary>The fax queue took it, and has forgotten it before it was asked how it ended. While the same pages are on their way there once more, that is left open.</summary>
    public Task LoseFax(Guid deliveryId, CancellationToken stopping) => Change(
        deliveryId,
        (letter, delivery, effects) =>
        {
            if (delivery is { State: DeliveryState.Sent, FaxJob: { } job, FaxEndedAt: null }
                && !db.Deliveries.Any(other => other.Id != delivery.Id && other.ApprovalId == delivery.ApprovalId && other.Way == delivery.Way && other.Address == delivery.Address
                    && (other.State == DeliveryState.Pending || other.State == DeliveryState.Sending || other.State == DeliveryState.Unknown)))
            {
                delivery.FaxEndedAt = clock.GetUtcNow();
                NobodyKnows(letter, delivery, effects, job);
            }

            return true;
        },
        stopping);

    /// <summary>The sender of this attempt is gone. Called with its lock held.</summary>
    public Task BecomeUnknown(Guid deliveryId, int attempt, CancellationToken stopping) =>
        End(deliveryId, attempt, new MailOutcome.Unknown(), stopping);

    /// <summary>Somebody outside has it now. Called inside the transaction that holds the letter's row.</summary>
    /// <param name="faxJob">Of a fax that the clinic's own fax queue took: the number of its job there.</param>
    public void Leave(Letter letter, LetterDelivery delivery, string act, Effects effects, string? faxJob = null)
    {
        // Of a fax that its queue forgot, which arrived after all or went once more: who made the papers was told before that they left.
        var isTold = letter.IsPapers && delivery.LeftAt is not null;
        delivery.State = DeliveryState.Sent;
        (delivery.FaxJob, delivery.FaxEndedAt) = (faxJob, null);
        delivery.LeftAt = clock.GetUtcNow();
        (delivery.Problem, delivery.ServerCode, delivery.NextAttemptAt, delivery.WaitsForServerSince) = (null, null, null, null);
        history.Add(delivery, act, faxJob);
        log.Left(letter, delivery);
        effects.Audit(Entry("letter.sent", letter, delivery));
        if (!isTold)
        {
            effects.Publish(letter.IsPapers
                ? new PapersEnded(letter.Id, delivery.Id, letter.PatientId, letter.LocationId, PapersEnded.Sent, null)
                : new LetterSent(letter.Id, delivery.Id, letter.PatientId, letter.LocationId, letter.CareThreadId));
        }
    }

    /// <summary>It will not arrive. Called inside the transaction that holds the letter's row.</summary>
    public void Fail(Letter letter, LetterDelivery delivery, string problem, string? serverCode, Effects effects, string act = DeliveryAct.Failed)
    {
        delivery.State = DeliveryState.Failed;
        (delivery.Problem, delivery.ServerCode, delivery.DealtWithAt) = (problem, serverCode, null);
        (delivery.NextAttemptAt, delivery.WaitsForServerSince) = (null, null);
        history.Add(delivery, act, serverCode ?? problem);
        if (act == DeliveryAct.Bounced)
        {
            log.CameBack(letter, delivery);
        }

        effects.Audit(Entry("delivery.failed", letter, delivery) with { Reason = problem });
        Tell(letter, delivery, PapersEnded.Failed, problem, effects);
    }

    public static AuditEntry Entry(string action, Letter letter, LetterDelivery delivery) =>
        new(action, "letter", letter.Id, [letter.PatientId, delivery.Id], LocationId: letter.LocationId);

    /// <param name="forgottenJob">The number that the fax queue had for it, and knows no more.</param>
    private void NobodyKnows(Letter letter, LetterDelivery delivery, Effects effects, string? forgottenJob = null)
    {
        if (delivery.State == DeliveryState.Unknown)
        {
            return;
        }

        delivery.State = DeliveryState.Unknown;
        (delivery.Problem, delivery.DealtWithAt) = (DeliveryProblem.OutcomeUnknown, null);
        history.Add(delivery, DeliveryAct.BecameUnknown, forgottenJob);
        log.MayHaveLeft(letter, delivery);
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
        if (later.ServerIsReached && now - delivery.RequestedAt > options.Value.GiveUpAfter && now - TriedSince(delivery, now) > options.Value.GiveUpAfter)
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

    /// <summary>Since when it has been tried: not while its number was to be looked at, nor before a person had it sent again.</summary>
    private DateTimeOffset TriedSince(LetterDelivery delivery, DateTimeOffset now)
    {
        var steps = db.DeliveryEvents.AsNoTracking().Where(step => step.DeliveryId == delivery.Id);
        var again = steps.Where(step => step.What == DeliveryAct.SentAgain).Max(step => (DateTimeOffset?)step.At) ?? DateTimeOffset.MinValue;
        return steps.Where(step => step.At >= again && (step.What == DeliveryAct.Begun || (step.What == DeliveryAct.Waiting && step.Detail != DeliveryProblem.NumberNotChecked)))
            .Min(step => (DateTimeOffset?)step.At) ?? now;
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
