using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicOps.Documents.Data;

internal sealed class DocumentsDb(DbContextOptions<DocumentsDb> options, CurrentActor actor) : ModuleDb(options, "documents", actor)
{
    /// <summary>Tables on which the module's role may only INSERT and SELECT.</summary>
    public static readonly string[] AppendOnly = ["filings", "events", "order_values", "document_values", "field_corrections", "page_acts", "recheck_samples", "duty_steps", "document_notes"];

    /// <summary>The filter that leaves out documents whose pages went into others: they are looked at to be brought back, and by nobody else.</summary>
    public const string MergedFilter = "merged";

    /// <summary>First keys of the module's advisory locks.</summary>
    private const int FilingLock = 7401;

    private const int BytesLock = 7402;

    private const int RepeatsLock = 7403;

    private const int MailLock = 7404;

    private const int RecheckLock = 7405;

    private const int ExportLock = 7406;

    private const int LabelsLock = 7407;

    private const int NotesLock = 7408;

    private const int OrdersLock = 7409;

    public DbSet<Transmission> Transmissions => Set<Transmission>();

    public DbSet<ReceivedPage> Pages => Set<ReceivedPage>();

    public DbSet<Document> Documents => Set<Document>();

    /// <summary>The words of documents, in sight or not: to be joined to the documents, whose filter says which are.</summary>
    public DbSet<DocumentText> DocumentTexts => Set<DocumentText>();

    public DbSet<DocumentWord> DocumentWords => Set<DocumentWord>();

    public DbSet<FilingEntry> Filings => Set<FilingEntry>();

    public DbSet<LearnedWeight> LearnedWeights => Set<LearnedWeight>();

    public DbSet<PageAct> PageActs => Set<PageAct>();

    public DbSet<DocumentEvent> Events => Set<DocumentEvent>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderValue> OrderValues => Set<OrderValue>();

    public DbSet<DocumentValue> DocumentValues => Set<DocumentValue>();

    public DbSet<FieldCorrection> FieldCorrections => Set<FieldCorrection>();

    public DbSet<MailAccount> MailAccounts => Set<MailAccount>();

    public DbSet<MailAccountHealth> MailAccountHealth => Set<MailAccountHealth>();

    public DbSet<MailMessage> MailMessages => Set<MailMessage>();

    public DbSet<RecheckSample> RecheckSamples => Set<RecheckSample>();

    public DbSet<Recheck> Rechecks => Set<Recheck>();

    public DbSet<ExportedFiling> Exports => Set<ExportedFiling>();

    public DbSet<Duty> Duties => Set<Duty>();

    public DbSet<DutyStep> DutySteps => Set<DutyStep>();

    /// <summary>Each time that the document was filed, the last first.</summary>
    public IQueryable<FilingEntry> TimesFiled(Guid documentId) =>
        Filings.Where(f => f.DocumentId == documentId && f.Act == FilingAct.Filed).OrderByDescending(f => f.At).ThenByDescending(f => f.Id);

    /// <summary>Those that nobody has taken back.</summary>
    public IQueryable<DutyStep> StandingSteps => DutySteps.Where(step => !DutySteps.Any(undone => undone.Undoes == step.Id));

    public DbSet<DutyPool> DutyPools => Set<DutyPool>();

    public DbSet<DutyRule> DutyRules => Set<DutyRule>();

    public DbSet<Absence> Absences => Set<Absence>();
    public DbSet<Label> Labels => Set<Label>();

    public DbSet<DocumentLabel> DocumentLabels => Set<DocumentLabel>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<DocumentNote> DocumentNotes => Set<DocumentNote>();

    /// <summary>The patients with an access class of their own.</summary>
    public DbSet<SubjectClass> SubjectClasses => Set<SubjectClass>();

    /// <summary>Of every document, in sight or not, that it is there.</summary>
    public DbSet<StoredDocument> StoredDocuments => Set<StoredDocument>();

    /// <summary>Of every transmission, in sight or not, which e-mail it came in.</summary>
    public DbSet<StoredTransmission> StoredTransmissions => Set<StoredTransmission>();

