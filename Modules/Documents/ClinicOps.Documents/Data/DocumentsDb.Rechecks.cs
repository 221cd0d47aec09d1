using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    public DbSet<RecheckSample> RecheckSamples => Set<RecheckSample>();

    public DbSet<Recheck> Rechecks => Set<Recheck>();

    private static void DescribeRechecks(ModelBuilder model)
    {
        model.Entity<RecheckSample>(sample =>
        {
            sample.ToTable("recheck_samples");
            sample.HasIndex(s => s.Week).IsUnique();
        });
        model.Entity<Recheck>(recheck =>
        {
            recheck.ToTable("rechecks", table =>
            {
                table.HasCheckConstraint("rechecks_verdict_is_known", "verdict IN ('agreed', 'wrong', 'cannot-tell')");
                table.HasCheckConstraint("rechecks_are_answered_whole", "(verdict IS NULL) = (checked_at IS NULL) AND (verdict IS NULL) = (checked_by IS NULL)");
            });
            recheck.HasIndex(r => r.DocumentId);
            recheck.HasIndex(r => r.FilingId).IsUnique();
            recheck.HasOne(r => r.Sample).WithMany(s => s.Rechecks).HasForeignKey(r => r.SampleId).OnDelete(DeleteBehavior.Restrict);
            recheck.HasOne(r => r.Document).WithMany().HasForeignKey(r => r.DocumentId).OnDelete(DeleteBehavior.Restrict);
            recheck.HasOne<FilingEntry>().WithMany().HasForeignKey(r => r.FilingId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
