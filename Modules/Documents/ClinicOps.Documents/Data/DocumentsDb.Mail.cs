using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    public DbSet<MailAccount> MailAccounts => Set<MailAccount>();

    public DbSet<MailAccountHealth> MailAccountHealth => Set<MailAccountHealth>();

    public DbSet<MailMessage> MailMessages => Set<MailMessage>();

    private static void DescribeMail(ModelBuilder model)
    {
        model.Entity<MailAccount>(account =>
        {
            account.ToTable("mail_accounts", table => table.HasCheckConstraint("mail_accounts_security_is_known", "security IN ('tls', 'starttls')"));
            account.Ignore(a => a.Name);
            account.HasIndex(a => new { a.Host, a.UserName, a.Folder }).IsUnique();
        });
        model.Entity<MailAccountHealth>(health =>
        {
            health.ToTable("mail_account_health");
            health.HasKey(h => h.AccountId);
            health.Property(h => h.Failure).HasConversion<string>();
            health.HasOne<MailAccount>().WithOne().HasForeignKey<MailAccountHealth>(h => h.AccountId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<MailMessage>(message =>
        {
            message.ToTable("mail_messages", table =>
            {
                table.HasCheckConstraint("mail_messages_state_is_known", "state IN ('stored', 'taken-apart', 'kept', 'seen-before')");
                table.HasCheckConstraint("mail_messages_are_stored_whole", "blob_hash IS NOT NULL OR coalesce(problem, '') = 'TooBig'");
                table.HasCheckConstraint("mail_messages_kept_have_a_problem", "(state = 'kept') = (problem IS NOT NULL)");
            });
            message.Property(m => m.Problem).HasConversion<string>();
            message.HasIndex(m => new { m.AccountId, m.Folder, m.UidValidity, m.Uid }).IsUnique();
            message.HasIndex(m => new { m.AccountId, m.BlobHash });
            message.HasIndex(m => m.SameAs).IsUnique();
            message.HasIndex(m => m.AccountId, "mail_messages_to_move").HasFilter("moved_at IS NULL");
            message.HasIndex(m => m.ProgressAt).HasFilter("state = 'stored'");
            message.HasIndex(m => new { m.LocationId, m.ReceivedAt }).HasFilter("state = 'kept' AND dealt_with_at IS NULL");
            message.HasOne<MailAccount>().WithMany().HasForeignKey(m => m.AccountId).OnDelete(DeleteBehavior.Restrict);
            message.HasOne<MailMessage>().WithMany().HasForeignKey(m => m.SameAs).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