    /// <summary>Of every page, in sight or not, where it lies.</summary>
    public DbSet<StoredPage> StoredPages => Set<StoredPage>();

    /// <summary>Pages that were joined to a document of another transmission, and are out of sight there: what they came with is in sight in part only.</summary>
    public IQueryable<StoredPage> JoinedOutOfSight => StoredPages.Where(s => s.JoinedTo != null && !Documents.Any(d => d.Id == s.DocumentId));

    /// <summary>The row, held against others until the transaction ends: steps of one transmission go one after another.</summary>
    /// <exception cref="InvalidOperationException">There is no such transmission.</exception>
    public async Task<Transmission> LockTransmission(Guid id, CancellationToken stopping)
    {
        // Not the key: whoever holds a document's row writes its history, which points at the transmission, and would wait for us waiting for it.
        await Database.ExecuteSqlAsync($"SELECT 1 FROM transmissions WHERE id = {id} FOR NO KEY UPDATE", stopping);
        return await Transmissions.SingleAsync(transmission => transmission.Id == id, stopping);
    }

    /// <summary>The row, held against others until the transaction ends; null when there is none.</summary>
    public async Task<Document?> LockDocument(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM documents WHERE id = {id} FOR UPDATE", stopping);
        return await Documents.SingleOrDefaultAsync(document => document.Id == id, stopping);
    }

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

