using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Correspondence.Conversations;

internal sealed record ConversationsToEscalate;

/// <summary>
/// Who was not answered in time is handed up: those who oversee conversations see it first, whosever it is; and again after a while, as long as nobody answers.
/// Each step is taken once, however often this runs.
/// </summary>
internal sealed partial class EscalateConversations(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, ConversationHistory history, DueTimes due, TimeProvider clock, ILogger<EscalateConversations> log)
    : IJobHandler<ConversationsToEscalate>
{
    public async Task Run(ConversationsToEscalate arguments, JobMessage message, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var late = await db.Conversations.AsNoTracking().Where(c => c.State != ConversationState.Closed && c.DueAt < now).Select(c => c.Id).ToListAsync(stopping);
        await EachByItself.Run(db, late, id => transaction.Run(effects => Look(id, now, effects, stopping), stopping), LogFailed, stopping);
    }

    private async Task Look(Guid id, DateTimeOffset now, Effects effects, CancellationToken stopping)
    {
        var conversation = await db.LockConversation(id, stopping);
        if (conversation.State == ConversationState.Closed || !(conversation.DueAt < now)
            || (conversation.EscalatedAt is { } before && await due.HandUpAgain(conversation.LocationId, before, stopping) > now))
        {
            return;
        }

        (conversation.Escalations, conversation.EscalatedAt) = (conversation.Escalations + 1, now);
        history.Add(conversation, ConversationStep.HandedUp);
        effects.Audit(new AuditEntry("conversation.handed-up", "conversation", id, conversation.PatientId is { } patient ? [patient] : [], LocationId: conversation.LocationId));
    }

    private void LogFailed(Exception failure, Guid conversation) => LogOne(failure, conversation);

    [LoggerMessage(Level = LogLevel.Error, Message = "Conversation {ConversationId} could not be looked at; those behind it are")]
    private partial void LogOne(Exception failure, Guid conversationId);
}
