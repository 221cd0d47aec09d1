using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>How a conversation stands, for the tasks of another module.</summary>
internal sealed class ConversationStandings(CorrespondenceDb db) : IConversations
{
    public Task<ConversationStanding?> Find(Guid conversationId, CancellationToken stopping = default) =>
        db.Conversations.AsNoTracking()
            .Where(c => c.Id == conversationId)
            .Select(c => new ConversationStanding(
                c.Id, c.PatientId, c.LocationId, c.CareThreadId, c.Subject, c.Kind, c.AccessClass, c.TaskId, c.DueAt, c.RedFlagAt == null || c.RedFlagSeenAt != null))
            .SingleOrDefaultAsync(stopping);
}
