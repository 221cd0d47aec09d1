using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicOps.Scheduling.Data;

internal sealed class SchedulingDb(DbContextOptions<SchedulingDb> options) : ModuleDb(options, "scheduling")
{
    /// <summary>The exclusion constraint of the first migration: one provider, one visit at a time.</summary>
    public const string NoOverlap = "visits_do_not_overlap";

    public DbSet<Provider> Providers => Set<Provider>();

    public DbSet<Visit> Visits => Set<Visit>();

    protected override void Describe(ModelBuilder model)
    {
        model.Entity<Provider>(provider =>
        {
            provider.ToTable("providers");
            provider.Ignore(p => p.DisplayName);
        });
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("visits", table =>
            {
                table.HasCheckConstraint("visits_end_after_start", "ends_at > starts_at");
                table.HasCheckConstraint("visits_state_is_known", "state IN ('scheduled', 'done', 'cancelled')");
            });
            visit.HasOne(v => v.Provider).WithMany().HasForeignKey(v => v.ProviderId).OnDelete(DeleteBehavior.Restrict);
            visit.HasIndex(v => new { v.LocationId, v.StartsAt });
            visit.HasIndex(v => new { v.PatientId, v.StartsAt });
            visit.HasIndex(v => v.CareThreadId);
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
        return new SchedulingDb(options.Options);
    }
}
