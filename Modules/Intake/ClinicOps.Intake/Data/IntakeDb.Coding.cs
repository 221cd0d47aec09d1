using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<MedicalCode> MedicalCodes => Set<MedicalCode>();

    public DbSet<FeeChange> FeeChanges => Set<FeeChange>();

    public DbSet<VisitCoding> VisitCodings => Set<VisitCoding>();

    public DbSet<CodingEvent> CodingEvents => Set<CodingEvent>();

    public DbSet<CodingHandOff> CodingHandOffs => Set<CodingHandOff>();

    /// <summary>A coding is seen with its patient and its visit; what was handed off with its coding.</summary>
    private void DescribeCoding(ModelBuilder model)
    {
        model.Entity<MedicalCode>(code =>
        {
            code.ToTable("medical_codes", table => table.HasCheckConstraint("medical_codes_system_is_known", "system IN ('icd10', 'procedure', 'modifier', 'place')"));
            code.HasKey(c => new { c.System, c.Code });
        });
        model.Entity<FeeChange>(change =>
        {
            change.ToTable("fee_changes");
            change.HasIndex(c => new { c.Code, c.At });
            change.HasIndex(c => c.At);
        });
        model.Entity<VisitCoding>(coding =>
        {
            coding.ToTable("visit_codings", table =>
            {
                table.HasCheckConstraint("visit_codings_state_is_known", "state IN ('draft', 'signed', 'handed-off')");
                table.HasCheckConstraint("visit_codings_are_signed_before_they_leave", "(state = 'draft') = (signed_at IS NULL) AND (signed_at IS NULL) = (signed_by IS NULL) AND (state <> 'handed-off' OR handed_off > 0)");
            });
            coding.HasKey(c => c.VisitId);
            coding.Property(c => c.Content).HasColumnType("jsonb");
            coding.HasIndex(c => c.PatientId);
            coding.HasOne<Patient>().WithMany().HasForeignKey(c => c.PatientId).OnDelete(DeleteBehavior.Restrict);
            coding.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId)
                || (Cleared.Contains(row.AccessClass) && !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass))));
        });
        model.Entity<CodingEvent>(happened =>
        {
            happened.ToTable("coding_events");
            happened.Property(e => e.Content).HasColumnType("jsonb");
            happened.HasIndex(e => new { e.VisitId, e.At });
            happened.HasOne<VisitCoding>().WithMany().HasForeignKey(e => e.VisitId).OnDelete(DeleteBehavior.Restrict);
            happened.HasQueryFilter(AccessFilter, row => SeesEveryClass || VisitCodings.Any(coding => coding.VisitId == row.VisitId));
        });
        model.Entity<CodingHandOff>(handOff =>
        {
            handOff.ToTable("coding_hand_offs");
            handOff.HasIndex(h => new { h.VisitId, h.Number }).IsUnique();
            handOff.HasOne<VisitCoding>().WithMany().HasForeignKey(h => h.VisitId).OnDelete(DeleteBehavior.Restrict);
            handOff.HasQueryFilter(AccessFilter, row => SeesEveryClass || VisitCodings.Any(coding => coding.VisitId == row.VisitId));
        });
    }
}
