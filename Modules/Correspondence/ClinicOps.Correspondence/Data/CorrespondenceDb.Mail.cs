using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Correspondence.Conversations.Mail;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<ReceivedMail> ReceivedMails => Set<ReceivedMail>();

    public DbSet<MessageLink> MessageLinks => Set<MessageLink>();

    /// <summary>The row, held against others until the transaction ends: wrong tries are counted one after another; null when there is none.</summary>
    public async Task<MessageLink?> LockMessageLink(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM message_links WHERE id = {id} FOR UPDATE", stopping);
        return await MessageLinks.SingleOrDefaultAsync(link => link.Id == id, stopping);
    }

    /// <summary>What is in a conversation is seen with it; what was set aside has no patient, and is seen by who may see conversations.</summary>
    private void DescribeMail(ModelBuilder model)
    {
        model.Entity<ReceivedMail>(mail =>
        {
            mail.ToTable("received_mails", table =>
            {
                table.HasCheckConstraint("received_mails_kind_is_known", "kind IN ('message', 'repeat', 'automatic')");
                table.HasCheckConstraint("received_mails_of_people_are_somewhere", "kind <> 'message' OR (conversation_id IS NOT NULL AND entry_id IS NOT NULL)");
            });
            mail.Property(m => m.Id).ValueGeneratedNever();
            AsJson(mail.Property(m => m.Attachments));
            mail.HasIndex(m => new { m.Account, m.Folder, m.UidValidity, m.Uid }).IsUnique();
            mail.HasIndex(m => m.RawHash);
            mail.HasIndex(m => m.MessageId);
            mail.HasIndex(m => m.EntryId);
            mail.HasIndex(m => m.FoundAt).HasFilter("kind = 'automatic' AND conversation_id IS NULL");
            mail.HasOne<Conversation>().WithMany().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Restrict);
            mail.HasQueryFilter(AccessFilter, m => SeesEveryClass || m.ConversationId == null || Conversations.Any(c => c.Id == m.ConversationId));
        });
        model.Entity<ConversationEntry>().Property(e => e.SaysNothingOfAPatient).HasDefaultValue(false);
        model.Entity<MessageLink>(link =>
        {
            link.ToTable("message_links");
            link.Property(l => l.Id).ValueGeneratedNever();
            link.HasIndex(l => l.TokenHash).IsUnique();
            link.HasOne<ConversationEntry>().WithMany().HasForeignKey(l => l.Id).OnDelete(DeleteBehavior.Restrict);
            link.HasQueryFilter(AccessFilter, l => SeesEveryClass || ConversationEntries.Any(e => e.Id == l.Id));
        });
    }
}
