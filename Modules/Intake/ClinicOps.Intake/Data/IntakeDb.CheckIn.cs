using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<VisitCheckIn> CheckIns => Set<VisitCheckIn>();

    public DbSet<CheckInEvent> CheckInEvents => Set<CheckInEvent>();

    public DbSet<SignedForm> SignedForms => Set<SignedForm>();

    /// <summary>All of it is seen with its patient.</summary>
    private void DescribeCheckIn(ModelBuilder model)
    {
        model.Entity<VisitCheckIn>(checkIn =>
        {
            checkIn.ToTable("check_ins", table => table.HasCheckConstraint(
                "check_ins_go_in_order", "(checked_in_at IS NULL OR arrived_at IS NOT NULL) AND (roomed_at IS NULL OR checked_in_at IS NOT NULL) AND (with_provider_at IS NULL OR roomed_at IS NOT NULL) AND (done_at IS NULL OR roomed_at IS NOT NULL)"));
            checkIn.HasKey(c => c.VisitId);
            checkIn.HasIndex(c => c.PatientId);
            checkIn.HasOne<Patient>().WithMany().HasForeignKey(c => c.PatientId).OnDelete(DeleteBehavior.Restrict);
            checkIn.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId) || !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<CheckInEvent>(happened =>
        {
            happened.ToTable("check_in_events");
            happened.HasIndex(e => new { e.VisitId, e.At });
        });
        model.Entity<SignedForm>(form =>
        {
            form.ToTable("signed_forms");
            form.Property(f => f.Strokes).HasColumnType("jsonb");
            form.Property(f => f.Why).HasDefaultValue("");
            form.HasIndex(f => new { f.PatientId, f.FormCode });
            form.HasOne<Patient>().WithMany().HasForeignKey(f => f.PatientId).OnDelete(DeleteBehavior.Restrict);
            form.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId) || !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
    }
}
