using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<Referral> Referrals => Set<Referral>();

    public DbSet<ReferralEvent> ReferralEvents => Set<ReferralEvent>();

    public DbSet<ReferralUse> ReferralUses => Set<ReferralUse>();

    public DbSet<NoteProposal> NoteProposals => Set<NoteProposal>();

    public DbSet<ReferralPacket> ReferralPackets => Set<ReferralPacket>();

    /// <summary>Holds the referral until the transaction ends: one step at a time.</summary>
    /// <returns>Null when there is none of that id in sight.</returns>
    public async Task<Referral?> LockReferral(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM referrals WHERE id = {id} FOR UPDATE", stopping);
        return await Referrals.SingleOrDefaultAsync(r => r.Id == id, stopping);
    }

    /// <summary>Rows that no other row ends: visits that are booked, and those that are done.</summary>
    public IQueryable<ReferralUse> CountingReferralUses =>
        ReferralUses.Where(use => (use.Kind == UseKind.Reserved || use.Kind == UseKind.Used) && !ReferralUses.Any(later => later.EndsId == use.Id));

    private void DescribeReferrals(ModelBuilder model)
    {
        model.Entity<Referral>(referral =>
        {
            referral.ToTable("referrals", table =>
            {
                table.HasCheckConstraint("referrals_direction_is_known", "direction IN ('in', 'out')");
                table.HasCheckConstraint(
                    "referrals_state_is_known",
                    "state IN ('declined', 'withdrawn') OR (direction = 'in' AND state IN ('needed', 'requested', 'received', 'accepted')) OR (direction = 'out' AND state IN ('draft', 'sent', 'scheduled', 'closed'))");
                table.HasCheckConstraint("referrals_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
                table.HasCheckConstraint("referrals_end_after_they_begin", "valid_to >= valid_from");
                table.HasCheckConstraint("referrals_allow_some_visits", "visits_allowed > 0");
            });
            referral.Ignore(r => r.Facts);
            referral.HasIndex(r => r.PatientId);
            referral.HasIndex(r => r.CareThreadId);
            referral.HasIndex(r => r.DocumentThreadId);
            referral.HasIndex(r => r.OrderId);
            referral.HasIndex(r => new { r.State, r.LocationId });
            referral.HasIndex(r => r.ChaseOn);
            referral.HasIndex(r => r.DocumentId);

            // One for each task until it is withdrawn, and one of each patient that a document refers.
            referral.HasIndex(r => r.TaskId).IsUnique().HasFilter("state <> 'withdrawn'");
            referral.HasIndex(r => new { r.DocumentId, r.PatientId }).IsUnique().HasFilter("direction = 'in'");
            referral.HasQueryFilter(AccessFilter, r =>
                SeesEveryClass
                || Opened.Contains(r.PatientId)
                || (Cleared.Contains(r.AccessClass) && !PatientClasses.Any(patient => patient.Id == r.PatientId && !Cleared.Contains(patient.AccessClass))));
        });
        model.Entity<ReferralEvent>(happened =>
        {
            happened.ToTable("referral_events");
            IsJson(happened.Property(e => e.Old));
            IsJson(happened.Property(e => e.New));
            happened.HasIndex(e => new { e.ReferralId, e.Number }).IsUnique();
            happened.HasIndex(e => e.UndoesId).IsUnique();
            happened.Property(e => e.SentTo).HasDefaultValue("");
            happened.HasOne<Referral>().WithMany().HasForeignKey(e => e.ReferralId).OnDelete(DeleteBehavior.Restrict);
            happened.HasOne<ReferralPacket>().WithMany().HasForeignKey(e => e.PacketId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ReferralPacket>(packet =>
        {
            packet.ToTable("referral_packets");
            packet.HasIndex(p => new { p.ReferralId, p.At });
            packet.HasOne<Referral>().WithMany().HasForeignKey(p => p.ReferralId).OnDelete(DeleteBehavior.Restrict);
            packet.HasQueryFilter(AccessFilter, row => SeesEveryClass || Referrals.Any(referral => referral.Id == row.ReferralId));
        });
        model.Entity<ReferralUse>(use =>
        {
            use.ToTable("referral_uses", table =>
            {
                table.HasCheckConstraint("referral_uses_kind_is_known", "kind IN ('reserved', 'released', 'used', 'returned')");
                table.HasCheckConstraint("referral_uses_end_a_row", "(kind = 'reserved') = (ends_id IS NULL)");
            });
            use.HasIndex(u => u.ReferralId);
            use.HasIndex(u => u.VisitId);
            use.HasIndex(u => u.EndsId).IsUnique();
            use.HasOne<Referral>().WithMany().HasForeignKey(u => u.ReferralId).OnDelete(DeleteBehavior.Restrict);
            use.HasOne<ReferralUse>().WithMany().HasForeignKey(u => u.EndsId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<NoteProposal>(proposal =>
        {
            proposal.ToTable("note_proposals", table => table.HasCheckConstraint("note_proposals_state_is_known", "state IN ('open', 'accepted', 'dismissed', 'withdrawn')"));
            proposal.HasKey(p => p.DocumentId);
            proposal.HasIndex(p => p.ReferralId);
            proposal.HasIndex(p => p.PatientId);
            proposal.HasIndex(p => p.CareThreadId);
            proposal.HasQueryFilter(AccessFilter, p =>
                SeesEveryClass
                || Opened.Contains(p.PatientId)
                || (Cleared.Contains(p.AccessClass) && !PatientClasses.Any(patient => patient.Id == p.PatientId && !Cleared.Contains(patient.AccessClass))));
        });
        model.Entity<Payer>().Property(payer => payer.NeedsReferral).HasDefaultValue(false);
        model.Entity<StaffTask>().HasIndex(task => task.ReferralId);
    }
}
