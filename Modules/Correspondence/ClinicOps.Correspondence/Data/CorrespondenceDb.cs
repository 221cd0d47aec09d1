using System.Text.Json;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb(DbContextOptions<CorrespondenceDb> options, CurrentActor actor) : ModuleDb(options, "correspondence", actor)
{
    /// <summary>One letter of a template for a task: drafting it again finds the first.</summary>
    public const string OneDraft = "letters_one_of_a_template_for_a_task";

    /// <summary>One delivery of an approval to a reader at a time.</summary>
    public const string OneOnItsWay = "deliveries_one_on_its_way";

    /// <summary>PostgreSQL keeps the keys of a jsonb object in an order of its own: the kind of a block need not come first.</summary>
    private static readonly JsonSerializerOptions Json = new() { AllowOutOfOrderMetadataProperties = true };

    /// <summary>Tables on which the module's role may only INSERT and SELECT.</summary>
    public static readonly string[] AppendOnly = ["delivery_events", "conversation_events", "fax_incident_steps", "disclosures", "records_steps", "letter_templates"];

    public DbSet<Letter> Letters => Set<Letter>();

    public DbSet<LetterApproval> Approvals => Set<LetterApproval>();

    public DbSet<LetterDelivery> Deliveries => Set<LetterDelivery>();

    public DbSet<DeliveryEvent> DeliveryEvents => Set<DeliveryEvent>();

    public DbSet<ReturnedMail> ReturnedMails => Set<ReturnedMail>();

    public DbSet<BounceMailbox> BounceMailboxes => Set<BounceMailbox>();

    /// <summary>The patients with an access class of their own.</summary>
    public DbSet<SubjectClass> SubjectClasses => Set<SubjectClass>();

    /// <summary>The approval of the letter that was not taken back; none while it is not approved.</summary>
    public IQueryable<LetterApproval> StandingApproval(Guid letterId) => ApprovalsOf(letterId).Where(approval => approval.TakenBackAt == null);

    /// <summary>
    /// The row, held against others until the transaction ends: approving, taking back, beginning to send and withdrawing go one after another.
    /// </summary>
    /// <remarks>
    /// Whether the acting user may see it has been asked before. Whoever holds it judges over all of it: a class that changes meanwhile must
    /// not make a letter that has left look like one that has not.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is no such letter.</exception>
    public async Task<Letter> LockLetter(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM letters WHERE id = {id} FOR UPDATE", stopping);
        return await Letters.IgnoreQueryFilters([AccessFilter]).SingleAsync(letter => letter.Id == id, stopping);
    }

    /// <summary>For who holds the letter: every one of them.</summary>
    public IQueryable<LetterApproval> ApprovalsOf(Guid letterId) => Approvals.IgnoreQueryFilters([AccessFilter]).Where(approval => approval.LetterId == letterId);

    /// <summary>For who holds the letter: every one of them.</summary>
    public IQueryable<LetterDelivery> DeliveriesOf(Guid letterId) => Deliveries.IgnoreQueryFilters([AccessFilter]).Where(delivery => delivery.LetterId == letterId);

    /// <summary>Who touched the letter last, and when: by an edit, an approval, by taking one back, or because its order is void. Null for the machine.</summary>
    public async Task<(Guid? By, DateTimeOffset At)> LastTouchOf(Letter letter, CancellationToken stopping)
    {
        var approvals = await ApprovalsOf(letter.Id).AsNoTracking().Select(a => new { a.ApprovedBy, a.ApprovedAt, a.TakenBackBy, a.TakenBackAt }).ToListAsync(stopping);
        var last = (By: letter.EditedAt is null ? letter.DraftedBy : letter.EditedBy, At: letter.EditedAt ?? letter.DraftedAt);
        foreach (var approval in approvals)
        {
            last = approval.ApprovedAt > last.At ? (approval.ApprovedBy, approval.ApprovedAt) : last;
            last = approval.TakenBackAt > last.At ? (approval.TakenBackBy, approval.TakenBackAt.Value) : last;
        }

        // What voids a letter is the machine, which heard that its order was withdrawn.
        return letter.VoidedAt is { } voided && voided > last.At ? (null, voided) : last;
    }

    public override IReadOnlyList<SubjectColumn> SubjectColumns =>
    [
        new("letters", "id", "patient_id"),
        new("conversations", "id", "patient_id"),
        new("message_links", "id", "patient_id"),
        new("records_requests", "id", "patient_id"),
        SubjectColumn.Stays("disclosures", "append-only: as it left; read by its letter, or with the record that this one leads to"),
        SubjectColumn.Stays("batch_letters", "of the record that it was begun for; its letter goes along"),
        SubjectColumn.Stays("notices", "sent to the record it was asked for, at once or not at all"),
        SubjectColumn.Stays("subject_classes", "each record has a class of its own", "subject_id"),
    ];

    protected override void Describe(ModelBuilder model)
    {
        DescribeJoining(model);
        DescribeLetters(model);
        DescribeDeliveries(model);
        DescribeNotices(model);
        DescribeConversations(model);
        DescribeCannedAnswers(model);
        DescribeMail(model);
        DescribeLeaving(model);
        DescribeDisclosures(model);
        DescribeRecords(model);
        DescribeTemplates(model);
        DescribeBatches(model);
        DescribeCalls(model);
        DescribeAccess(model);
    }

    /// <summary>A letter is hidden by its own class and by its patient's; its approvals and ways out with it.</summary>
    private void DescribeAccess(ModelBuilder model)
    {
        DescribeSubjectClasses(model);
        model.Entity<Letter>().HasQueryFilter(AccessFilter, letter =>
            SeesEveryClass
            || Opened.Contains(letter.PatientId)
            || (Cleared.Contains(letter.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == letter.PatientId && !Cleared.Contains(s.AccessClass))));
        model.Entity<LetterApproval>().HasQueryFilter(AccessFilter, approval => SeesEveryClass || Letters.Any(l => l.Id == approval.LetterId));
        model.Entity<LetterDelivery>().HasQueryFilter(AccessFilter, delivery => SeesEveryClass || Letters.Any(l => l.Id == delivery.LetterId));
    }

    private static void DescribeLetters(ModelBuilder model)
    {
        model.Entity<Letter>(letter =>
        {
            letter.ToTable("letters", table => table.HasCheckConstraint("letters_state_is_known", "state IN ('draft', 'approved', 'withdrawn')"));
            AsJson(letter.Property(l => l.Blocks));
            AsJson(letter.Property(l => l.Values));
            letter.HasIndex(l => new { l.TaskId, l.TemplateCode }, OneDraft).IsUnique()
                .HasFilter("task_id IS NOT NULL AND state <> 'withdrawn'").HasDatabaseName(OneDraft);
            letter.HasIndex(l => new { l.LocationId, l.DraftedAt });
            letter.HasIndex(l => new { l.PatientId, l.DraftedAt });
            letter.HasIndex(l => l.CareThreadId);
            letter.HasIndex(l => l.OrderId);
            letter.Ignore(l => l.IsPapers);
            letter.Property(l => l.DocumentIds).HasDefaultValueSql("'{}'");
            letter.Property(l => l.WithClinicCopy).HasDefaultValue(false);
        });
        model.Entity<LetterApproval>(approval =>
        {
            approval.ToTable("approvals");
            AsJson(approval.Property(a => a.Blocks));
            AsJson(approval.Property(a => a.Values));
            approval.HasIndex(a => new { a.LetterId, a.Number }).IsUnique();
            approval.HasIndex(a => a.LetterId, "approvals_one_stands").IsUnique().HasFilter("taken_back_at IS NULL").HasDatabaseName("approvals_one_stands");
            approval.HasOne<Letter>().WithMany().HasForeignKey(a => a.LetterId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void DescribeDeliveries(ModelBuilder model)
    {
        model.Entity<LetterDelivery>(delivery =>
        {
            delivery.ToTable("deliveries", table =>
            {
                table.HasCheckConstraint("deliveries_state_is_known", "state IN ('pending', 'sending', 'sent', 'printed', 'failed', 'unknown', 'cancelled')");
                table.HasCheckConstraint("deliveries_way_is_known", "way IN ('email', 'print', 'fax')");
                table.HasCheckConstraint("deliveries_mail_has_an_address", "(way <> 'print') = (address IS NOT NULL)");
                table.HasCheckConstraint("deliveries_sent_have_left", "state <> 'sent' OR left_at IS NOT NULL");
                table.HasCheckConstraint("deliveries_fax_line_is_known", "fax_line IN ('queue', 'mail')");
            });
            delivery.Ignore(d => d.MayHaveLeft);
            delivery.Ignore(d => d.IsHeld);
            delivery.Property(d => d.Nevertheless).HasDefaultValue(false);
            delivery.Property(d => d.Recipient).HasDefaultValue("");
            delivery.HasIndex(d => d.LetterId);
            delivery.HasIndex(d => new { d.State, d.Way, d.NextAttemptAt }).HasFilter("state IN ('pending', 'sending', 'printed', 'unknown', 'failed')");
            delivery.HasIndex(d => d.BatchId);

            // Pressing "print" twice is one print; an address gets the same pages once while they are on their way.
            delivery.HasIndex(d => new { d.ApprovalId, d.Way, d.Address }, OneOnItsWay).IsUnique().HasFilter("state IN ('pending', 'sending', 'printed', 'unknown')")
                .AreNullsDistinct(false).HasDatabaseName(OneOnItsWay);
            delivery.HasOne<Letter>().WithMany().HasForeignKey(d => d.LetterId).OnDelete(DeleteBehavior.Restrict);
            delivery.HasOne<LetterApproval>().WithMany().HasForeignKey(d => d.ApprovalId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DeliveryEvent>(happened =>
        {
            happened.ToTable("delivery_events");
            happened.HasIndex(e => new { e.DeliveryId, e.At });
            happened.HasOne<LetterDelivery>().WithMany().HasForeignKey(e => e.DeliveryId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ReturnedMail>(mail =>
        {
            mail.ToTable("returned_mails", table => table.HasCheckConstraint("returned_mails_kind_is_known", "kind IN ('failed', 'delayed', 'delivered', 'other')"));
            mail.HasIndex(m => new { m.Account, m.Folder, m.UidValidity, m.Uid }).IsUnique();
            mail.HasIndex(m => m.DeliveryId);
            mail.HasIndex(m => m.RawHash);
            mail.HasOne<LetterDelivery>().WithMany().HasForeignKey(m => m.DeliveryId).OnDelete(DeleteBehavior.Restrict);
            mail.HasIndex(m => m.NoticeId);
            mail.HasOne<Notice>().WithMany().HasForeignKey(m => m.NoticeId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<BounceMailbox>(mailbox =>
        {
            mailbox.ToTable("bounce_mailboxes");
            mailbox.HasKey(m => m.Account);
        });
    }

    private static void AsJson<T>(PropertyBuilder<IReadOnlyList<T>> property) => property
        .HasColumnType("jsonb")
        .HasConversion(
            list => JsonSerializer.Serialize(list, Json),
            json => JsonSerializer.Deserialize<IReadOnlyList<T>>(json, Json)!,
            new ValueComparer<IReadOnlyList<T>>(
                (a, b) => JsonSerializer.Serialize(a, Json) == JsonSerializer.Serialize(b, Json),
                list => JsonSerializer.Serialize(list, Json).GetHashCode(StringComparison.Ordinal),
                list => list));
}

/// <summary>For the migration tool alone.</summary>
internal sealed class CorrespondenceDbDesign : IDesignTimeDbContextFactory<CorrespondenceDb>
{
    public CorrespondenceDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<CorrespondenceDb>();
        ModuleDatabase.Configure(options, "correspondence", "Host=none");
        return new CorrespondenceDb(options.Options, new CurrentActor());
    }
}
