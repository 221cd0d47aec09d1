using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    public DbSet<VisitLink> VisitLinks => Set<VisitLink>();

    private static void DescribeLinks(ModelBuilder model) => model.Entity<VisitLink>(link =>
    {
        link.ToTable("visit_links", table =>
        {
            table.HasCheckConstraint("visit_links_are_of_two", "earlier_id <> later_id");
            table.HasCheckConstraint("visit_links_have_a_distance", "most_minutes BETWEEN 0 AND 1440");
        });
        link.HasKey(l => new { l.EarlierId, l.LaterId });
        link.HasIndex(l => l.LaterId);
        link.HasOne<Visit>().WithMany().HasForeignKey(l => l.EarlierId).OnDelete(DeleteBehavior.Restrict);
        link.HasOne<Visit>().WithMany().HasForeignKey(l => l.LaterId).OnDelete(DeleteBehavior.Restrict);
    });
}
