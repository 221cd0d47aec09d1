using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

/// <summary>Who has tasks, and what becomes of those that wait.</summary>
internal sealed partial class IntakeDb
{
    public DbSet<TaskTeam> TaskTeams => Set<TaskTeam>();

    public DbSet<TaskAgeRule> TaskAgeRules => Set<TaskAgeRule>();

    private static void DescribeTaskDesk(ModelBuilder model)
    {
        model.Entity<StaffTask>(task =>
        {
            task.ToTable("tasks", table =>
            {
                table.HasCheckConstraint("tasks_priority_is_known", "priority IN ('normal', 'high')");
                table.HasCheckConstraint("tasks_snoozed_say_why", "snoozed_until IS NULL OR snooze_reason <> ''");
            });
            task.Ignore(t => t.Standing);
            task.Property(t => t.Priority).HasDefaultValue(TaskPriority.Normal);
            task.Property(t => t.SnoozeReason).HasDefaultValue("");
            task.HasIndex(t => t.TeamId);
            task.HasIndex(t => t.VisitId);
            task.HasOne<TaskTeam>().WithMany().HasForeignKey(t => t.TeamId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<TaskEvent>(happened =>
        {
            happened.Property(e => e.Words).HasDefaultValue("");
            IsJson(happened.Property(e => e.Before));
            happened.HasIndex(e => e.BatchId);
            happened.HasIndex(e => new { e.TaskId, e.AgeStep }).IsUnique().HasFilter("age_step IS NOT NULL");
        });
        model.Entity<TaskTeam>(team =>
        {
            team.ToTable("task_teams");
            team.HasIndex(t => t.Name).IsUnique().HasFilter("NOT is_closed");
        });
        model.Entity<TaskAgeRule>(rule =>
        {
            rule.ToTable("task_age_rules", table =>
            {
                table.HasCheckConstraint("task_age_rules_measure_is_known", "measure IN ('overdue', 'unowned')");
                table.HasCheckConstraint("task_age_rules_do_something", "is_removed OR raises OR team_id IS NOT NULL OR user_id IS NOT NULL");
            });
            rule.HasIndex(r => new { r.Kind, r.Measure, r.Days, r.Number }).IsUnique();
            rule.HasOne<TaskTeam>().WithMany().HasForeignKey(r => r.TeamId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
