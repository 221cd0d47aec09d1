using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    /// <summary>An entry is made once, whoever sends it how often.</summary>
    public const string OneEntry = "pk_ledger_entries";

    /// <summary>Nothing is made void twice.</summary>
    public const string OneVoid = "ix_ledger_entries_one_void";

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<Drawer> Drawers => Set<Drawer>();

    public DbSet<DrawerSession> DrawerSessions => Set<DrawerSession>();

    public DbSet<DrawerClosing> DrawerClosings => Set<DrawerClosing>();

    /// <summary>Drawers that were opened and not closed yet.</summary>
    public IQueryable<DrawerSession> OpenSessions => DrawerSessions.AsNoTracking().Where(session => !DrawerClosings.Any(closing => closing.SessionId == session.Id));

    public DbSet<DrawerCorrection> DrawerCorrections => Set<DrawerCorrection>();

    public DbSet<MoneyPaper> MoneyPapers => Set<MoneyPaper>();

    public DbSet<MoneyPaperFile> MoneyPaperFiles => Set<MoneyPaperFile>();

    /// <summary>A line is seen with its patient. What the database refuses besides stands in the migration: see its triggers.</summary>
    private void DescribeLedger(ModelBuilder model)
    {
        model.Entity<LedgerEntry>(entry =>
        {
            entry.ToTable("ledger_entries", table =>
            {
                table.HasCheckConstraint("ledger_entries_kind_is_known", "kind IN ('charge-copay', 'payment', 'prepayment', 'applied', 'refund', 'void')");
                table.HasCheckConstraint("ledger_entries_counts_as_is_known", "counts_as IN ('charge-copay', 'payment', 'prepayment', 'applied')");
                table.HasCheckConstraint("ledger_entries_cents_are_something", "cents <> 0");
                table.HasCheckConstraint(
                    "ledger_entries_sign_is_the_kinds",
                    "CASE kind WHEN 'charge-copay' THEN cents > 0 WHEN 'refund' THEN cents > 0 WHEN 'void' THEN true ELSE cents < 0 END");
                table.HasCheckConstraint("ledger_entries_reversals_name_a_line", "(kind IN ('refund', 'void')) = (reverses_entry_id IS NOT NULL) AND (kind IN ('refund', 'void') OR counts_as = kind)");
                table.HasCheckConstraint("ledger_entries_method_is_known", "method IN ('cash', 'check', 'card', 'other')");
                table.HasCheckConstraint("ledger_entries_money_has_a_drawer", "(counts_as IN ('payment', 'prepayment')) = (method IS NOT NULL) AND (method IS NULL) = (session_id IS NULL)");
                table.HasCheckConstraint("ledger_entries_visit", "(counts_as = 'prepayment') = (visit_id IS NULL)");
                table.HasCheckConstraint(
                    "ledger_entries_change_is_right",
                    "given_cents IS NULL AND change_cents IS NULL OR method = 'cash' AND kind IN ('payment', 'prepayment') AND given_cents >= -cents AND change_cents = given_cents + cents");
            });
            entry.HasIndex(e => e.ReversesEntryId, OneVoid).HasDatabaseName(OneVoid).IsUnique().HasFilter("kind = 'void'");
            entry.HasIndex(e => e.ReversesEntryId);
            entry.HasIndex(e => e.PatientId);
            entry.HasIndex(e => e.VisitId);
            entry.HasIndex(e => e.SessionId);
            entry.HasOne<Patient>().WithMany().HasForeignKey(e => e.PatientId).OnDelete(DeleteBehavior.Restrict);
            entry.HasOne<DrawerSession>().WithMany().HasForeignKey(e => e.SessionId).OnDelete(DeleteBehavior.Restrict);
            entry.HasOne<LedgerEntry>().WithMany().HasForeignKey(e => e.ReversesEntryId).OnDelete(DeleteBehavior.Restrict);
            entry.HasQueryFilter(AccessFilter, line =>
                SeesEveryClass || Opened.Contains(line.PatientId) || !PatientClasses.Any(patient => patient.Id == line.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<Drawer>(drawer =>
        {
            drawer.ToTable("drawers");
            drawer.HasIndex(d => new { d.LocationId, d.Name }).IsUnique();
        });
        model.Entity<DrawerSession>(session =>
        {
            session.ToTable("drawer_sessions", table => table.HasCheckConstraint("drawer_sessions_float_is_no_debt", "float_cents >= 0"));
            session.HasIndex(s => new { s.DrawerId, s.At });
            session.HasOne<Drawer>().WithMany().HasForeignKey(s => s.DrawerId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DrawerClosing>(closing =>
        {
            closing.ToTable("drawer_closings", table => table.HasCheckConstraint(
                "drawer_closings_say_why_they_differ",
                "reason <> '' OR cash_counted = cash_expected AND check_counted = check_expected AND card_counted = card_expected AND other_counted = other_expected"));
            closing.HasKey(c => c.SessionId);
            closing.Ignore(c => c.DifferenceCents);
            closing.Ignore(c => c.Differs);
            closing.HasOne<DrawerSession>().WithOne().HasForeignKey<DrawerClosing>(c => c.SessionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DrawerCorrection>(correction =>
        {
            correction.ToTable("drawer_corrections", table =>
            {
                table.HasCheckConstraint("drawer_corrections_are_of_something_and_say_why", "cents <> 0 AND reason <> ''");
                table.HasCheckConstraint("drawer_corrections_method_is_known", "method IN ('cash', 'check', 'card', 'other')");
            });
            correction.HasIndex(c => new { c.SessionId, c.At });
            correction.HasOne<DrawerClosing>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<MoneyPaper>(paper =>
        {
            paper.ToTable("money_papers", table => table.HasCheckConstraint("money_papers_kind_is_known", "kind IN ('receipt', 'day-sheet', 'correction')"));
            paper.Property(p => p.Number).UseIdentityAlwaysColumn();
            paper.Property(p => p.Content).HasColumnType("jsonb");
            paper.HasIndex(p => p.Number).IsUnique();
        });
        model.Entity<MoneyPaperFile>(file =>
        {
            file.ToTable("money_paper_files");
            file.HasKey(f => f.PaperId);
            file.HasOne<MoneyPaper>().WithOne().HasForeignKey<MoneyPaperFile>(f => f.PaperId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
