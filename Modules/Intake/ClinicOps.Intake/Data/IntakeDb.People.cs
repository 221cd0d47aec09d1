using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<RelatedPerson> RelatedPeople => Set<RelatedPerson>();

    public DbSet<PatientNote> PatientNotes => Set<PatientNote>();

    public DbSet<PatientNoteEnd> PatientNoteEnds => Set<PatientNoteEnd>();

    /// <summary>What staff must know of a patient and holds: also what was said of records merged into it.</summary>
    public IQueryable<PatientNote> StandingNotes(Guid patientId) =>
        PatientNotes.AsNoTracking().Where(note => Patients.Any(p => p.Id == note.PatientId && (p.Id == patientId || p.MergedIntoId == patientId)) && !PatientNoteEnds.Any(end => end.NoteId == note.Id));

    /// <summary>All of it is seen with its patient.</summary>
    private void DescribePeople(ModelBuilder model)
    {
        model.Entity<Patient>(patient =>
        {
            patient.Property(p => p.DeceasedSource).HasDefaultValue("");
            patient.Property(p => p.Custody).HasDefaultValue("");
            patient.Property(p => p.Interpreter).HasDefaultValue("");
            patient.Property(p => p.ConfidentialAddress).HasDefaultValue("");
            patient.Ignore(p => p.IsDeceased);
            patient.ToTable("patients", table => table.HasCheckConstraint("patients_deceased_says_who_said_so", "deceased_on IS NULL OR deceased_source <> ''"));
        });
        model.Entity<RelatedPerson>(person =>
        {
            person.ToTable("related_people", table => table.HasCheckConstraint(
                "related_people_relation_is_known", "relation IN ('parent', 'guardian', 'foster-parent', 'spouse', 'child', 'sibling', 'grandparent', 'caregiver', 'attorney', 'other')"));
            person.HasIndex(p => p.PatientId);
            person.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
            person.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId) || !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<PatientNote>(note =>
        {
            note.ToTable("patient_notes");
            note.HasIndex(n => new { n.PatientId, n.At });
            note.HasOne<Patient>().WithMany().HasForeignKey(n => n.PatientId).OnDelete(DeleteBehavior.Restrict);
            note.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId) || !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<PatientNoteEnd>(end =>
        {
            end.ToTable("patient_note_ends");
            end.HasKey(e => e.NoteId);
            end.HasOne<PatientNote>().WithOne().HasForeignKey<PatientNoteEnd>(e => e.NoteId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
