using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Delivery;

internal sealed record DeliveryToSend(Guid DeliveryId);

/// <summary>
/// Sends one delivery by e-mail, or by fax as mail to the fax service, once. The server is reached first, which changes nothing; then "sending" is committed; then the message
/// is handed over and what came of it is written down. Who finds "sending" with the lock free can only say that nobody knows.
/// </summary>
internal sealed class SendDelivery(
    CorrespondenceDb db,
    DatabaseAccess access,
    DeliveryStates states,
    MailConnection connection,
    WriteMail write,
    IBlobStore blobs,
    IPatients patients,
    PapersMayLeave mayLeave,
    AskAgain askAgain,
    EnterNumber numbers,
    IOptions<MailOptions> options,
    TimeProvider clock) : IJobHandler<DeliveryToSend>
{
    /// <summary>A queue keeps what ended for a quarter of an hour by itself: later "not there" says nothing.</summary>
    private static readonly TimeSpan QueueRemembers = TimeSpan.FromMinutes(10);

    /// <summary>So long a queue that cannot be asked is waited for.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    public async Task Run(DeliveryToSend arguments, JobMessage message, CancellationToken stopping)
    {
        await using var held = await SenderLock.TryTake(access, arguments.DeliveryId, stopping);
        if (held is null || await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == arguments.DeliveryId, stopping) is not { } delivery)
        {
            return;
        }

        if (delivery is { State: DeliveryState.Sending, FaxLine: FaxLine.Queue })
        {
            await AskQueue(delivery);
        }
        else if (delivery.State == DeliveryState.Sending)
        {
            await states.BecomeUnknown(delivery.Id, delivery.Attempts, stopping);
        }
        else if (delivery.State == DeliveryState.Pending && states.IsDue(delivery))
        {
            await Send(delivery, stopping);
        }
    }

    private async Task Send(LetterDelivery delivery, CancellationToken stopping)
    {
        var letter = await db.Letters.AsNoTracking().SingleAsync(one => one.Id == delivery.LetterId, stopping);
        if (LetterTemplates.IsToPatient(letter.TemplateCode) && await patients.FindStanding(letter.PatientId, stopping) is { IsDeceased: true })
        {
            // Told while it waited.
            await states.Refuse(delivery.Id, DeliveryProblem.PatientDeceased, stopping);
            return;
        }

        if (letter.IsPapers && await mayLeave.WhyNot(delivery.LetterId, stopping) is { } kept)
        {
            await states.Refuse(delivery.Id, kept, stopping);
            return;
        }

        if (await mayLeave.WhyNotEnclosed(letter, stopping) is { } closed)
        {
            await states.Refuse(delivery.Id, closed, stopping);
            return;
        }

        if (await MustStay(letter, delivery, stopping))
        {
            return;
        }

        if (delivery.Way == DeliveryWay.Fax ? !options.Value.FaxIsConfigured : !options.Value.IsConfigured)
        {
            await states.PutOff(delivery.Id, new MailOutcome.Later(DeliveryProblem.NotConfigured, null, ServerIsReached: false), stopping);
            return;
        }

        if (IsForQueue(delivery))
        {
            await Fax(delivery, stopping);
            return;
        }

        var mail = await write.Of(delivery, letter, await Pages(delivery, stopping), stopping);
        using var conversation = new SmtpConversation();
        if (await conversation.Reach(connection, options.Value.TimeLimit, stopping) is { } notNow)
        {
            await states.PutOff(delivery.Id, notNow, stopping);
            return;
        }

        if (await states.Begin(delivery.Id, stopping) is { } attempt)
        {
            FaultPoint.At("correspondence.send-delivery.sending");
            var outcome = await conversation.Hand(mail, options.Value.EnvelopeFrom(delivery.Id), write.Recipient(delivery), delivery.Id, options.Value.TimeLimit);
            FaultPoint.At("correspondence.send-delivery.handed-over");

            // The host may be stopping: what is known now is written down all the same.
            await states.End(delivery.Id, attempt, outcome, CancellationToken.None);
            await conversation.Close();
        }
    }

    private bool IsForQueue(LetterDelivery delivery) => delivery.Way == DeliveryWay.Fax && options.Value.FaxQueue.IsConfigured;

    private async Task Fax(LetterDelivery delivery, CancellationToken stopping)
    {
        var pages = await Pages(delivery, stopping);
        using var queue = new FaxQueue(options.Value.FaxQueue);
        if (await queue.Reach(options.Value.TimeLimit, stopping) is { } notNow)
        {
            await states.PutOff(delivery.Id, notNow, stopping);
            return;
        }

        if (await states.Begin(delivery.Id, stopping) is { } attempt)
        {
            FaultPoint.At("correspondence.send-delivery.sending");
            var outcome = (attempt > 1 ? await FaxQueue.StillWaiting(options.Value.FaxQueue, delivery.Id, options.Value.TimeLimit) : null)
                ?? await queue.Hand(delivery.Id, delivery.Address!, pages, options.Value.TimeLimit);
            FaultPoint.At("correspondence.send-delivery.handed-over");
            if (outcome is not null)
            {
                await states.End(delivery.Id, attempt, outcome, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Whose sender is gone, or was left without an answer: the queue knows whether it has the job. What was just written to it may not be read yet, so it is left a minute after the longest
    /// that handing over takes. Nothing is sent again where it may have ended there and be forgotten already, nor is a queue waited for without end that cannot be asked: nobody knows then.
    /// </summary>
    private async Task AskQueue(LetterDelivery delivery)
    {
        var since = clock.GetUtcNow() - delivery.SendingSince;
        if (since <= options.Value.TimeLimit + TimeSpan.FromMinutes(1))
        {
            return;
        }

        var outcome = options.Value.FaxQueue.IsConfigured ? await FaxQueue.AskAfter(options.Value.FaxQueue, delivery.Id, options.Value.TimeLimit) : null;
        if ((outcome is MailOutcome.Later && since > QueueRemembers) || (outcome is null && since > LongestSilence))
        {
            outcome = new MailOutcome.Unknown();
        }

        if (outcome is not null)
        {
            await states.End(delivery.Id, delivery.Attempts, outcome, CancellationToken.None);
        }
    }

    /// <summary>Whether it may leave is asked once more, of the record as it is now: a no that was said while it waited ends it, and a number that nobody has looked at holds it.</summary>
    private async Task<bool> MustStay(Letter letter, LetterDelivery delivery, CancellationToken stopping)
    {
        switch (await askAgain.Of(letter, delivery, await db.Approvals.AsNoTracking().SingleAsync(one => one.Id == delivery.ApprovalId, stopping), stopping))
        {
            case MayLeaveAnswer.Yes:
                return false;
            case MayLeaveAnswer.No { Code: LeavingCode.NumberNotChecked }:
                await numbers.Note(delivery, stopping);
                await states.Hold(delivery.Id, stopping);
                return true;
            case MayLeaveAnswer.No { Code: LeavingCode.Merged }:
                await states.PutOff(delivery.Id, new MailOutcome.Later(DeliveryProblem.RecordMerged, null, ServerIsReached: true), stopping);
                return true;
            case MayLeaveAnswer.No no:
                await states.Refuse(delivery.Id, AskAgain.ProblemOf(no.Code), stopping);
                return true;
            default:
                await states.Refuse(delivery.Id, DeliveryProblem.NoConsent, stopping);
                return true;
        }
    }

    /// <summary>Those that were approved; of a fax behind its cover sheet.</summary>
    private async Task<byte[]> Pages(LetterDelivery delivery, CancellationToken stopping)
    {
        var hash = await db.Approvals.Where(a => a.Id == delivery.ApprovalId).Select(a => a.PdfHash).SingleAsync(stopping);
        var pages = await blobs.Get(hash, stopping);
        return delivery.CoverHash is { } cover ? await PrintBatch.Of([await blobs.Get(cover, stopping), pages], stopping) : pages;
    }
}
