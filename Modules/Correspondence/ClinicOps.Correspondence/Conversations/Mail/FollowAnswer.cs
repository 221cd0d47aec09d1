using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>An answer that did not arrive, or of which nobody knows, is the clinic's next step: its conversation is open and due now, a note in it says why, and it is told.</summary>
internal sealed class FollowAnswer(CorrespondenceDb db, AddEntry add, LogAnswer log, ConversationHistory history, TimeProvider clock)
{
    /// <summary>Called inside the transaction that holds the notice's row; of other notices it does nothing.</summary>
    /// <param name="cameBack">A report says that it had left, and did not arrive.</param>
    public async Task Run(Notice notice, Effects effects, CancellationToken stopping, bool cameBack = false)
    {
        if (notice.ConversationId is not { } id)
        {
            return;
        }

        await log.Follow(notice, cameBack, stopping);
        if (notice.State is not (DeliveryState.Failed or DeliveryState.Unknown or DeliveryState.Cancelled))
        {
            return;
        }

        var conversation = await MakeDue(effects, id, AnswerWords.NotArrived(notice.State, notice.Problem), stopping);
        if (notice.State != DeliveryState.Unknown && conversation.AcknowledgedAt == notice.RequestedAt)
        {
            // Whoever complains has not heard of the clinic after all: the next answer is the first.
            conversation.AcknowledgedAt = null;
        }

        effects.Publish(new AnswerNotDelivered(notice.Id, id, notice.PatientId, conversation.LocationId, conversation.CareThreadId, notice.State));
    }

    /// <summary>Opens it again where it was closed, for somebody to see to it now.</summary>
    public async Task<Conversation> MakeDue(Effects effects, Guid conversationId, string note, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await add.Within(
            effects,
            new ConversationEntry { Id = Guid.CreateVersion7(now), ConversationId = conversationId, Channel = EntryChannel.Note, Direction = EntryDirection.Internal, At = now, Words = note },
            weOwe: true,
            stopping);
        var conversation = await db.LockConversation(conversationId, stopping);
        if (conversation.State == ConversationState.Closed)
        {
            history.Add(conversation, ConversationStep.Reopened, conversation.Outcome);
            (conversation.Outcome, conversation.OutcomeWords, conversation.ClosedAt, conversation.ClosedBy) = (null, "", null, null);
        }

        conversation.State = ConversationState.Open;
        AddEntry.Owed(conversation, now);
        return conversation;
    }
}
