using ClinicOps.Intake.Coverage;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<Estimate> Estimates => Set<Estimate>();

    public DbSet<EstimateGiving> EstimateGivings => Set<EstimateGiving>();

    public DbSet<AskedEstimate> AskedEstimates => Set<AskedEstimate>();

    public DbSet<VisitTypeDue> VisitTypeDues => Set<VisitTypeDue>();

    /// <summary>An estimate is seen with its patient; that it was given, with the estimate.</summary>
    private void DescribeEstimates(ModelBuilder model)
    {
        model.Entity<Estimate>(estimate =>
        {
            estimate.ToTable("estimates", table =>
            {
                table.HasCheckConstraint("estimates_are_of_something", "total_cents > 0");
                table.HasCheckConstraint("estimates_days_are_in_order", "first_day <= last_day AND made_on <= valid_to");
            });
            estimate.Property(e => e.Content).HasColumnType("jsonb");
            estimate.HasIndex(e => new { e.VisitId, e.Number }).IsUnique();
            estimate.HasIndex(e => e.PatientId);
            estimate.HasOne<Patient>().WithMany().HasForeignKey(e => e.PatientId).OnDelete(DeleteBehavior.Restrict);
            estimate.HasQueryFilter(AccessFilter, row => SeesEveryClass || Opened.Contains(row.PatientId) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<AskedEstimate>(asked =>
        {
            asked.ToTable("asked_estimates", table => table.HasCheckConstraint("asked_estimates_taken_over_are_settled", "visit_id IS NULL OR settled_at IS NOT NULL"));
            asked.Property(a => a.Id).ValueGeneratedNever();
            asked.HasIndex(a => new { a.PatientId, a.At });
            asked.HasIndex(a => a.VisitId).IsUnique();
            asked.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
            asked.HasQueryFilter(AccessFilter, row => SeesEveryClass || Opened.Contains(row.PatientId) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<EstimateGiving>(giving =>
        {
            giving.ToTable("estimate_givings", table => table.HasCheckConstraint("estimate_givings_way_is_known", "way IN ('in-person', 'mail', 'e-mail', 'fax')"));
            giving.HasIndex(g => new { g.EstimateId, g.At });
            giving.HasOne<Estimate>().WithMany().HasForeignKey(g => g.EstimateId).OnDelete(DeleteBehavior.Restrict);
            giving.HasQueryFilter(AccessFilter, row => SeesEveryClass || Estimates.Any(estimate => estimate.Id == row.EstimateId));
        });
        model.Entity<VisitTypeDue>(due =>
        {
            due.ToTable("visit_type_dues", table => table.HasCheckConstraint("visit_type_dues_owes_nothing_is_known", OwesNothing.Constraint));
            due.HasIndex(d => new { d.VisitType, d.Number }).IsUnique();
        });
    }
}
