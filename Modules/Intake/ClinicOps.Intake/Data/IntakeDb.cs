using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb(DbContextOptions<IntakeDb> options, CurrentActor actor) : ModuleDb(options, "intake", actor)
{
    /// <summary>Two patients never have MRNs that are compared as equal.</summary>
    public const string OneMrn = "ix_patients_mrn_key";

    public DbSet<Patient> Patients => Set<Patient>();

    /// <summary>Of every patient, in sight or not, the access class.</summary>
    public DbSet<PatientClass> PatientClasses => Set<PatientClass>();

    public DbSet<PatientName> Names => Set<PatientName>();

    public DbSet<PatientChange> PatientChanges => Set<PatientChange>();

    public DbSet<PatientImport> PatientImports => Set<PatientImport>();

    public DbSet<StaffTask> Tasks => Set<StaffTask>();

    public DbSet<TaskEvent> TaskEvents => Set<TaskEvent>();

    public DbSet<OrderTaskRule> OrderTaskRules => Set<OrderTaskRule>();

    public DbSet<DocumentPatient> DocumentPatients => Set<DocumentPatient>();

    /// <summary>A patient with everything a summary, a form or a match needs.</summary>
    public IQueryable<Patient> WholePatients =>
        Patients.Include(p => p.Names).Include(p => p.Phones).Include(p => p.Addresses).Include(p => p.Coverages).AsSplitQuery();

    protected override void Describe(ModelBuilder model)
    {
        DescribePatients(model);
        DescribeTasks(model);
        DescribeAccess(model);
        DescribeCoverage(model);
        DescribeEstimates(model);
        DescribeLedger(model);
        DescribeCheckIn(model);
        DescribePreferences(model);
        DescribeAuthorizations(model);
        DescribeReferrals(model);
        DescribeChartPrep(model);
        DescribeCoding(model);
        DescribeMerging(model);
        DescribePeople(model);
        DescribeImporting(model);
    }

    /// <summary>A task is seen with its patient; its own class is that of the document it came from.</summary>
    private void DescribeAccess(ModelBuilder model)
    {
        model.Entity<PatientClass>().ToView("patients", Schema);
        model.Entity<Patient>().HasQueryFilter(AccessFilter, patient =>
            SeesEveryClass || Cleared.Contains(patient.AccessClass) || Opened.Contains(patient.Id));
        model.Entity<StaffTask>().HasQueryFilter(AccessFilter, task =>
            SeesEveryClass
            || (task.PatientId != null && Opened.Contains(task.PatientId.Value))
            || (Cleared.Contains(task.AccessClass) && !PatientClasses.Any(patient => patient.Id == task.PatientId && !Cleared.Contains(patient.AccessClass))));
    }

    private static void DescribePatients(ModelBuilder model)
    {
        model.Entity<Patient>(patient =>
        {
            patient.ToTable("patients", table =>
            {
                table.HasCheckConstraint("patients_sex_is_known", "sex IN ('F', 'M', 'X', '')");
                table.HasCheckConstraint("patients_not_merged_into_themselves", "merged_into_id <> id");
            });
            patient.Ignore(p => p.CurrentName);
            patient.Property(p => p.PcpNpi).HasDefaultValue("");
            patient.Property(p => p.PcpPractice).HasDefaultValue("");
            patient.Property(p => p.PcpPhone).HasDefaultValue("");
            patient.Property(p => p.PcpFax).HasDefaultValue("");
            patient.HasIndex(p => p.MrnKey).IsUnique().HasDatabaseName(OneMrn);
            patient.HasIndex(p => p.MrnKey, "ix_patients_mrn_key_likeness").HasDatabaseName("ix_patients_mrn_key_likeness").HasMethod("gin").HasOperators("gin_trgm_ops");
            patient.HasIndex(p => p.Mrn);
            patient.HasIndex(p => p.BirthDate);
            patient.HasIndex(p => p.ChangedAt);
            patient.HasIndex(p => p.MergedIntoId);
            patient.HasOne<Patient>().WithMany().HasForeignKey(p => p.MergedIntoId).OnDelete(DeleteBehavior.Restrict);
            patient.HasMany(p => p.Names).WithOne().HasForeignKey(n => n.PatientId).OnDelete(DeleteBehavior.Restrict);
            patient.HasMany(p => p.Phones).WithOne().HasForeignKey(n => n.PatientId).OnDelete(DeleteBehavior.Restrict);
            patient.HasMany(p => p.Addresses).WithOne().HasForeignKey(n => n.PatientId).OnDelete(DeleteBehavior.Restrict);
            patient.HasMany(p => p.Coverages).WithOne().HasForeignKey(n => n.PatientId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PatientName>(name =>
        {
            name.ToTable("patient_names", table => table.HasCheckConstraint("patient_names_kind_is_known", "kind IN ('current', 'former', 'preferred')"));
            name.Property(n => n.Id).ValueGeneratedNever();
            name.Ignore(n => n.ShownSuffix);
            name.Ignore(n => n.Full);
            name.HasIndex(n => n.PatientId);
            name.HasIndex(n => n.PatientId, "ix_patient_names_one_current").HasDatabaseName("ix_patient_names_one_current").IsUnique().HasFilter("kind = 'current'");
            name.HasIndex(n => new { n.FirstKey, n.LastKey });
            name.HasIndex(n => new { n.LastKey, n.FirstKey });
            name.HasIndex(n => n.SearchText).HasMethod("gin").HasOperators("gin_trgm_ops");
            name.HasIndex(n => n.KeyPairs).HasMethod("gin");
            name.HasIndex(n => n.Starts).HasMethod("gin");
            name.HasIndex(n => n.WordSounds).HasMethod("gin");
        });
        model.Entity<LastName>(name =>
        {
            name.ToTable("last_names");
            name.HasKey(n => n.Key);
            name.HasIndex(n => n.Key, "ix_last_names_key_likeness").HasDatabaseName("ix_last_names_key_likeness").HasMethod("gin").HasOperators("gin_trgm_ops");
        });
        model.Entity<PatientPhone>(phone =>
        {
            phone.ToTable("patient_phones", table => table.HasCheckConstraint("patient_phones_kind_is_known", "kind IN ('', 'mobile', 'home', 'work', 'other')"));
            phone.Property(n => n.Id).ValueGeneratedNever();
            phone.HasIndex(p => p.Digits);
            phone.HasIndex(p => p.Digits, "ix_patient_phones_digits_likeness").HasDatabaseName("ix_patient_phones_digits_likeness").HasMethod("gin").HasOperators("gin_trgm_ops");
        });
        model.Entity<PatientAddress>(address =>
        {
            address.ToTable("patient_addresses", table =>
            {
                table.HasCheckConstraint("patient_addresses_kind_is_known", "kind IN ('home', 'mailing', 'temporary')");
                table.HasCheckConstraint("patient_addresses_temporary_has_days", "CASE WHEN kind = 'temporary' THEN valid_from <= valid_to AND valid_from IS NOT NULL AND valid_to IS NOT NULL ELSE valid_from IS NULL AND valid_to IS NULL END");
                table.HasCheckConstraint("patient_addresses_mistake_has_ended", "NOT was_mistake OR ended_at IS NOT NULL");
            });
            address.Property(n => n.Id).ValueGeneratedNever();
            address.Property(n => n.Kind).HasDefaultValue(AddressKinds.Home);
            address.Property(n => n.AddedAt).HasDefaultValueSql("now()").ValueGeneratedNever();
            address.Property(n => n.AddedWhy).HasDefaultValue("");
            address.Property(n => n.EndedWhy).HasDefaultValue("");
            address.Property(n => n.WasMistake).HasDefaultValue(false);
            address.Ignore(a => a.OneLine);
            address.HasIndex(a => a.PatientId);
            address.HasIndex(a => new { a.PatientId, a.Kind }, "ix_patient_addresses_one_standing").HasDatabaseName("ix_patient_addresses_one_standing").IsUnique().HasFilter("kind <> 'temporary' AND ended_at IS NULL");
        });
        model.Entity<PatientCoverage>(coverage =>
        {
            coverage.ToTable("patient_coverages");
            coverage.Property(n => n.Id).ValueGeneratedNever();
            coverage.HasIndex(c => c.MemberKey);
        });
        model.Entity<PatientChange>(change =>
        {
            change.ToTable("patient_changes");
            change.HasIndex(c => new { c.PatientId, c.At });
        });
        model.Entity<PatientImport>(import =>
        {
            import.ToTable("patient_imports");
            import.HasIndex(i => i.At);
        });
    }

    private static void DescribeTasks(ModelBuilder model)
    {
        DescribeTaskDesk(model);
        model.Entity<StaffTask>(task =>
        {
            task.ToTable("tasks", table =>
            {
                table.HasCheckConstraint("tasks_state_is_known", "state IN ('open', 'done', 'withdrawn')");
                table.HasCheckConstraint("tasks_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
            });

            // What makes a second delivery harmless: one task a kind and order, one a document and wording, one that follows another.
            task.HasIndex(t => new { t.OrderId, t.Kind }).IsUnique().HasFilter("follows_task_id IS NULL");
            task.HasIndex(t => new { t.DocumentId, t.Reason }).IsUnique().HasFilter("reason IS NOT NULL");
            task.HasIndex(t => t.FollowsTaskId).IsUnique();
            task.HasIndex(t => new { t.State, t.LocationId, t.Due });
            task.HasIndex(t => t.PatientId);
            task.HasIndex(t => t.DocumentId);
            task.HasIndex(t => t.LetterId);
            task.HasIndex(t => new { t.ConversationId, t.Reason }).IsUnique().HasFilter("conversation_id IS NOT NULL");
            task.HasIndex(t => t.AuthorizationId);
            task.HasIndex(t => t.OwnerId);
            task.HasIndex(t => t.CareThreadId);
        });
        model.Entity<TaskEvent>(happened =>
        {
            happened.ToTable("task_events");
            happened.HasIndex(e => new { e.TaskId, e.At });
        });
        model.Entity<OrderTaskRule>(rule =>
        {
            rule.ToTable("order_task_rules");
            rule.HasIndex(r => new { r.Kind, r.Payer, r.Number }).IsUnique();
        });
        model.Entity<DocumentPatient>(document =>
        {
            document.ToTable("document_patients");
            document.HasKey(d => d.DocumentId);
        });
    }
}

/// <summary>For the migration tool alone.</summary>
internal sealed class IntakeDbDesign : IDesignTimeDbContextFactory<IntakeDb>
{
    public IntakeDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<IntakeDb>();
        ModuleDatabase.Configure(options, "intake", "Host=none");
        return new IntakeDb(options.Options, new CurrentActor());
    }
}
