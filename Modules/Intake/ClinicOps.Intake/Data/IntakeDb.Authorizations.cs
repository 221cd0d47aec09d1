using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicOps.Intake.Data;

/// <summary>Authorizations and what hangs on them.</summary>
internal sealed partial class IntakeDb
{
    public DbSet<PayerAuthorization> Authorizations => Set<PayerAuthorization>();

    public DbSet<AuthorizationEvent> AuthorizationEvents => Set<AuthorizationEvent>();

    public DbSet<AuthorizationDeadline> AuthorizationDeadlines => Set<AuthorizationDeadline>();

    public DbSet<AuthorizationUse> AuthorizationUses => Set<AuthorizationUse>();

    public DbSet<DecisionProposal> DecisionProposals => Set<DecisionProposal>();

    public DbSet<AuthorizationRule> AuthorizationRules => Set<AuthorizationRule>();

    /// <summary>The row is this transaction's until it ends: of two who change it, or take its units, the second sees what the first did.</summary>
    /// <returns>Null when there is none of that id in sight.</returns>
    public async Task<PayerAuthorization?> LockAuthorization(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM authorizations WHERE id = {id} FOR UPDATE", stopping);
        return await Authorizations.SingleOrDefaultAsync(a => a.Id == id, stopping);
    }

    /// <summary>Rows that no other row ends: what is reserved and what is used.</summary>
    public IQueryable<AuthorizationUse> CountingUses =>
        AuthorizationUses.Where(use => (use.Kind == UseKind.Reserved || use.Kind == UseKind.Used) && !AuthorizationUses.Any(later => later.EndsId == use.Id));

    private void DescribeAuthorizations(ModelBuilder model)
    {
        model.Entity<PayerAuthorization>(authorization =>
        {
            authorization.ToTable("authorizations", table =>
            {
                table.HasCheckConstraint("authorizations_state_is_known", "state IN ('draft', 'submitted', 'pended', 'approved', 'partial', 'denied', 'expired', 'withdrawn', 'not_required')");
                table.HasCheckConstraint("authorizations_urgency_is_known", "urgency IN ('standard', 'expedited')");
                table.HasCheckConstraint("authorizations_unit_basis_is_known", "unit_basis IN ('visits', 'services', 'mg', 'hours', 'other')");
                table.HasCheckConstraint("authorizations_units_have_a_basis", "units_approved IS NULL OR (units_approved > 0 AND unit_basis IS NOT NULL)");
                table.HasCheckConstraint("authorizations_granted_have_a_number", "state NOT IN ('approved', 'partial') OR number <> ''");
                table.HasCheckConstraint("authorizations_not_required_say_who_said_so", "state <> 'not_required' OR (not_required_by <> '' AND not_required_on IS NOT NULL)");
                table.HasCheckConstraint("authorizations_end_after_they_begin", "valid_to >= valid_from");
            });
            authorization.Ignore(a => a.Facts);
            IsJson(authorization.Property(a => a.Codes));
            authorization.HasIndex(a => a.PatientId);
            authorization.HasIndex(a => a.CareThreadId);
            authorization.HasIndex(a => a.OrderId);
            authorization.HasIndex(a => a.DocumentId);
            authorization.HasIndex(a => new { a.State, a.LocationId });

            // One for each task, until it is withdrawn.
            authorization.HasIndex(a => a.TaskId).IsUnique().HasFilter("state <> 'withdrawn'");
            authorization.HasQueryFilter(AccessFilter, a =>
                SeesEveryClass
                || Opened.Contains(a.PatientId)
                || (Cleared.Contains(a.AccessClass) && !PatientClasses.Any(patient => patient.Id == a.PatientId && !Cleared.Contains(patient.AccessClass))));
        });
        model.Entity<AuthorizationEvent>(happened =>
        {
            happened.ToTable("authorization_events");
            IsJson(happened.Property(e => e.Old));
            IsJson(happened.Property(e => e.New));
            happened.HasIndex(e => new { e.AuthorizationId, e.Number }).IsUnique();
            happened.HasIndex(e => e.UndoesId).IsUnique();
            happened.HasOne<PayerAuthorization>().WithMany().HasForeignKey(e => e.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<AuthorizationDeadline>(deadline =>
        {
            deadline.ToTable("authorization_deadlines", table =>
            {
                table.HasCheckConstraint("authorization_deadlines_kind_is_known", "kind IN ('decision', 'respond-by', 'peer-to-peer', 'appeal', 'retro')");
                table.HasCheckConstraint("authorization_deadlines_state_is_known", "state IN ('open', 'met', 'missed', 'void')");
            });

            // One clock of each kind runs at a time.
            deadline.HasIndex(d => new { d.AuthorizationId, d.Kind }).IsUnique().HasFilter("state = 'open'");
            deadline.HasIndex(d => new { d.State, d.DueAt });
            deadline.HasOne<PayerAuthorization>().WithMany().HasForeignKey(d => d.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<AuthorizationUse>(use =>
        {
            use.ToTable("authorization_uses", table =>
            {
                table.HasCheckConstraint("authorization_uses_kind_is_known", "kind IN ('reserved', 'released', 'used', 'returned')");
                table.HasCheckConstraint("authorization_uses_take_something", "units > 0");
                table.HasCheckConstraint("authorization_uses_end_a_row", "(kind = 'reserved') = (ends_id IS NULL)");
            });
            use.HasIndex(u => u.AuthorizationId);
            use.HasIndex(u => u.VisitId);
            use.HasIndex(u => u.EndsId).IsUnique();
            use.HasOne<PayerAuthorization>().WithMany().HasForeignKey(u => u.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
            use.HasOne<AuthorizationUse>().WithMany().HasForeignKey(u => u.EndsId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DecisionProposal>(proposal =>
        {
            proposal.ToTable("decision_proposals", table => table.HasCheckConstraint("decision_proposals_state_is_known", "state IN ('open', 'accepted', 'dismissed', 'withdrawn')"));
            proposal.HasKey(p => p.DocumentId);
            proposal.HasIndex(p => p.AuthorizationId);
            proposal.HasIndex(p => p.PatientId);
            proposal.HasQueryFilter(AccessFilter, p =>
                SeesEveryClass
                || Opened.Contains(p.PatientId)
                || (Cleared.Contains(p.AccessClass) && !PatientClasses.Any(patient => patient.Id == p.PatientId && !Cleared.Contains(patient.AccessClass))));
        });
        model.Entity<AuthorizationRule>(rule =>
        {
            rule.ToTable("authorization_rules");
            rule.Property(r => r.Plan).HasDefaultValue("*");
            rule.HasIndex(r => new { r.Payer, r.Plan, r.Codes, r.Site, r.Number }).IsUnique();
        });
    }

    /// <summary>Immutable records kept whole: always replaced, never changed inside.</summary>
    private static void IsJson<T>(PropertyBuilder<T> property)
    {
        property.HasConversion(
            value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => value == null ? 0 : value.GetHashCode(), value => value));
        property.HasColumnType("jsonb");
    }
}