    /// <summary>
    /// Taken by whoever files by machine, before the register is asked and until the commit; see <see cref="AwaitFilings"/>.
    /// </summary>
    public Task HoldFilings(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({FilingLock}, 1)", stopping);

    /// <summary>
    /// Waits until every filing by machine that may have asked the register before this moment has committed. A registration that
    /// such a filing could not see is therefore followed by a look at that filing.
    /// </summary>
    public Task AwaitFilings(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({FilingLock}, 1)", stopping);

    /// <summary>Waits in line with whoever receives the same bytes.</summary>
    public Task HoldBytes(string hash, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({BytesLock}, hashtext({hash}))", stopping);

    /// <summary>Waits in line with whoever looks for repeats, until the transaction ends.</summary>
    public Task HoldRepeats(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({RepeatsLock}, 1)", stopping);

    /// <summary>Waits in line with whoever takes messages out of the same account.</summary>
    public Task HoldMail(Guid accountId, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({MailLock}, hashtext({accountId.ToString()}))", stopping);

    /// <summary>Waits in line with whoever draws a sample.</summary>
    public Task HoldRecheckSamples(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({RecheckLock}, 1)", stopping);

    /// <summary>Waits in line with whoever plans what is exported, or writes its index.</summary>
    public Task HoldExports(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ExportLock}, 1)", stopping);

    /// <summary>Waits in line with whoever changes the list of labels.</summary>
    public Task HoldLabels(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LabelsLock}, 1)", stopping);

    /// <summary>Waits in line with whoever strikes notes of the same document.</summary>
    public Task HoldNotes(Guid documentId, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({NotesLock}, hashtext({documentId.ToString()}))", stopping);

    /// <summary>Waits in line with whoever tells orders of the same patient: of two equal ones the second sees the first.</summary>
    public Task HoldOrdersOf(Guid patientId, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OrdersLock}, hashtext({patientId.ToString()}))", stopping);

    /// <summary>The row, held against others until the transaction ends.</summary>
    /// <exception cref="InvalidOperationException">There is no such message.</exception>
    public async Task<MailMessage> LockMail(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM mail_messages WHERE id = {id} FOR UPDATE", stopping);
        return await MailMessages.SingleAsync(message => message.Id == id, stopping);
    }

    /// <summary>A document goes with the patient whose class holds for it; an order with its document.</summary>
    public override IReadOnlyList<SubjectColumn> SubjectColumns =>
    [
        new("documents", "id", "subject_id", Along: "patient_id"),
        new("orders", "id", "patient_id", ReturnsIf: "(SELECT d.patient_id FROM documents d WHERE d.id = orders.document_id) IS DISTINCT FROM orders.patient_id") { Of = [new("document_id", "documents", "id")] },
        SubjectColumn.Stays("filings", "what was done, as it was done: it is read through joined_subjects"),
        SubjectColumn.Stays("rechecks", "what a person said then", "named_patient_id"),
        SubjectColumn.Stays("subject_classes", "each record has a class of its own", "subject_id"),
    ];

    /// <summary>Those who were merged into others, and into whom: what a filing names is read through it.</summary>
    public DbSet<JoinedSubject> JoinedSubjects => Set<JoinedSubject>();

    /// <summary>The record under whose name the document came to this patient's chart: another than the patient's own where that was merged since.</summary>
    public async Task<Guid> CameAs(Guid documentId, Guid patientId, CancellationToken stopping) =>
        await CarriesOf(documentId).Where(row => row.ToId == patientId && row.EndedAt == null).Select(row => (Guid?)row.FromId).SingleOrDefaultAsync(stopping) ?? patientId;

    /// <summary>Each time that the document went along with a merged record.</summary>
    public IQueryable<CarriedRow> CarriesOf(Guid documentId) => Set<CarriedRow>().Where(row => row.RowId == documentId && row.TableName == "documents");

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

    /// <summary>
    /// A document is hidden by its own class and by its patient's; one that may be a repeat by those of its first one too, wherever pages of that were joined to,
    /// until somebody says that it is another. Its orders and pages are seen with it; a transmission is seen while one of
    /// its documents is, or one that pages of it were joined to (so that whoever sees a document sees where it came from), before sorting by its own class. A cover sheet names who is
    /// meant: it is seen only with all of its transmission; an e-mail says everything, and is seen only with all that came in it (one that came before
    /// is not taken apart: the first is the one to look at).
    /// </summary>
    private void DescribeAccess(ModelBuilder model)
    {
        DescribeSubjectClasses(model);
        model.Entity<StoredDocument>().ToView("documents", Schema);
        model.Entity<Document>().HasQueryFilter(MergedFilter, document => document.State != DocumentState.Merged);
        model.Entity<Document>().HasQueryFilter(AccessFilter, document =>
            SeesEveryClass
            || (document.SubjectId != null && Opened.Contains(document.SubjectId.Value))
            || (Cleared.Contains(document.AccessClass)
                && !SubjectClasses.Any(s => s.SubjectId == document.SubjectId && !Cleared.Contains(s.AccessClass))
                && (document.RepeatOfTransmission == null
                    || document.RepeatSaid == RepeatSaid.Another
                    || !StoredDocuments.Any(first => first.TransmissionId == document.RepeatOfTransmission
                        && (document.RepeatOfDocument == null || first.Id == document.RepeatOfDocument)
                        && !(first.SubjectId != null && Opened.Contains(first.SubjectId.Value))
                        && (!Cleared.Contains(first.ClassBefore ?? first.AccessClass) || SubjectClasses.Any(s => s.SubjectId == first.SubjectId && !Cleared.Contains(s.AccessClass))))
                    && !StoredPages.Any(page => page.TransmissionId == document.RepeatOfTransmission && page.JoinedTo != null
                        && StoredDocuments.Any(first => first.Id == page.DocumentId
                            && (document.RepeatOfDocument == null || first.Id == document.RepeatOfDocument)
                            && !(first.SubjectId != null && Opened.Contains(first.SubjectId.Value))
                            && (!Cleared.Contains(first.ClassBefore ?? first.AccessClass) || SubjectClasses.Any(s => s.SubjectId == first.SubjectId && !Cleared.Contains(s.AccessClass))))))));
        model.Entity<StoredTransmission>().ToView("transmissions", Schema);
        model.Entity<StoredPage>().ToView("pages", Schema);
        model.Entity<MailMessage>().HasQueryFilter(AccessFilter, mail =>
            SeesEveryClass
            || (Cleared.Contains(mail.AccessClass)
                && mail.SameAs == null
                && !StoredTransmissions.Any(t => t.MailMessageId == mail.Id
                    && (!Transmissions.Any(seen => seen.Id == t.Id)
                        || StoredDocuments.Any(s => s.TransmissionId == t.Id && s.State != DocumentState.Merged && !Documents.Any(d => d.Id == s.Id))
                        || StoredPages.Any(s => s.TransmissionId == t.Id && s.JoinedTo != null && !Documents.Any(d => d.Id == s.DocumentId))))));
        model.Entity<Order>().HasQueryFilter(AccessFilter, order => SeesEveryClass || Documents.Any(d => d.Id == order.DocumentId));
        model.Entity<DocumentValue>().HasQueryFilter(AccessFilter, value => SeesEveryClass || Documents.Any(d => d.Id == value.DocumentId));
        model.Entity<FieldCorrection>().HasQueryFilter(AccessFilter, said => SeesEveryClass || Pages.Any(page => page.Id == said.PageId));
        model.Entity<Recheck>().HasQueryFilter(AccessFilter, recheck => SeesEveryClass || Documents.Any(d => d.Id == recheck.DocumentId));
        model.Entity<Duty>().HasQueryFilter(AccessFilter, duty => SeesEveryClass || Documents.Any(d => d.Id == duty.DocumentId));
        model.Entity<DutyStep>().HasQueryFilter(AccessFilter, step => SeesEveryClass || Duties.Any(duty => duty.Id == step.DutyId));
        model.Entity<ExportedFiling>().HasQueryFilter(AccessFilter, export => SeesEveryClass || Documents.Any(d => d.Id == export.DocumentId));
        model.Entity<DocumentLabel>().HasQueryFilter(AccessFilter, label => SeesEveryClass || Documents.Any(d => d.Id == label.DocumentId));
        model.Entity<DocumentNote>().HasQueryFilter(AccessFilter, note => SeesEveryClass || Documents.Any(d => d.Id == note.DocumentId));
        model.Entity<Transmission>().HasQueryFilter(AccessFilter, transmission =>
            SeesEveryClass
            || Documents.Any(d => d.TransmissionId == transmission.Id)
            || (transmission.State != TransmissionState.Sorted && Cleared.Contains(transmission.AccessClass))
            || StoredPages.Any(s => s.TransmissionId == transmission.Id && s.JoinedTo != null && Documents.Any(d => d.Id == s.DocumentId)));
        model.Entity<ReceivedPage>().HasQueryFilter(AccessFilter, page =>
            SeesEveryClass
            || Documents.Any(d => d.Id == page.DocumentId)
            || (page.DocumentId == null
                && Transmissions.Any(t => t.Id == page.TransmissionId)
                && !StoredDocuments.Any(s => s.TransmissionId == page.TransmissionId && s.State != DocumentState.Merged && !Documents.Any(d => d.Id == s.Id))
                && !StoredPages.Any(s => s.TransmissionId == page.TransmissionId && s.JoinedTo != null && !Documents.Any(d => d.Id == s.DocumentId))));
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

    private static void DescribeSearch(ModelBuilder model)
    {
        model.Entity<DocumentText>(text =>
        {
            text.ToTable("document_texts");
            text.HasKey(t => t.DocumentId);

            // ix_document_texts_words is made in a migration: it holds an expression beside the words.
            text.HasOne<Document>().WithOne().HasForeignKey<DocumentText>(t => t.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentWord>(word =>
        {
            word.ToTable("document_words");
            word.HasKey(w => w.Word);
            word.HasIndex(w => w.Word).HasMethod("gin").HasOperators("gin_trgm_ops");
        });
    }

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

    private static void DescribeRechecks(ModelBuilder model)
    {
        model.Entity<RecheckSample>(sample =>
        {
            sample.ToTable("recheck_samples");
            sample.HasIndex(s => s.Week).IsUnique();
        });
        model.Entity<Recheck>(recheck =>
        {
            recheck.ToTable("rechecks", table =>
            {
                table.HasCheckConstraint("rechecks_verdict_is_known", "verdict IN ('agreed', 'wrong', 'cannot-tell')");
                table.HasCheckConstraint("rechecks_are_answered_whole", "(verdict IS NULL) = (checked_at IS NULL) AND (verdict IS NULL) = (checked_by IS NULL)");
            });
            recheck.HasIndex(r => r.DocumentId);
            recheck.HasIndex(r => r.FilingId).IsUnique();
            recheck.HasOne(r => r.Sample).WithMany(s => s.Rechecks).HasForeignKey(r => r.SampleId).OnDelete(DeleteBehavior.Restrict);
            recheck.HasOne(r => r.Document).WithMany().HasForeignKey(r => r.DocumentId).OnDelete(DeleteBehavior.Restrict);
            recheck.HasOne<FilingEntry>().WithMany().HasForeignKey(r => r.FilingId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void DescribeExports(ModelBuilder model) =>
        model.Entity<ExportedFiling>(export =>
        {
            export.ToTable("exports", table =>
            {
                table.HasCheckConstraint("exports_state_is_known", "state IN ('pending', 'written', 'withdrawn', 'dropped')");
                table.HasCheckConstraint("exports_written_are_known_by_their_bytes", "state NOT IN ('written', 'withdrawn') OR (sha256 IS NOT NULL AND written_at IS NOT NULL)");
            });
            export.Property(e => e.Problem).HasConversion<string>();
            export.HasIndex(e => e.FilingId).IsUnique().HasFilter("state IN ('pending', 'written')");
            export.HasIndex(e => e.DocumentId);
            export.HasIndex(e => e.PlannedAt).HasFilter("state = 'pending'");
            export.HasIndex(e => e.WrittenAt);
            export.HasIndex(e => e.Id, "exports_to_index").HasFilter("(written_at IS NOT NULL AND written_indexed_at IS NULL) OR (withdrawn_at IS NOT NULL AND withdrawal_indexed_at IS NULL)");
            export.HasOne(e => e.Document).WithMany().HasForeignKey(e => e.DocumentId).OnDelete(DeleteBehavior.Restrict);
            export.HasOne(e => e.Filing).WithMany().HasForeignKey(e => e.FilingId).OnDelete(DeleteBehavior.Restrict);
        });

    private static void DescribeDuties(ModelBuilder model)
    {
        model.Entity<Duty>(duty =>
        {
            duty.ToTable("duties", table =>
            {
                table.HasCheckConstraint("duties_kind_is_known", "kind IN ('acknowledge', 'sign-return', 'misdirected')");
                table.HasCheckConstraint("duties_state_is_known", "state IN ('open', 'signed', 'returned', 'told', 'done', 'withdrawn')");
                table.HasCheckConstraint("duties_over_escalate_no_more", "state NOT IN ('done', 'withdrawn') OR escalates_at IS NULL");
            });
            duty.HasIndex(d => d.FilingId).IsUnique();
            duty.HasIndex(d => d.DocumentId);
            duty.HasIndex(d => new { d.IsUrgent, d.RaisedAt }).HasFilter("state NOT IN ('done', 'withdrawn')");
            duty.HasOne(d => d.Document).WithMany().HasForeignKey(d => d.DocumentId).OnDelete(DeleteBehavior.Restrict);
            duty.HasOne(d => d.Pool).WithMany().HasForeignKey(d => d.PoolId).OnDelete(DeleteBehavior.Restrict);
            duty.HasOne<FilingEntry>().WithMany().HasForeignKey(d => d.FilingId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DutyStep>(step =>
        {
            step.ToTable("duty_steps");
            step.HasIndex(s => new { s.DutyId, s.At });
            step.HasIndex(s => s.Undoes).IsUnique();
            step.HasOne<Duty>().WithMany(d => d.Steps).HasForeignKey(s => s.DutyId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DutyPool>(pool =>
        {
            pool.ToTable("duty_pools");
            pool.HasIndex(p => p.Name).IsUnique();
        });
        model.Entity<DutyRule>(rule =>
        {
            rule.ToTable("duty_rules", table => table.HasCheckConstraint("duty_rules_give_time", "hours > 0 AND urgent_hours > 0"));
            rule.HasKey(r => r.Type);
            rule.HasOne<DutyPool>().WithMany().HasForeignKey(r => r.PoolId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Absence>(absence =>
        {
            absence.ToTable("absences", table =>
            {
                table.HasCheckConstraint("absences_end_after_they_begin", "last_day >= first_day");
                table.HasCheckConstraint("absences_are_covered_by_another", "cover_id <> user_id");
            });
            absence.HasIndex(a => a.LastDay).HasFilter("ended_at IS NULL");
        });
    }

    /// <summary>What people put on documents.</summary>
    private static void DescribeDesk(ModelBuilder model)
    {
        model.Entity<Label>(label =>
        {
            label.ToTable("labels", table => table.HasCheckConstraint("labels_color_is_known", "color IN ('grey', 'blue', 'green', 'amber', 'red')"));
            label.HasIndex(l => l.Name).IsUnique();
        });
        model.Entity<DocumentLabel>(label =>
        {
            label.ToTable("document_labels");
            label.HasKey(l => new { l.DocumentId, l.LabelId });
            label.HasIndex(l => l.LabelId);
            label.HasIndex(l => l.Batch);
            label.HasOne<Document>().WithMany().HasForeignKey(l => l.DocumentId).OnDelete(DeleteBehavior.Restrict);
            label.HasOne(l => l.Label).WithMany().HasForeignKey(l => l.LabelId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<SavedView>(view =>
        {
            view.ToTable("saved_views", table => table.HasCheckConstraint("saved_views_place_is_known", "place IN ('queue', 'inbox')"));
            view.HasIndex(v => new { v.Place, v.UserId });
            view.HasOne<Label>().WithMany().HasForeignKey(v => v.LabelId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentNote>(note =>
        {
            note.ToTable("document_notes", table => table.HasCheckConstraint("document_notes_say_or_strike", "(text IS NULL) = (removes IS NOT NULL)"));
            note.HasIndex(n => n.DocumentId);
            note.HasIndex(n => n.Removes).IsUnique();
            note.HasOne<Document>().WithMany().HasForeignKey(n => n.DocumentId).OnDelete(DeleteBehavior.Restrict);
            note.HasOne<DocumentNote>().WithMany().HasForeignKey(n => n.Removes).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void DescribeOrders(ModelBuilder model)
    {
        model.Entity<Order>(order =>
        {
            order.ToTable("orders", table =>
            {
                table.HasCheckConstraint("orders_standing_is_known", "standing IN ('read', 'told', 'withdrawn')");
                table.HasCheckConstraint("orders_told_have_a_patient", "standing <> 'told' OR patient_id IS NOT NULL");
            });
            order.HasIndex(o => o.DocumentId);
            order.HasIndex(o => o.CareThreadId);
            order.HasIndex(o => o.PatientId);
            order.HasOne(o => o.Document).WithMany(d => d.Orders).HasForeignKey(o => o.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentValue>(value =>
        {
            value.ToTable("document_values");
            value.HasIndex(v => new { v.DocumentId, v.At });
            value.HasOne(v => v.Document).WithMany().HasForeignKey(v => v.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<FieldCorrection>(said =>
        {
            said.ToTable("field_corrections");
            said.HasIndex(s => s.Step);
            said.HasIndex(s => s.Undoes).IsUnique();
            said.HasOne(s => s.Page).WithMany().HasForeignKey(s => s.PageId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<OrderValue>(value =>
        {
            value.ToTable("order_values", table => table.HasCheckConstraint("order_values_source_is_known", "source IN ('machine', 'corrected', 'confirmed')"));
            value.HasIndex(v => new { v.OrderId, v.Name });
            value.HasIndex(v => v.Supersedes).IsUnique();
            value.HasOne(v => v.Order).WithMany(o => o.Values).HasForeignKey(v => v.OrderId).OnDelete(DeleteBehavior.Restrict);
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
