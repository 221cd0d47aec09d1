using ClinicOps.Correspondence.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<CannedAnswer> CannedAnswers => Set<CannedAnswer>();

    private static void DescribeCannedAnswers(ModelBuilder model) => model.Entity<CannedAnswer>(answer =>
    {
        answer.ToTable("canned_answers", table =>
        {
            table.HasCheckConstraint("canned_answers_language_is_known", "language IN ('en', 'es')");
            table.HasCheckConstraint("canned_answers_kind_is_known", "for_kind IS NULL OR for_kind IN ('question', 'request', 'concern', 'complaint')");
        });
        answer.Property(a => a.Id).ValueGeneratedNever();
        answer.HasIndex(a => new { a.Code, a.Language }).IsUnique().HasFilter("NOT is_removed");
    });
}
