using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    public DbSet<RequestAttempt> RequestAttempts => Set<RequestAttempt>();

    /// <summary>Attempts that stand: those that were not taken back.</summary>
    public IQueryable<RequestAttempt> StandingRequestAttempts =>
        RequestAttempts.Where(attempt => attempt.TakesBackId == null && !RequestAttempts.Any(back => back.TakesBackId == attempt.Id));

    private static void DescribeRequestAttempts(ModelBuilder model)
    {
        model.Entity<AppointmentRequest>(request =>
        {
            request.ToTable("appointment_requests", table => table.HasCheckConstraint("appointment_requests_end_is_known", "ended IN ('declined', 'unreachable')"));
            request.Property(r => r.IsEndTaken).HasDefaultValue(false);
        });
        model.Entity<RequestAttempt>(attempt =>
        {
            attempt.ToTable("request_attempts", table => table.HasCheckConstraint(
                "request_attempts_outcome_is_known", "outcome IN ('no-answer', 'left-message', 'wrong-number', 'reached', 'declined', 'unreachable', 'taken-back')"));
            attempt.Property(a => a.Id).ValueGeneratedNever();
            attempt.HasOne<AppointmentRequest>().WithMany().HasForeignKey(a => a.RequestId).OnDelete(DeleteBehavior.Restrict);
            attempt.HasIndex(a => new { a.RequestId, a.At });
            attempt.HasIndex(a => a.TakesBackId).IsUnique();
        });
    }
}
