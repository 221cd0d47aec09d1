using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Notices;

/// <summary>The steps of a notice, each a transaction of its own that holds its row: state, audit, event and the next job together.</summary>
internal sealed class NoticeStates(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, FollowAnswer follow, IOptions<MailOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    public bool IsDue(Notice notice) => notice.NextAttemptAt is null || notice.NextAttemptAt <= clock.GetUtcNow();

    /// <summary>Committed before the first byte of the message.</summary>
    /// <param name="patient">Of an answer: the patient whom its conversation was about when its mail was written.</param>
    /// <returns>The attempt's number; null when it is not to be sent any more, or its conversation has changed meanwhile: it is asked anew then what it says.</returns>
    public Task<int?> Begin(Guid id, string address, CancellationToken stopping, Guid? patient = null) => Change<int?>(
        id,
        (notice, effects) =>
        {
            if (notice.State != DeliveryState.Pending || (notice.ConversationId is { } conversation && !db.IsHeldAs(conversation, address, patient, notice.Id)))
            {
                return null;
            }

            (notice.State, notice.Address, notice.SendingSince) = (DeliveryState.Sending, address, clock.GetUtcNow());
            effects.Audit(Entry("notice.begun", notice));
            return ++notice.Attempts;
        },
        stopping);

    /// <summary>What came of the attempt. Whoever took the sender for dead meanwhile said "unknown": the sender knows better.</summary>
    public Task End(Guid id, int attempt, MailOutcome outcome, CancellationToken stopping) => Change(
        id,
        (notice, effects) =>
        {
            if (notice.State is not (DeliveryState.Sending or DeliveryState.Unknown) || notice.Attempts != attempt)
            {
                return false;
            }

            switch (outcome)
            {
                case MailOutcome.Accepted:
                    notice.LeftAt = clock.GetUtcNow();
                    Settle(notice, DeliveryState.Sent, null, effects);
                    break;
                case MailOutcome.Refused refused:
                    Settle(notice, DeliveryState.Failed, refused.Problem, effects);
                    break;
                case MailOutcome.Later { ServerIsReached: true } when notice.ConversationId is not null && clock.GetUtcNow() - notice.RequestedAt > options.Value.GiveUpAfter:
                    // What another module asked for it takes back itself; of an answer somebody has to know.
                    Settle(notice, DeliveryState.Failed, DeliveryProblem.GaveUp, effects);
                    break;
                case MailOutcome.Later later:
                    notice.State = DeliveryState.Pending;
                    Wait(notice, later.Problem, effects);
                    break;
                case MailOutcome.Unknown when notice.State == DeliveryState.Sending:
                    Settle(notice, DeliveryState.Unknown, DeliveryProblem.OutcomeUnknown, effects);
                    break;
            }

            return true;
        },
        stopping);

    /// <summary>The server could not be reached: nothing was begun.</summary>
    public Task PutOff(Guid id, string problem, CancellationToken stopping) => Change(
        id,
        (notice, effects) =>
        {
            if (notice.State == DeliveryState.Pending)
            {
                Wait(notice, problem, effects);
            }

            return true;
        },
        stopping);

    /// <summary>It has no reader, or nothing to say any more.</summary>
    public Task Cancel(Guid id, string problem, CancellationToken stopping) => Change(
        id,
        (notice, effects) =>
        {
            if (notice.State == DeliveryState.Pending)
            {
                Settle(notice, DeliveryState.Cancelled, problem, effects);
            }

            return true;
        },
        stopping);

    /// <summary>The mail server took it, and it came back later. Called inside the transaction that holds its row.</summary>
    public async Task ComeBack(Notice notice, string problem, Effects effects, CancellationToken stopping)
    {
        if (notice.State is DeliveryState.Sent or DeliveryState.Unknown or DeliveryState.Sending)
        {
            Settle(notice, DeliveryState.Failed, problem, effects);
            await follow.Run(notice, effects, stopping, cameBack: true);
        }
    }

    private static void Settle(Notice notice, string state, string? problem, Effects effects)
    {
        (notice.State, notice.Problem, notice.NextAttemptAt) = (state, problem, null);
        effects.Audit(Entry("notice." + state, notice) with { Reason = problem });
        if (notice.ConversationId is null)
        {
            effects.Publish(new NoticeEnded(notice.Id, notice.PatientId!.Value, notice.LocationId, state));
        }
    }

    private void Wait(Notice notice, string problem, Effects effects)
    {
        var grown = options.Value.RetryAfter * Math.Pow(2, Math.Min(notice.Delays++, 10));
        var pause = grown < LongestPause ? grown : LongestPause;
        (notice.Problem, notice.NextAttemptAt) = (problem, clock.GetUtcNow() + pause);
        effects.Enqueue(new NoticeToSend(notice.Id), pause);
    }

    private static AuditEntry Entry(string action, Notice notice) => new(action, "notice", notice.Id, notice.PatientId is { } patient ? [patient] : [], LocationId: notice.LocationId);

    private Task<T> Change<T>(Guid id, Func<Notice, Effects, T> change, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        return transaction.Run(
            async effects =>
            {
                var notice = await db.LockNotice(id, stopping) ?? throw new InvalidOperationException($"There is no notice {id}.");
                var before = notice.State;
                var changed = change(notice, effects);
                if (notice.State != before)
                {
                    await follow.Run(notice, effects, stopping);
                }

                return changed;
            },
            stopping);
    }
}
