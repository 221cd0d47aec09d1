using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    public DbSet<ExportedFiling> Exports => Set<ExportedFiling>();

    private static void DescribeExports(ModelBuilder model) =>
        model.Entity<ExportedFiling>(export =>
        {
            export.ToTable("exports", table =>
            {
                table.HasCheckConstraint("exports_state_is_known", "state IN ('pending', 'written', 'withdrawn', 'dropped')");
                table.HasCheckConstraint("exports_written_are_known_by_their_bytes", "state NOT IN ('written', 'withdrawn') OR (sha256 IS NOT NULL AND written_at IS NOT NULL)");
            });
            export.Property(e => e.Problem).HasConversion<string>();
            export.HasIndex(e => e.FilingId).IsUnique().HasFilter("state IN ('pending', 'written')");
            export.HasIndex(e => e.DocumentId);
            export.HasIndex(e => e.PlannedAt).HasFilter("state = 'pending'");
            export.HasIndex(e => e.WrittenAt);
            export.HasIndex(e => e.Id, "exports_to_index").HasFilter("(written_at IS NOT NULL AND written_indexed_at IS NULL) OR (withdrawn_at IS NOT NULL AND withdrawal_indexed_at IS NULL)");
            export.HasOne(e => e.Document).WithMany().HasForeignKey(e => e.DocumentId).OnDelete(DeleteBehavior.Restrict);
            export.HasOne(e => e.Filing).WithMany().HasForeignKey(e => e.FilingId).OnDelete(DeleteBehavior.Restrict);
        });
}
