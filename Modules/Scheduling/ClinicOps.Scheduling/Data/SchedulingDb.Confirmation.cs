using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    /// <summary>A patient is asked once by each way about a visit at a time and place.</summary>
    public const string OneReminderAWay = "ix_visit_reminders_one_a_way";

    /// <summary>A link is used once, and an attempt is taken back once.</summary>
    public const string OneAnswerALink = "ix_contact_attempts_one_a_link";

    public DbSet<ConfirmationRule> ConfirmationRules => Set<ConfirmationRule>();

    public DbSet<VisitReminder> Reminders => Set<VisitReminder>();

    public DbSet<ContactAttempt> ContactAttempts => Set<ContactAttempt>();

    /// <summary>Attempts that stand: those that were not taken back.</summary>
    public IQueryable<ContactAttempt> StandingAttempts =>
        ContactAttempts.Where(attempt => attempt.TakesBackId == null && !ContactAttempts.Any(back => back.TakesBackId == attempt.Id));

    /// <summary>That patients said to come, as long as nothing else was said since about the same time and place: of a patient's answers the latest counts.</summary>
    public IQueryable<ContactAttempt> StandingYeses =>
        StandingAttempts.Where(yes => yes.Outcome == ContactOutcome.Confirmed && !StandingAttempts.Any(
            later => later.VisitId == yes.VisitId && later.StartsAt == yes.StartsAt && later.LocationId == yes.LocationId
                && (later.Outcome == ContactOutcome.OtherTime || later.Outcome == ContactOutcome.Cancels) && later.At > yes.At));

    /// <summary>Of these, those that are booked and whose patient does not stand by having said, for the time and the place where they stand now, to come; without those whose provider is out then.</summary>
    public IQueryable<Visit> Unconfirmed(IQueryable<Visit> visits) => visits.Where(visit => visit.State == VisitStates.Booked && !VisitsWithoutProvider.Contains(visit.Id)
        && !StandingYeses.Any(yes => yes.VisitId == visit.Id && yes.StartsAt == visit.StartsAt && yes.LocationId == visit.LocationId));

    /// <returns>False where this was asked for before.</returns>
    public async Task<bool> InsertReminder(Guid id, Visit visit, string way, DateTimeOffset at, CancellationToken stopping) =>
        await Database.ExecuteSqlAsync(
            $"INSERT INTO visit_reminders (id, visit_id, starts_at, location_id, way, asked_at) VALUES ({id}, {visit.Id}, {visit.StartsAt}, {visit.LocationId}, {way}, {at}) ON CONFLICT (visit_id, starts_at, location_id, way) DO NOTHING", stopping) == 1;

    private static void DescribeConfirmation(ModelBuilder model)
    {
        model.Entity<ConfirmationRule>(rule =>
        {
            rule.ToTable("confirmation_rules", table => table.HasCheckConstraint(
                "confirmation_rules_are_days", "mail_days_before BETWEEN 0 AND 60 AND call_days_before BETWEEN 0 AND 60"));
            rule.HasOne<VisitType>().WithMany().HasForeignKey(r => r.VisitTypeId).OnDelete(DeleteBehavior.Cascade);
            rule.HasIndex(r => r.VisitTypeId).IsUnique().AreNullsDistinct(false);
        });
        model.Entity<VisitReminder>(reminder =>
        {
            reminder.ToTable("visit_reminders", table => table.HasCheckConstraint("visit_reminders_way_is_known", "way IN ('mail', 'call')"));
            reminder.HasOne<Visit>().WithMany().HasForeignKey(r => r.VisitId).OnDelete(DeleteBehavior.Restrict);
            reminder.HasIndex(r => new { r.VisitId, r.StartsAt, r.LocationId, r.Way }, OneReminderAWay).HasDatabaseName(OneReminderAWay).IsUnique();
        });
        model.Entity<ContactAttempt>(attempt =>
        {
            attempt.ToTable("contact_attempts", table => table.HasCheckConstraint(
                "contact_attempts_outcome_is_known", "outcome IN ('confirmed', 'no-answer', 'left-message', 'wrong-number', 'other-time', 'cancels', 'taken-back')"));
            attempt.Property(a => a.Id).ValueGeneratedNever();
            attempt.HasOne<Visit>().WithMany().HasForeignKey(a => a.VisitId).OnDelete(DeleteBehavior.Restrict);
            attempt.HasIndex(a => new { a.VisitId, a.StartsAt });
            attempt.HasIndex(a => a.ReminderId, OneAnswerALink).HasDatabaseName(OneAnswerALink).IsUnique();
            attempt.HasIndex(a => a.TakesBackId).IsUnique();
        });
    }
}
