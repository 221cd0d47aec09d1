using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    public DbSet<RecallEntry> Recalls => Set<RecallEntry>();

    public DbSet<RecallAttempt> RecallAttempts => Set<RecallAttempt>();

    public DbSet<RecallLetter> RecallLetters => Set<RecallLetter>();

    /// <summary>Attempts that stand: those that were not taken back.</summary>
    public IQueryable<RecallAttempt> StandingRecallAttempts =>
        RecallAttempts.Where(attempt => attempt.TakesBackId == null && !RecallAttempts.Any(back => back.TakesBackId == attempt.Id));

    /// <summary>Inside a transaction: nobody else changes the recall until it ends. Null where there is none in sight.</summary>
    public async Task<RecallEntry?> LockRecall(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM recalls WHERE id = {id} FOR UPDATE", stopping);
        return await Recalls.SingleOrDefaultAsync(recall => recall.Id == id, stopping);
    }

    private void DescribeRecall(ModelBuilder model)
    {
        model.Entity<RecallEntry>(recall =>
        {
            recall.ToTable("recalls", table => table.HasCheckConstraint("recalls_state_is_known", "state IN ('due', 'contacted', 'booked', 'declined', 'given-up')"));
            recall.HasOne<VisitType>().WithMany().HasForeignKey(r => r.VisitTypeId).OnDelete(DeleteBehavior.Restrict);
            recall.HasOne<Provider>().WithMany().HasForeignKey(r => r.ProviderId).OnDelete(DeleteBehavior.Restrict);
            recall.HasOne<Visit>().WithMany().HasForeignKey(r => r.FromVisitId).OnDelete(DeleteBehavior.Restrict);
            recall.HasIndex(r => new { r.LocationId, r.State, r.Due });
            recall.HasIndex(r => new { r.PatientId, r.State });
            recall.HasIndex(r => r.BookedVisitId);
            recall.HasQueryFilter(AccessFilter, r =>
                SeesEveryClass
                || Opened.Contains(r.PatientId)
                || (Cleared.Contains(r.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == r.PatientId && !Cleared.Contains(s.AccessClass))));
        });
        model.Entity<RecallAttempt>(attempt =>
        {
            attempt.ToTable("recall_attempts", table => table.HasCheckConstraint(
                "recall_attempts_outcome_is_known", "outcome IN ('no-answer', 'left-message', 'wrong-number', 'declined', 'given-up', 'taken-back')"));
            attempt.Property(a => a.Id).ValueGeneratedNever();
            attempt.HasOne<RecallEntry>().WithMany().HasForeignKey(a => a.RecallId).OnDelete(DeleteBehavior.Restrict);
            attempt.HasIndex(a => a.RecallId);
            attempt.HasIndex(a => a.TakesBackId).IsUnique();
        });
        model.Entity<RecallLetter>(letter =>
        {
            letter.ToTable("recall_letters");
            letter.HasOne<RecallEntry>().WithMany().HasForeignKey(l => l.RecallId).OnDelete(DeleteBehavior.Restrict);
            letter.HasIndex(l => new { l.RecallId, l.BatchId }).IsUnique();
        });
    }
}
