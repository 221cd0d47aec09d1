using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    /// <summary>A visit looks like a no-show once for a time.</summary>
    public const string OneProposalATime = "ix_missed_proposals_one_a_time";

    public DbSet<MissedProposal> MissedProposals => Set<MissedProposal>();

    private static void DescribeFlowBoard(ModelBuilder model) =>
        model.Entity<MissedProposal>(proposal =>
        {
            proposal.ToTable("missed_proposals");
            proposal.HasOne<Visit>().WithMany().HasForeignKey(p => p.VisitId).OnDelete(DeleteBehavior.Restrict);
            proposal.HasIndex(p => new { p.VisitId, p.StartsAt }, OneProposalATime).HasDatabaseName(OneProposalATime).IsUnique();
        });
}
