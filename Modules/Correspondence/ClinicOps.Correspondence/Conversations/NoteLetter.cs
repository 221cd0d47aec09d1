using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>A letter that answers a conversation stands in it from when it is drafted. The clinic owes the next step until it has left.</summary>
internal sealed class NoteLetter(CorrespondenceDb db, VisibleConversations visible, AddEntry add, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Once for a letter. A letter about somebody else than the conversation is none of its answers.</summary>
    public async Task Drafted(Guid conversationId, Guid letterId, CancellationToken stopping)
    {
        var letter = await db.Letters.AsNoTracking().Where(l => l.Id == letterId).Select(l => new { l.PatientId, l.Subject }).SingleOrDefaultAsync(stopping);
        if (letter is null || !await visible.Conversations.AnyAsync(c => c.Id == conversationId && c.PatientId == letter.PatientId, stopping))
        {
            return;
        }

        await add.Run(
            new ConversationEntry
            {
                Id = letterId,
                ConversationId = conversationId,
                Channel = EntryChannel.Letter,
                Direction = EntryDirection.Out,
                At = clock.GetUtcNow(),
                By = actor.UserId,
                Words = letter.Subject,
                LetterId = letterId,
            },
            weOwe: true,
            stopping);
    }
}

/// <summary>The letter has left: they have the next step, unless they said something since it was drafted.</summary>
internal sealed class OnAnswerSentByLetter(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, AddEntry add, TimeProvider clock) : IJobHandler<LetterSent>
{
    public Task Run(LetterSent arguments, JobMessage message, CancellationToken stopping) => transaction.RunOnce(
        message,
        async effects =>
        {
            if (await db.ConversationEntries.AsNoTracking().Where(e => e.LetterId == arguments.LetterId && e.TakenBackAt == null).OrderBy(e => e.At).FirstOrDefaultAsync(stopping) is not { } entry)
            {
                return;
            }

            var conversation = await db.LockConversation(entry.ConversationId, stopping);
            var answered = !await db.ConversationEntries.AnyAsync(e => e.ConversationId == conversation.Id && e.Direction == EntryDirection.In && e.TakenBackAt == null && e.At > entry.At, stopping);
            if (conversation.State != ConversationState.Open || !answered || conversation is { RedFlagAt: not null, RedFlagSeenAt: null })
            {
                return;
            }

            conversation.State = ConversationState.Waiting;
            if (!await add.Acknowledge(conversation, clock.GetUtcNow(), stopping) && conversation.Kind != ConversationKind.Complaint)
            {
                AddEntry.Owed(conversation, null);
            }

            effects.Audit(new AuditEntry("conversation.changed", "conversation", conversation.Id, conversation.PatientId is { } patient ? [patient] : [], LocationId: conversation.LocationId));
        },
        stopping);
}
