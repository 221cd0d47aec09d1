using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Calls;

/// <summary>
/// Takes back a call that was logged by mistake: it stays, and counts no more; what was promised in it with it. A conversation in which nothing else was said is closed.
/// </summary>
internal sealed class TakeBackCall(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleConversations visible, AddEntry add, DueTimes due, ConversationHistory history, CurrentActor actor,
    TimeProvider clock)
{
    /// <summary>How a conversation ended that never was one. Recorded: never rename it.</summary>
    public const string Mistake = "mistake";

    public async Task<CallTakenBack> Run(Guid entryId, CancellationToken stopping)
    {
        var found = await db.ConversationEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == entryId && e.Channel == EntryChannel.Call, stopping);
        return found is null || !await visible.Conversations.AnyAsync(c => c.Id == found.ConversationId, stopping)
            ? CallTakenBack.NotThere
            : await transaction.Run(effects => TakeBack(effects, found.ConversationId, entryId, stopping), stopping);
    }

    private async Task<CallTakenBack> TakeBack(Effects effects, Guid conversationId, Guid entryId, CancellationToken stopping)
    {
        var conversation = await db.LockConversation(conversationId, stopping);
        var entries = await db.ConversationEntries.Where(e => e.ConversationId == conversationId && e.TakenBackAt == null).ToListAsync(stopping);
        if (entries.Find(e => e.Id == entryId) is not { } entry)
        {
            return CallTakenBack.WasSo;
        }

        (entry.TakenBackAt, entry.TakenBackBy) = (clock.GetUtcNow(), actor.UserId);
        history.Add(conversation, ConversationStep.TakenBack, after: entry.Id.ToString());
        effects.Audit(new AuditEntry("call.taken-back", "conversation", conversation.Id, conversation.PatientId is { } patient ? [patient] : [], LocationId: conversation.LocationId));
        if (conversation.TaskId == entry.Id)
        {
            // The task was made of this call: Intake withdraws it.
            conversation.TaskId = null;
            if (conversation.Outcome == ConversationOutcome.HandedOver)
            {
                history.Add(conversation, ConversationStep.Reopened, conversation.Outcome);
                (conversation.State, conversation.Outcome, conversation.OutcomeWords, conversation.ClosedAt, conversation.ClosedBy) = (ConversationState.Open, null, "", null, null);
                AddEntry.Owed(conversation, await due.First(conversation.Kind, conversation.LocationId, conversation.LastEntryAt, stopping));
            }

            effects.Publish(new ConversationChanged(conversation.Id));
        }

        await add.CountNoMore(conversation, entry, stopping);

        // What alarms stays open until a clinician has seen it, whoever it was about.
        if (entries.Count == 1 && conversation is not { RedFlagAt: not null, RedFlagSeenAt: null })
        {
            history.Add(conversation, ConversationStep.Closed, conversation.State, Mistake);
            (conversation.State, conversation.Outcome, conversation.ClosedAt, conversation.ClosedBy) = (ConversationState.Closed, Mistake, entry.TakenBackAt, actor.UserId);
            AddEntry.Owed(conversation, null);
        }

        return CallTakenBack.Done;
    }
}

internal enum CallTakenBack
{
    Done,

    /// <summary>It was taken back before.</summary>
    WasSo,

    /// <summary>There is none such in sight of who acts.</summary>
    NotThere,
}
