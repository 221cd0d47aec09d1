using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    public DbSet<Duty> Duties => Set<Duty>();

    public DbSet<DutyStep> DutySteps => Set<DutyStep>();

    /// <summary>Those that nobody has taken back.</summary>
    public IQueryable<DutyStep> StandingSteps => DutySteps.Where(step => !DutySteps.Any(undone => undone.Undoes == step.Id));

    public DbSet<DutyPool> DutyPools => Set<DutyPool>();

    public DbSet<DutyRule> DutyRules => Set<DutyRule>();

    public DbSet<Absence> Absences => Set<Absence>();

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
}
