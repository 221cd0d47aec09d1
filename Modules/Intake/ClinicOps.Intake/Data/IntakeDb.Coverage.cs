using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    /// <summary>ISA13 of our questions: unique, whoever writes at the same time.</summary>
    public const string ControlNumbers = "x12_control_numbers";

    public DbSet<Payer> Payers => Set<Payer>();

    public DbSet<VisitPayerCase> VisitPayerCases => Set<VisitPayerCase>();

    public DbSet<EligibilityCheck> EligibilityChecks => Set<EligibilityCheck>();

    public DbSet<EligibilityState> EligibilityStates => Set<EligibilityState>();

    public DbSet<ClearinghouseMessage> ClearinghouseMessages => Set<ClearinghouseMessage>();

    public DbSet<EligibilityAnswer> EligibilityAnswers => Set<EligibilityAnswer>();

    public DbSet<EligibilityBenefit> EligibilityBenefits => Set<EligibilityBenefit>();

    private void DescribeCoverage(ModelBuilder model)
    {
        model.HasSequence<int>(ControlNumbers, Schema).HasMin(1).HasMax(999_999_999).IsCyclic();
        model.Entity<Payer>(payer =>
        {
            payer.ToTable("payers", table =>
            {
                table.HasCheckConstraint("payers_kind_is_known", "kind IN ('commercial', 'medicare', 'medicaid', 'workers-comp', 'auto', 'self-pay')");
                table.HasCheckConstraint("payers_verify_by_is_known", "verify_by IN ('clearinghouse', 'portal', 'phone', 'none')");
            });
            payer.HasIndex(p => p.NameKey).IsUnique();
        });
        model.Entity<PatientCoverage>(coverage =>
        {
            coverage.ToTable("patient_coverages", table =>
            {
                table.HasCheckConstraint("patient_coverages_rank_is_known", "rank BETWEEN 1 AND 3");
                table.HasCheckConstraint("patient_coverages_relationship_is_known", "relationship IN ('', 'self', 'spouse', 'child', 'other')");
            });
            coverage.HasIndex(c => c.PayerId);
            coverage.HasOne<Payer>().WithMany().HasForeignKey(c => c.PayerId).OnDelete(DeleteBehavior.Restrict);
            coverage.Property(c => c.Rank).HasDefaultValue(1);
            coverage.Property(c => c.EhrKey).HasDefaultValue("");
            coverage.Property(c => c.ByHand).HasDefaultValue(false);
            coverage.Ignore(c => c.IsOfSomebodyElse);
        });
        model.Entity<VisitPayerCase>(payerCase =>
        {
            payerCase.ToTable("visit_payer_cases", table =>
            {
                table.HasCheckConstraint("visit_payer_cases_kind_is_known", "kind IN ('health-plan', 'workers-comp', 'auto', 'self-pay')");
                table.HasCheckConstraint("visit_payer_cases_owes_nothing_is_known", "owes_nothing IN ('', 'preventive', 'global-period', 'qmb', 'workers-comp')");
                table.HasCheckConstraint("visit_payer_cases_estimate_is_positive", "estimate_cents >= 0");
            });
            payerCase.HasKey(c => c.VisitId);
            payerCase.HasIndex(c => c.PatientId);
            payerCase.HasQueryFilter(AccessFilter, row => SeesEveryClass || Opened.Contains(row.PatientId) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
        DescribeEligibility(model);
    }

    private void DescribeEligibility(ModelBuilder model)
    {
        model.Entity<EligibilityCheck>(check =>
        {
            check.ToTable("eligibility_checks");
            check.HasIndex(c => c.Trace).IsUnique();
            check.HasIndex(c => c.ControlNumber);
            check.HasIndex(c => new { c.VisitId, c.At });
            check.HasIndex(c => c.CareThreadId);
            check.HasIndex(c => new { c.PatientId, c.At });
            check.HasQueryFilter(AccessFilter, row => SeesEveryClass || Opened.Contains(row.PatientId) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<EligibilityState>(state =>
        {
            state.ToTable("eligibility_states", table => table.HasCheckConstraint("eligibility_states_state_is_known", "state IN ('pending', 'sending', 'sent', 'answered', 'failed', 'unknown')"));
            state.HasKey(s => s.CheckId);
            state.HasOne<EligibilityCheck>().WithOne().HasForeignKey<EligibilityState>(s => s.CheckId).OnDelete(DeleteBehavior.Restrict);
            state.HasQueryFilter(AccessFilter, row => SeesEveryClass || Opened.Contains(row.PatientId) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<ClearinghouseMessage>(message =>
        {
            message.ToTable("clearinghouse_messages");
            message.HasIndex(m => m.Sha256).IsUnique();
        });
        model.Entity<EligibilityAnswer>(answer =>
        {
            answer.ToTable("eligibility_answers", table => table.HasCheckConstraint("eligibility_answers_outcome_is_known", "outcome IN ('active', 'not-active', 'not-covered', 'rejected', 'unclear')"));
            answer.HasIndex(a => new { a.MessageId, a.Number }).IsUnique();
            answer.HasIndex(a => a.CheckId);
            answer.HasIndex(a => a.PatientId);
            answer.HasOne<ClearinghouseMessage>().WithMany().HasForeignKey(a => a.MessageId).OnDelete(DeleteBehavior.Restrict);
            answer.HasOne<EligibilityCheck>().WithMany().HasForeignKey(a => a.CheckId).OnDelete(DeleteBehavior.Restrict);
            answer.HasQueryFilter(AccessFilter, row => SeesEveryClass || (row.PatientId != null && (Opened.Contains(row.PatientId.Value) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)))));
        });
        model.Entity<EligibilityBenefit>(benefit =>
        {
            benefit.ToTable("eligibility_benefits");
            benefit.Ignore(b => b.Named);
            IsJson(benefit.Property(b => b.Others));
            benefit.Property(b => b.Others).HasDefaultValueSql("'[]'");
            benefit.HasIndex(b => new { b.AnswerId, b.Number }).IsUnique();
            benefit.HasOne<EligibilityAnswer>().WithMany().HasForeignKey(b => b.AnswerId).OnDelete(DeleteBehavior.Restrict);
            benefit.HasQueryFilter(AccessFilter, row => SeesEveryClass || Opened.Contains(row.PatientId) || PatientClasses.Any(patient => patient.Id == row.PatientId && Cleared.Contains(patient.AccessClass)));
        });
    }
}
