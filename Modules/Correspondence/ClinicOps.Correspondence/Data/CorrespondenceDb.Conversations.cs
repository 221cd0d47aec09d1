using ClinicOps.Correspondence.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<ConversationEntry> ConversationEntries => Set<ConversationEntry>();

    public DbSet<ConversationEvent> ConversationEvents => Set<ConversationEvent>();

    /// <summary>
    /// The row, held against others until the transaction ends. Whether the acting user may see it has been asked before; whoever holds it judges over all of it.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such conversation.</exception>
    public async Task<Conversation> LockConversation(Guid id, CancellationToken stopping)
    {
        // What an earlier transaction of this scope left here may have changed since.
        if (Conversations.Local.FirstOrDefault(conversation => conversation.Id == id) is { } known && Entry(known).State == EntityState.Unchanged)
        {
            Entry(known).State = EntityState.Detached;
        }

        await Database.ExecuteSqlAsync($"SELECT 1 FROM conversations WHERE id = {id} FOR UPDATE", stopping);
        return await Conversations.IgnoreQueryFilters([AccessFilter]).SingleAsync(conversation => conversation.Id == id, stopping);
    }

    /// <summary>
    /// Whether a conversation is still what an answer of it was written for: of this patient, at this address, and the entry not taken back. Nobody changes it before this transaction is over.
    /// </summary>
    /// <remarks>Not awaited: it is asked inside the steps of a notice, which say what happened and do not wait.</remarks>
    public bool IsHeldAs(Guid id, string address, Guid? patientId, Guid entryId)
    {
        Database.ExecuteSql($"SELECT 1 FROM conversations WHERE id = {id} FOR SHARE");
        return Conversations.IgnoreQueryFilters([AccessFilter]).Any(conversation => conversation.Id == id && conversation.Address == address && conversation.PatientId == patientId)
            && ConversationEntries.IgnoreQueryFilters([AccessFilter]).Any(entry => entry.Id == entryId && entry.TakenBackAt == null);
    }

    private void DescribeConversations(ModelBuilder model)
    {
        model.Entity<Conversation>(conversation =>
        {
            conversation.ToTable("conversations", table =>
            {
                table.HasCheckConstraint("conversations_kind_is_known", "kind IN ('question', 'request', 'concern', 'complaint')");
                table.HasCheckConstraint("conversations_state_is_known", "state IN ('open', 'waiting', 'closed')");
                table.HasCheckConstraint("conversations_closed_have_an_outcome", "(state = 'closed') = (outcome IS NOT NULL) AND (state = 'closed') = (closed_at IS NOT NULL)");
            });
            conversation.Property(c => c.Id).ValueGeneratedNever();
            conversation.HasIndex(c => new { c.LocationId, c.State, c.LastEntryAt });
            conversation.HasIndex(c => new { c.PatientId, c.OpenedAt });
            conversation.HasIndex(c => c.CareThreadId);
            conversation.HasIndex(c => c.Address);

            // One of nobody is seen by its own class alone; one of a patient goes with the patient's too.
            conversation.HasQueryFilter(AccessFilter, c =>
                SeesEveryClass
                || (c.PatientId != null && Opened.Contains(c.PatientId.Value))
                || (Cleared.Contains(c.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == c.PatientId && !Cleared.Contains(s.AccessClass))));
        });
        model.Entity<ConversationEntry>(entry =>
        {
            entry.ToTable("conversation_entries", table =>
            {
                table.HasCheckConstraint("conversation_entries_channel_is_known", "channel IN ('email', 'call', 'walk_in', 'letter', 'link', 'note')");
                table.HasCheckConstraint("conversation_entries_direction_is_known", "direction IN ('in', 'out', 'internal')");
                table.HasCheckConstraint("conversation_entries_notes_stay", "(channel = 'note') = (direction = 'internal')");
            });
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.HasIndex(e => new { e.ConversationId, e.At });
            entry.HasIndex(e => e.MessageId);
            entry.HasIndex(e => e.NoticeId);
            entry.HasIndex(e => new { e.Channel, e.Number, e.At }).HasFilter("channel = 'call'");
            entry.HasOne<Conversation>().WithMany().HasForeignKey(e => e.ConversationId).OnDelete(DeleteBehavior.Restrict);
            entry.HasQueryFilter(AccessFilter, e => SeesEveryClass || Conversations.Any(c => c.Id == e.ConversationId));
        });
        model.Entity<ConversationEvent>(happened =>
        {
            happened.ToTable("conversation_events");
            happened.Property(e => e.Id).ValueGeneratedNever();
            happened.HasIndex(e => new { e.ConversationId, e.At });
            happened.HasOne<Conversation>().WithMany().HasForeignKey(e => e.ConversationId).OnDelete(DeleteBehavior.Restrict);
            happened.HasQueryFilter(AccessFilter, e => SeesEveryClass || Conversations.Any(c => c.Id == e.ConversationId));
        });
    }
}
