using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb(DbContextOptions<SchedulingDb> options, CurrentActor actor) : ModuleDb(options, "scheduling", actor)
{
    /// <summary>The exclusion constraint over <see cref="TakenLane"/>: of a provider, a room or a device, one taker a lane at a time.</summary>
    public const string NoOverlap = "taken_lanes_do_not_overlap";

    /// <summary>Raised by the same trigger: a lane is above what capacity allows, or the room is not one of the location.</summary>
    public const string WithinCapacity = "taken_lanes_keep_to_capacity";

    /// <summary>The same form sent twice makes one visit.</summary>
    public const string OneVisitAnId = "pk_visits";

    /// <summary>One appointment at a time stands for a request.</summary>
    public const string OneVisitARequest = "ix_visits_one_standing_of_a_request";

    public DbSet<Provider> Providers => Set<Provider>();

    public DbSet<WorkingHours> WorkingHours => Set<WorkingHours>();

    public DbSet<WorkingException> WorkingExceptions => Set<WorkingException>();

    public DbSet<VisitType> VisitTypes => Set<VisitType>();

    /// <summary>Those that may be booked, by name, to choose from.</summary>
    public IQueryable<VisitType> VisitTypesInUse => VisitTypes.AsNoTracking().Where(type => !type.IsRetired).OrderBy(type => type.Name);

    public DbSet<Visit> Visits => Set<Visit>();

    public DbSet<VisitChange> VisitChanges => Set<VisitChange>();

    public DbSet<UploadedSchedule> UploadedSchedules => Set<UploadedSchedule>();

    public DbSet<AppointmentRequest> Requests => Set<AppointmentRequest>();

    /// <summary>The patients with an access class of their own.</summary>
    public DbSet<SubjectClass> SubjectClasses => Set<SubjectClass>();

    public override IReadOnlyList<SubjectColumn> SubjectColumns =>
    [
        new("visits", "id", "patient_id") { Of = [new("request_id", "appointment_requests", "id")] },
        new("appointment_requests", "id", "patient_id"),
        new("waitlist_entries", "id", "patient_id") { Of = [new("visit_id", "visits", "id"), new("task_id", "appointment_requests", "task_id")] },
        new("recalls", "id", "patient_id") { Of = [new("from_visit_id", "visits", "id")] },
        SubjectColumn.Stays("subject_classes", "each record has a class of its own", "subject_id"),
    ];

    protected override void Describe(ModelBuilder model)
    {
        DescribeProviders(model);
        DescribeSetUp(model);
        DescribeSubjectClasses(model);
        DescribeJoining(model);
        DescribeFlowBoard(model);
        DescribeConfirmation(model);
        DescribeFeeds(model);
        DescribeWaitlist(model);
        DescribeRecall(model);
        DescribeSeries(model);
        DescribeLinks(model);
        DescribeRequestAttempts(model);
        DescribeProviderOut(model);
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("visits", table =>
            {
                table.HasCheckConstraint("visits_end_after_start", "ends_at > starts_at");
                table.HasCheckConstraint("visits_state_is_known", "state IN ('booked', 'done', 'cancelled', 'missed')");
            });
            visit.HasOne(v => v.Provider).WithMany().HasForeignKey(v => v.ProviderId).OnDelete(DeleteBehavior.Restrict);
            visit.HasOne<VisitType>().WithMany().HasForeignKey(v => v.VisitTypeId).OnDelete(DeleteBehavior.Restrict);
            visit.HasOne(v => v.Request).WithMany().HasForeignKey(v => v.RequestId).OnDelete(DeleteBehavior.Restrict);
            visit.HasIndex(v => new { v.LocationId, v.StartsAt });
            visit.HasIndex(v => new { v.PatientId, v.StartsAt });
            visit.HasIndex(v => v.CareThreadId);
            visit.HasIndex(v => v.RequestId, OneVisitARequest).HasDatabaseName(OneVisitARequest).IsUnique().HasFilter("state NOT IN ('cancelled', 'missed')");
            visit.HasQueryFilter(AccessFilter, v =>
                SeesEveryClass
                || Opened.Contains(v.PatientId)
                || (Cleared.Contains(v.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == v.PatientId && !Cleared.Contains(s.AccessClass))));
        });
        model.Entity<VisitChange>(change =>
        {
            change.ToTable("visit_changes");
            change.HasOne<Visit>().WithMany().HasForeignKey(c => c.VisitId).OnDelete(DeleteBehavior.Restrict);
            change.HasIndex(c => new { c.VisitId, c.Id });
        });
        model.Entity<UploadedSchedule>(file =>
        {
            file.ToTable("schedule_files");
            file.HasIndex(f => f.At);
        });
        model.Entity<AppointmentRequest>(request =>
        {
            request.ToTable("appointment_requests", table =>
            {
                table.HasCheckConstraint("appointment_requests_state_is_known", "state IN ('open', 'booked', 'closed', 'withdrawn', 'declined', 'unreachable')");
                table.HasCheckConstraint("appointment_requests_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
            });
            request.HasIndex(r => r.TaskId).IsUnique();
            request.HasIndex(r => new { r.PatientId, r.State });
            request.HasQueryFilter(AccessFilter, r =>
                SeesEveryClass
                || Opened.Contains(r.PatientId)
                || (Cleared.Contains(r.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == r.PatientId && !Cleared.Contains(s.AccessClass))));
        });
    }

    private static void DescribeProviders(ModelBuilder model)
    {
        model.Entity<Provider>(provider =>
        {
            provider.ToTable("providers");
            provider.Ignore(p => p.DisplayName);
        });
        model.Entity<WorkingHours>(hours =>
        {
            hours.ToTable("working_hours", table => table.HasCheckConstraint(
                "working_hours_are_a_stretch", "weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND until_minute > from_minute AND until_minute <= 1440"));
            hours.HasOne<Provider>().WithMany().HasForeignKey(h => h.ProviderId).OnDelete(DeleteBehavior.Cascade);
            hours.HasIndex(h => new { h.LocationId, h.Weekday });
            hours.ToTable("working_hours", table => table.HasCheckConstraint(
                "working_hours_have_their_break_inside", "(break_from IS NULL) = (break_until IS NULL) AND (break_from IS NULL OR (break_from >= from_minute AND break_until > break_from AND break_until <= until_minute))"));
        });
        model.Entity<WorkingException>(exception =>
        {
            exception.ToTable("working_exceptions", table => table.HasCheckConstraint(
                "working_exceptions_are_a_stretch", "from_minute >= 0 AND until_minute > from_minute AND until_minute <= 1440"));
            exception.HasOne<Provider>().WithMany().HasForeignKey(e => e.ProviderId).OnDelete(DeleteBehavior.Cascade);
            exception.HasIndex(e => new { e.ProviderId, e.Date });
        });
        model.Entity<VisitType>(type =>
        {
            type.ToTable("visit_types", table => table.HasCheckConstraint("visit_types_have_a_length", "minutes BETWEEN 5 AND 720"));
            type.HasIndex(t => t.Code).IsUnique();
        });
    }
}

/// <summary>For the migration tool alone.</summary>
internal sealed class SchedulingDbDesign : IDesignTimeDbContextFactory<SchedulingDb>
{
    public SchedulingDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SchedulingDb>();
        ModuleDatabase.Configure(options, "scheduling", "Host=none");
        return new SchedulingDb(options.Options, new CurrentActor());
    }
}
