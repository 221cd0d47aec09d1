using ClinicOps.Correspondence.Batches;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<LetterBatch> LetterBatches => Set<LetterBatch>();

    public DbSet<BatchLetter> BatchLetters => Set<BatchLetter>();

    /// <summary>The row, held against others until the transaction ends; null when there is none.</summary>
    public async Task<LetterBatch?> LockBatch(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM letter_batches WHERE id = {id} FOR UPDATE", stopping);
        return await LetterBatches.SingleOrDefaultAsync(batch => batch.Id == id, stopping);
    }

    private void DescribeBatches(ModelBuilder model)
    {
        model.Entity<LetterBatch>(batch =>
        {
            batch.ToTable("letter_batches", table =>
            {
                table.HasCheckConstraint("letter_batches_kind_is_known", "kind IN ('recall', 'no_show', 'closing', 'listed')");
                table.HasCheckConstraint("letter_batches_state_is_known", "state IN ('drafting', 'drafted', 'approving', 'done', 'withdrawing', 'withdrawn', 'stopped')");
                table.HasCheckConstraint("letter_batches_stopped_know_where", "(state = 'stopped') = (stopped_in IS NOT NULL) AND (state = 'stopped') = (stop_reason IS NOT NULL)");
            });
            batch.Property(b => b.Id).ValueGeneratedNever();
            batch.HasIndex(b => new { b.LocationId, b.BegunAt });
            batch.HasIndex(b => new { b.State, b.StepAt }).HasFilter("state IN ('drafting', 'approving', 'withdrawing')");
        });
        model.Entity<BatchLetter>(letter =>
        {
            letter.ToTable("batch_letters", table => table.HasCheckConstraint(
                "batch_letters_state_is_known", "state IN ('waiting', 'drafted', 'queued', 'skipped', 'broken', 'withdrawn', 'left')"));
            letter.Property(l => l.Id).ValueGeneratedNever();
            letter.HasIndex(l => new { l.BatchId, l.PatientId }).IsUnique();
            letter.HasIndex(l => new { l.BatchId, l.State, l.Ordinal });
            letter.HasIndex(l => l.PatientId);
            letter.HasOne<LetterBatch>().WithMany().HasForeignKey(l => l.BatchId).OnDelete(DeleteBehavior.Restrict);

            // Its letter has the standard class: it is hidden by its patient's.
            letter.HasQueryFilter(AccessFilter, l =>
                SeesEveryClass || Opened.Contains(l.PatientId) || !SubjectClasses.Any(s => s.SubjectId == l.PatientId && !Cleared.Contains(s.AccessClass)));
        });
    }
}
