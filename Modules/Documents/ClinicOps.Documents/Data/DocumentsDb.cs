using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb(DbContextOptions<DocumentsDb> options, CurrentActor actor) : ModuleDb(options, "documents", actor)
{
    /// <summary>Tables on which the module's role may only INSERT and SELECT.</summary>
    public static readonly string[] AppendOnly = ["filings", "events", "order_values", "document_values", "field_corrections", "page_acts", "recheck_samples", "duty_steps", "document_notes"];

    public DbSet<Transmission> Transmissions => Set<Transmission>();

    public DbSet<ReceivedPage> Pages => Set<ReceivedPage>();

    public DbSet<Document> Documents => Set<Document>();

    public DbSet<FilingEntry> Filings => Set<FilingEntry>();

    public DbSet<LearnedWeight> LearnedWeights => Set<LearnedWeight>();

    public DbSet<PageAct> PageActs => Set<PageAct>();

    public DbSet<DocumentEvent> Events => Set<DocumentEvent>();

    /// <summary>Each time that the document was filed, the last first.</summary>
    public IQueryable<FilingEntry> TimesFiled(Guid documentId) =>
        Filings.Where(f => f.DocumentId == documentId && f.Act == FilingAct.Filed).OrderByDescending(f => f.At).ThenByDescending(f => f.Id);

    /// <summary>A document's pages as they lie in it, which is not always as they came.</summary>
    public IQueryable<ReceivedPage> PagesOf(Guid documentId) => Pages.Where(p => p.DocumentId == documentId).OrderBy(p => p.Position).ThenBy(p => p.Number);

    /// <summary>What was read of a document, page by page.</summary>
    public Task<List<PageText>> TextsOf(Guid documentId, CancellationToken stopping) =>
        PagesOf(documentId).Where(p => p.Text != null).Select(p => p.Text!).ToListAsync(stopping);

    /// <summary>Which pages the document has, in their order and as they are turned: equal as long as nobody changed them.</summary>
    public async Task<string> LieOf(Guid documentId, CancellationToken stopping) =>
        string.Join(' ', await PagesOf(documentId).Select(p => $"{p.Id} {p.ImageHash}").ToListAsync(stopping));

    /// <summary>A step on this transmission begins its work: what begins again and again without progress is given to a person.</summary>
    public Task CountAttempt(Guid transmissionId, CancellationToken stopping) =>
        Transmissions.Where(t => t.Id == transmissionId).ExecuteUpdateAsync(set => set.SetProperty(t => t.Attempts, t => t.Attempts + 1), stopping);

    /// <summary>A step on this document begins its work.</summary>
    public Task CountDocumentAttempt(Guid documentId, CancellationToken stopping) =>
        Documents.Where(d => d.Id == documentId).ExecuteUpdateAsync(set => set.SetProperty(d => d.Attempts, d => d.Attempts + 1), stopping);

    protected override void Describe(ModelBuilder model)
    {
        DescribeJoining(model);
        DescribeTransmissions(model);
        DescribeDocuments(model);
        DescribeOrders(model);
        DescribeSearch(model);
        DescribeMail(model);
        DescribeRechecks(model);
        DescribeExports(model);
        DescribeDuties(model);
        DescribeDesk(model);
        DescribeAccess(model);
    }

    private static void DescribeTransmissions(ModelBuilder model)
    {
        model.Entity<Transmission>(transmission =>
        {
            transmission.ToTable("transmissions", table => table.HasCheckConstraint(
                "transmissions_state_is_known", "state IN ('received', 'reading', 'sorting', 'sorted', 'failed')"));
            transmission.Property(t => t.Problem).HasConversion<string>();
            transmission.HasIndex(t => t.SourceKey).IsUnique();
            transmission.HasIndex(t => t.BlobHash);
            transmission.HasIndex(t => new { t.LocationId, t.ReceivedAt });
            transmission.HasIndex(t => t.CareThreadId);

            // The last ones of a sender.
            transmission.HasIndex(t => new { t.ReceivedFrom, t.ReceivedAt });
            transmission.HasIndex(t => t.ReceivedFrom).HasMethod("gin").HasOperators("gin_trgm_ops");
            transmission.HasIndex(t => t.ProgressAt).HasFilter("state IN ('received', 'reading', 'sorting')");
            transmission.HasOne<MailMessage>().WithMany().HasForeignKey(t => t.MailMessageId).OnDelete(DeleteBehavior.Restrict);
            transmission.HasOne<Transmission>().WithMany().HasForeignKey(t => t.RepeatOf).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ReceivedPage>(page =>
        {
            page.ToTable("pages", table =>
            {
                table.HasCheckConstraint("pages_state_is_known", "state IN ('waiting', 'normalised', 'read', 'failed')");
                table.HasCheckConstraint("pages_joined_lie_elsewhere", "(joined_to IS NULL) = (number_there IS NULL) AND (joined_to IS NULL OR (joined_to <> transmission_id AND document_id IS NOT NULL))");
            });
            page.Property(p => p.Problem).HasConversion<string>();
            page.Property(p => p.Text).IsJson();
            page.HasIndex(p => new { p.TransmissionId, p.Number }).IsUnique();
            page.HasIndex(p => new { p.JoinedTo, p.NumberThere }).IsUnique().HasFilter("joined_to IS NOT NULL");
            page.HasOne<Transmission>().WithMany().HasForeignKey(p => p.JoinedTo).OnDelete(DeleteBehavior.Restrict);
            page.HasOne(p => p.Transmission).WithMany(t => t.Pages).HasForeignKey(p => p.TransmissionId).OnDelete(DeleteBehavior.Restrict);
            page.HasOne(p => p.Document).WithMany(d => d.Pages).HasForeignKey(p => p.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PageAct>(act =>
        {
            act.ToTable("page_acts");
            act.Property(a => a.Before).IsJson();
            act.Property(a => a.After).IsJson();
            act.Property(a => a.Turned).IsJson();
            act.HasIndex(a => a.TransmissionId);

            // What was joined, for the figures of how well the machine files.
            act.HasIndex(a => a.At).HasFilter("kind = 'join'");
            act.HasIndex(a => a.Undoes).IsUnique();
            act.HasOne<Transmission>().WithMany().HasForeignKey(a => a.TransmissionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentEvent>(happened =>
        {
            happened.ToTable("events");
            happened.HasIndex(e => new { e.TransmissionId, e.At });
            happened.HasIndex(e => new { e.DocumentId, e.At });
            happened.HasOne<Transmission>().WithMany().HasForeignKey(e => e.TransmissionId).OnDelete(DeleteBehavior.Restrict);
            happened.HasOne<Document>().WithMany().HasForeignKey(e => e.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void DescribeDocuments(ModelBuilder model)
    {
        model.Entity<Document>(document =>
        {
            document.ToTable("documents", table =>
            {
                table.HasCheckConstraint("documents_state_is_known", "state IN ('sorted', 'matched', 'filed', 'practice', 'review', 'junk', 'merged')");
                table.HasCheckConstraint("documents_filed_have_a_patient", "(state = 'filed') = (patient_id IS NOT NULL)");
                table.HasCheckConstraint("documents_of_the_practice_have_a_folder", "(state = 'practice') = (practice_folder IS NOT NULL)");
                table.HasCheckConstraint("documents_practice_folder_is_known", "practice_folder IN ('invoice', 'credentialing', 'vendor', 'payer-news', 'other')");
                table.HasCheckConstraint("documents_misdirected_are_set_aside", "NOT is_misdirected OR state = 'junk'");
                table.HasCheckConstraint("documents_subject_is_patient", "patient_id IS NULL OR subject_id IS NOT DISTINCT FROM patient_id");
                table.HasCheckConstraint("documents_repeat_said_is_known", "repeat_said IN ('repeat', 'another')");
            });
            document.Property(d => d.Type).HasConversion(type => type.Code(), code => DocumentTypes.FromCode(code) ?? DocumentType.Unsure);
            document.Property(d => d.TypeEvidence).IsJson();
            document.Property(d => d.PatientEvidence).IsJson();
            document.Property(d => d.Decision).IsJson();
            document.Property(d => d.ReviewReason).HasConversion<string>();
            document.HasIndex(d => new { d.TransmissionId, d.Ordinal }).IsUnique();
            document.HasIndex(d => new { d.State, d.ReceivedAt });
            document.HasIndex(d => new { d.Type, d.ReceivedAt });
            document.HasIndex(d => d.ReceivedAt);
            document.HasIndex(d => new { d.PatientId, d.FiledAt });
            document.HasIndex(d => d.CareThreadId);
            document.HasIndex(d => d.RepeatOfDocument);
            document.HasIndex(d => d.FiledAt).HasFilter("state = 'practice'");
            document.HasIndex(d => d.RespondBy).HasFilter("respond_by IS NOT NULL");
            document.HasIndex(d => d.LastBatch).HasFilter("last_batch IS NOT NULL");
            document.HasOne<Transmission>().WithMany().HasForeignKey(d => d.RepeatOfTransmission).OnDelete(DeleteBehavior.Restrict);
            document.HasOne<Document>().WithMany().HasForeignKey(d => d.RepeatOfDocument).OnDelete(DeleteBehavior.Restrict);
            document.HasIndex(d => d.MatchKeys).HasMethod("gin");
            document.HasOne(d => d.Transmission).WithMany(t => t.Documents).HasForeignKey(d => d.TransmissionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<LearnedWeight>(weight =>
        {
            weight.ToTable("match_weights", table => table.HasCheckConstraint("match_weights_are_shares", "of_right > 0 AND of_right <= 1"));
            weight.HasKey(w => w.Level);
        });
        model.Entity<FilingEntry>(filing =>
        {
            filing.ToTable("filings", table => table.HasCheckConstraint("filings_act_is_known", "act IN ('filed', 'unfiled')"));
            filing.Property(f => f.Reasons).IsJson();
            filing.HasIndex(f => new { f.DocumentId, f.At });
            filing.HasIndex(f => f.PatientId);
            filing.HasOne<Document>().WithMany().HasForeignKey(f => f.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}

/// <summary>For the migration tool alone.</summary>
internal sealed class DocumentsDbDesign : IDesignTimeDbContextFactory<DocumentsDb>
{
    public DocumentsDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<DocumentsDb>();
        ModuleDatabase.Configure(options, "documents", "Host=none");
        return new DocumentsDb(options.Options, new CurrentActor());
    }
}
