using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Notices;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<Notice> Notices => Set<Notice>();

    /// <summary>The row, held against others until the transaction ends; null when there is none.</summary>
    public async Task<Notice?> LockNotice(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM notices WHERE id = {id} FOR UPDATE", stopping);
        return await Notices.SingleOrDefaultAsync(notice => notice.Id == id, stopping);
    }

    private static void DescribeNotices(ModelBuilder model) =>
        model.Entity<Notice>(notice =>
        {
            notice.ToTable("notices", table =>
            {
                table.HasCheckConstraint("notices_state_is_known", "state IN ('pending', 'sending', 'sent', 'failed', 'unknown', 'cancelled')");
                table.HasCheckConstraint("notices_sent_have_left", "state <> 'sent' OR left_at IS NOT NULL");
                table.HasCheckConstraint("notices_that_may_have_left_have_an_address", "state NOT IN ('sending', 'sent', 'unknown') OR address IS NOT NULL");
                table.HasCheckConstraint("notices_are_for_a_patient_or_answer", "patient_id IS NOT NULL OR conversation_id IS NOT NULL");
            });
            notice.Property(n => n.Id).ValueGeneratedNever();
            notice.HasIndex(n => new { n.State, n.NextAttemptAt }).HasFilter("state IN ('pending', 'sending')");
            notice.HasIndex(n => n.PatientId);
            notice.Property(n => n.ByLink).HasDefaultValue(false);
            notice.HasIndex(n => n.ConversationId);
            notice.HasOne<Conversation>().WithMany().HasForeignKey(n => n.ConversationId).OnDelete(DeleteBehavior.Restrict);
        });
}
