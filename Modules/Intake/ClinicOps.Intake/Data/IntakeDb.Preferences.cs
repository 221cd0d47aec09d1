using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<ContactPreference> ContactPreferences => Set<ContactPreference>();

    /// <summary>Seen with its patient.</summary>
    private void DescribePreferences(ModelBuilder model) =>
        model.Entity<ContactPreference>(preference =>
        {
            preference.ToTable("contact_preferences", table =>
            {
                table.HasCheckConstraint("contact_preferences_preferred_is_known", "preferred IN ('', 'phone', 'e-mail', 'text', 'post')");
                table.HasCheckConstraint("contact_preferences_voicemail_is_known", "voicemail IN ('', 'none', 'call-back', 'details')");
            });
            preference.HasIndex(p => new { p.PatientId, p.At });
            preference.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
            preference.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId) || !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
}
