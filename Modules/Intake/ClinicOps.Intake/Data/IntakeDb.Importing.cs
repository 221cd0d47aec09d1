using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<PatientFile> PatientFiles => Set<PatientFile>();

    public DbSet<PatientFileState> PatientFileStates => Set<PatientFileState>();

    public DbSet<PatientFileLine> PatientFileLines => Set<PatientFileLine>();

    private void DescribeImporting(ModelBuilder model)
    {
        model.Entity<PatientFile>(file =>
        {
            file.ToTable("patient_files");
            file.Ignore(f => f.ReadOn);
            file.HasIndex(f => f.At);
        });
        model.Entity<PatientFileState>(state =>
        {
            state.ToTable("patient_file_states", table => table.HasCheckConstraint("patient_file_states_state_is_known", "state IN ('comparing', 'compared', 'taking')"));
            state.HasKey(s => s.FileId);
            state.HasOne<PatientFile>().WithOne().HasForeignKey<PatientFileState>(s => s.FileId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PatientFileLine>(line =>
        {
            line.ToTable("patient_file_lines", table => table.HasCheckConstraint("patient_file_lines_state_is_known", "state IN ('waiting', 'asked', 'taken', 'same')"));
            line.HasIndex(l => new { l.FileId, l.Line }).IsUnique();
            line.HasIndex(l => l.PatientId);
            line.HasOne<PatientFile>().WithMany().HasForeignKey(l => l.FileId).OnDelete(DeleteBehavior.Restrict);

            // Of somebody who is not registered there is no record yet that could be closed.
            line.HasQueryFilter(AccessFilter, row => SeesEveryClass || row.PatientId == null || Opened.Contains(row.PatientId.Value) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
    }
}
