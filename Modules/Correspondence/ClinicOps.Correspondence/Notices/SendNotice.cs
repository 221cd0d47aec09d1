using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Notices;

internal sealed record NoticeToSend(Guid NoticeId);

/// <summary>
/// Sends one notice, once, in the way of <see cref="SendDelivery"/>. What it says, and whether it still may go there, is asked right before: nothing of
/// it is kept, and a link in it is made for this mail alone.
/// </summary>
internal sealed class SendNotice(
    CorrespondenceDb db,
    DatabaseAccess access,
    NoticeStates states,
    INoticeLine line,
    WriteNotice write,
    WriteAnswer answers,
    IVisitReminders reminders,
    ISlotOffers offers,
    IContactPreferences preferences) : IJobHandler<NoticeToSend>
{
    public async Task Run(NoticeToSend arguments, JobMessage message, CancellationToken stopping)
    {
        await using var held = await SenderLock.TryTake(access, arguments.NoticeId, stopping);
        if (held is null || await db.Notices.AsNoTracking().SingleOrDefaultAsync(notice => notice.Id == arguments.NoticeId, stopping) is not { } notice)
        {
            return;
        }

        if (notice.State == DeliveryState.Sending)
        {
            await states.End(notice.Id, notice.Attempts, new MailOutcome.Unknown(), stopping);
        }
        else if (notice.State == DeliveryState.Pending && states.IsDue(notice))
        {
            await Send(notice, stopping);
        }
    }

    private async Task Send(Notice notice, CancellationToken stopping)
    {
        var content = notice.ConversationId is null ? await Asked(notice, stopping) : await answers.ToSend(notice, stopping);
        if (content is NoticeContent.Nothing nothing)
        {
            await states.Cancel(notice.Id, nothing.Problem, stopping);
            return;
        }

        if (!line.IsOpen)
        {
            await states.PutOff(notice.Id, DeliveryProblem.NotConfigured, stopping);
            return;
        }

        var say = (NoticeContent.Say)content;
        var (address, text) = say;
        using var call = line.Call();
        if (await call.Reach(stopping) is { } notNow)
        {
            await states.PutOff(notice.Id, notNow.Problem, stopping);
            return;
        }

        // Reaching the server may take its time: of an answer, whom it is about is asked once more.
        if (notice.ConversationId is not null && !await answers.Stands(notice, stopping))
        {
            await states.Cancel(notice.Id, NoticeProblem.NotWanted, stopping);
            return;
        }

        if (await states.Begin(notice.Id, address, stopping, say.PatientId) is { } attempt)
        {
            FaultPoint.At("correspondence.send-notice.sending");
            var outcome = await call.Hand(notice, address, text);
            FaultPoint.At("correspondence.send-notice.handed-over");

            // The host may be stopping: what is known now is written down all the same.
            await states.End(notice.Id, attempt, outcome, CancellationToken.None);
            await call.Close();
        }
    }

    /// <summary>Of what another module asked for. Which of the two it is, the schedule knows by its id.</summary>
    private async Task<NoticeContent> Asked(Notice notice, CancellationToken stopping)
    {
        var reminder = await reminders.ToSend(notice.Id, stopping);
        var offer = reminder is null ? await offers.ToSend(notice.Id, stopping) : null;
        if (reminder is null && offer is null)
        {
            return new NoticeContent.Nothing(NoticeProblem.NotWanted);
        }

        if (notice.PatientId is not { } patient || await preferences.ReminderReader(patient, stopping) is not { } reader || line.AddressOf(reader) is not { } address)
        {
            return new NoticeContent.Nothing(NoticeProblem.NotAllowed);
        }

        return new NoticeContent.Say(address, reminder is not null ? await write.Of(reminder, reader, stopping) : await write.Of(offer!, reader, stopping));
    }
}

/// <summary>What a notice says right before it leaves.</summary>
internal abstract record NoticeContent
{
    private NoticeContent()
    {
    }

    public sealed record Say(string Address, NoticeText Text) : NoticeContent
    {
        /// <summary>Of an answer: whom its conversation is about.</summary>
        public Guid? PatientId { get; init; }
    }

    /// <param name="Problem">Why it is not sent: a code of <see cref="NoticeProblem"/> or <see cref="DeliveryProblem"/>.</param>
    public sealed record Nothing(string Problem) : NoticeContent;
}

/// <summary>Recorded codes of why a notice was not sent at all, beside those of <see cref="DeliveryProblem"/>.</summary>
internal static class NoticeProblem
{
    /// <summary>The visit is cancelled, moved, confirmed or over; or the offer is.</summary>
    public const string NotWanted = "not_wanted";

    /// <summary>The patient does not allow it, or has no address.</summary>
    public const string NotAllowed = "not_allowed";
}
