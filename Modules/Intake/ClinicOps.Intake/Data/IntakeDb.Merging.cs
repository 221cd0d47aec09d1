using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<PatientMerge> PatientMerges => Set<PatientMerge>();

    public DbSet<PatientsApart> PatientsApart => Set<PatientsApart>();

    public DbSet<PatientUnmerge> PatientUnmerges => Set<PatientUnmerge>();

    /// <summary>
    /// What stays with a merged record is read through it: the survivor answers with the names and numbers of both, and an import goes on
    /// writing each by its MRN. What is append-only stays as it was said.
    /// </summary>
    public override IReadOnlyList<SubjectColumn> SubjectColumns =>
    [
        new("tasks", "id", "patient_id") { Of = [new("document_id", "document_patients", "document_id"), new("authorization_id", "authorizations", "id"), new("follows_task_id", "tasks", "id")] },
        new("document_patients", "document_id", "patient_id"),
        new("authorizations", "id", "patient_id") { Of = [new("document_id", "document_patients", "document_id"), new("task_id", "tasks", "id")] },
        new("decision_proposals", "document_id", "patient_id") { Of = [new("document_id", "document_patients", "document_id"), new("authorization_id", "authorizations", "id")] },
        new("check_ins", "visit_id", "patient_id"),
        new("visit_payer_cases", "visit_id", "patient_id"),
        new("signed_forms", "id", "patient_id"),
        new("referrals", "id", "patient_id", GoesIf: "direction <> 'in' OR NOT EXISTS (SELECT FROM referrals other WHERE other.document_id = referrals.document_id AND other.patient_id = {1} AND other.direction = 'in')", ReturnsIf: "direction <> 'in' OR NOT EXISTS (SELECT FROM referrals other WHERE other.document_id = referrals.document_id AND other.patient_id = {0} AND other.direction = 'in')")
        {
            Of = [new("document_id", "document_patients", "document_id"), new("task_id", "tasks", "id")],
        },
        new("note_proposals", "document_id", "patient_id") { Of = [new("document_id", "document_patients", "document_id")] },
        new("related_people", "id", "patient_id"),
        new("asked_estimates", "id", "patient_id"),
        new("visit_codings", "visit_id", "patient_id"),
        SubjectColumn.Stays("chart_packets", "made anew by visit, of the record that the visit names then"),
        SubjectColumn.Stays("set_aside_gaps", "read by visit"),
        SubjectColumn.Stays("authorization_packets", "append-only: as it was given out; read by authorization"),
        SubjectColumn.Stays("referral_packets", "append-only: as it was given out; read by referral"),
        SubjectColumn.Stays("coding_hand_offs", "append-only: as it was given out; read by visit"),
        SubjectColumn.Stays("estimates", "append-only: as it was given out; read by visit"),
        SubjectColumn.Stays("contact_preferences", "append-only: read with the survivor's"),
        SubjectColumn.Stays("patient_notes", "append-only: read with the survivor's"),
        SubjectColumn.Stays("patient_names", "the survivor answers with all names"),
        SubjectColumn.Stays("patient_phones", "the survivor answers with all numbers"),
        SubjectColumn.Stays("patient_addresses", "an import writes the home address by MRN; read with the survivor's"),
        SubjectColumn.Stays("patient_coverages", "an import writes them by MRN; read with the survivor's"),
        SubjectColumn.Stays("patient_file_lines", "an import goes on writing each record by its MRN"),
        SubjectColumn.Stays("patient_changes", "append-only: the record's own history"),
        SubjectColumn.Stays("ledger_entries", "append-only: read with the account that the record leads to"),
        SubjectColumn.Stays("eligibility_checks", "append-only: whose coverage was asked about; read by visit and coverage"),
        SubjectColumn.Stays("eligibility_states", "goes with its question"),
        SubjectColumn.Stays("eligibility_answers", "append-only: goes with its question"),
        SubjectColumn.Stays("eligibility_benefits", "append-only: goes with its question"),
    ];

    /// <summary>Both records of a merge have one class: who does not see the survivor does not see that there was another.</summary>
    private void DescribeMerging(ModelBuilder model)
    {
        DescribeJoining(model);
        model.Entity<PatientMerge>(merge =>
        {
            merge.ToTable("patient_merges", table => table.HasCheckConstraint("patient_merges_are_of_two", "survivor_id <> merged_id"));
            merge.HasIndex(m => m.SurvivorId);
            merge.HasIndex(m => m.MergedId);
            merge.HasOne<Patient>().WithMany().HasForeignKey(m => m.SurvivorId).OnDelete(DeleteBehavior.Restrict);
            merge.HasOne<Patient>().WithMany().HasForeignKey(m => m.MergedId).OnDelete(DeleteBehavior.Restrict);
            merge.HasQueryFilter(AccessFilter, row => SeesEveryClass
                || !PatientClasses.Any(patient => (patient.Id == row.SurvivorId || patient.Id == row.MergedId) && !Cleared.Contains(patient.AccessClass) && !Opened.Contains(patient.Id)));
        });
        model.Entity<PatientsApart>(pair =>
        {
            pair.ToTable("patients_apart", table => table.HasCheckConstraint("patients_apart_are_two_in_order", "one_id < other_id"));
            pair.Property(p => p.Id).ValueGeneratedNever();
            pair.HasIndex(p => new { p.OneId, p.OtherId }).IsUnique().HasFilter("ended_at IS NULL");
            pair.HasIndex(p => p.OtherId);
            pair.HasOne<Patient>().WithMany().HasForeignKey(p => p.OneId).OnDelete(DeleteBehavior.Restrict);
            pair.HasOne<Patient>().WithMany().HasForeignKey(p => p.OtherId).OnDelete(DeleteBehavior.Restrict);
            pair.HasQueryFilter(AccessFilter, row => SeesEveryClass
                || !PatientClasses.Any(patient => (patient.Id == row.OneId || patient.Id == row.OtherId) && !Cleared.Contains(patient.AccessClass) && !Opened.Contains(patient.Id)));
        });
        model.Entity<PatientUnmerge>(back =>
        {
            back.ToTable("patient_unmerges");
            back.HasKey(u => u.MergeId);
            back.HasOne<PatientMerge>().WithOne().HasForeignKey<PatientUnmerge>(u => u.MergeId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
