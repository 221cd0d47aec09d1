using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    public DbSet<Holiday> Holidays => Set<Holiday>();

    public DbSet<Block> Blocks => Set<Block>();

    public DbSet<ResourceKind> ResourceKinds => Set<ResourceKind>();

    public DbSet<Resource> Resources => Set<Resource>();

    public DbSet<VisitTypeNeed> VisitTypeNeeds => Set<VisitTypeNeed>();

    public DbSet<ProviderCapacity> ProviderCapacities => Set<ProviderCapacity>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<TakenLane> TakenLanes => Set<TakenLane>();

    public DbSet<SetUpChange> SetUpChanges => Set<SetUpChange>();

    /// <summary>What staff set up, and what takes time. Defaults are the database's, for rows that are written past this model.</summary>
    private static void DescribeSetUp(ModelBuilder model)
    {
        model.Entity<Provider>().Property(p => p.NeedsNoRoom).HasDefaultValue(false);
        model.Entity<VisitType>(type =>
        {
            type.ToTable("visit_types", table =>
            {
                table.HasCheckConstraint("visit_types_have_buffers", "buffer_before BETWEEN 0 AND 120 AND buffer_after BETWEEN 0 AND 120");
                table.HasCheckConstraint("visit_types_have_a_capacity", "capacity BETWEEN 1 AND 20");
                table.HasCheckConstraint("visit_types_are_for_somebody", "for_whom IN ('anybody', 'new', 'established')");
            });
            type.Property(t => t.BufferBefore).HasDefaultValue(0);
            type.Property(t => t.BufferAfter).HasDefaultValue(0);
            type.Property(t => t.Capacity).HasDefaultValue(1);
            type.Property(t => t.ForWhom).HasDefaultValue(PatientRule.Anybody);
            type.Property(t => t.Instructions).HasDefaultValue("");
            type.Property(t => t.Serves).HasDefaultValueSql("'{}'");
            type.Property(t => t.IsRetired).HasDefaultValue(false);
            type.HasMany(t => t.Needs).WithOne().HasForeignKey(n => n.VisitTypeId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<VisitTypeNeed>(need =>
        {
            need.ToTable("visit_type_needs");
            need.HasKey(n => new { n.VisitTypeId, n.KindId });
            need.HasOne(n => n.Kind).WithMany().HasForeignKey(n => n.KindId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ProviderCapacity>(capacity =>
        {
            capacity.ToTable("provider_capacities", table => table.HasCheckConstraint("provider_capacities_are_some", "capacity BETWEEN 1 AND 20"));
            capacity.HasKey(c => new { c.ProviderId, c.VisitTypeId });
            capacity.HasOne<Provider>().WithMany().HasForeignKey(c => c.ProviderId).OnDelete(DeleteBehavior.Cascade);
            capacity.HasOne<VisitType>().WithMany().HasForeignKey(c => c.VisitTypeId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ResourceKind>(kind =>
        {
            kind.ToTable("resource_kinds");
            kind.HasIndex(k => k.Name).IsUnique();
        });
        model.Entity<Resource>(resource =>
        {
            resource.ToTable("resources", table => table.HasCheckConstraint("resources_take_some", "capacity BETWEEN 1 AND 20"));
            resource.HasOne(r => r.Kind).WithMany().HasForeignKey(r => r.KindId).OnDelete(DeleteBehavior.Restrict);
            resource.HasIndex(r => new { r.LocationId, r.Name }).IsUnique();
        });
        model.Entity<Holiday>(holiday =>
        {
            holiday.ToTable("holidays");
            holiday.HasIndex(h => h.Date);
        });
        model.Entity<Block>(block =>
        {
            block.ToTable("blocks", table =>
            {
                table.HasCheckConstraint("blocks_end_after_start", "ends_at > starts_at");
                table.HasCheckConstraint("blocks_are_of_one", "num_nonnulls(provider_id, resource_id, location_id) = 1");
            });
            block.HasOne<Provider>().WithMany().HasForeignKey(b => b.ProviderId).OnDelete(DeleteBehavior.Cascade);
            block.HasOne<Resource>().WithMany().HasForeignKey(b => b.ResourceId).OnDelete(DeleteBehavior.Cascade);
            block.HasIndex(b => b.EndsAt);
        });
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("visits", table => table.HasCheckConstraint("visits_have_lanes", "lane >= 1 AND buffer_before >= 0 AND buffer_after >= 0 AND cardinality(resource_ids) = cardinality(resource_lanes)"));
            visit.Property(v => v.BufferBefore).HasDefaultValue(0);
            visit.Property(v => v.BufferAfter).HasDefaultValue(0);
            visit.Property(v => v.Lane).HasDefaultValue(1);
            visit.Property(v => v.ResourceIds).HasDefaultValueSql("'{}'");
            visit.Property(v => v.ResourceLanes).HasDefaultValueSql("'{}'");
        });
        model.Entity<Hold>(hold =>
        {
            hold.ToTable("holds", table =>
            {
                table.HasCheckConstraint("holds_end_after_start", "ends_at > starts_at");
                table.HasCheckConstraint("holds_have_lanes", "lane >= 1 AND buffer_before >= 0 AND buffer_after >= 0 AND cardinality(resource_ids) = cardinality(resource_lanes)");
            });
            hold.HasOne<Provider>().WithMany().HasForeignKey(h => h.ProviderId).OnDelete(DeleteBehavior.Cascade);
            hold.HasOne<VisitType>().WithMany().HasForeignKey(h => h.VisitTypeId).OnDelete(DeleteBehavior.Restrict);
            hold.HasIndex(h => new { h.LocationId, h.StartsAt });
        });
        model.Entity<TakenLane>(lane =>
        {
            lane.ToTable("taken_lanes");
            lane.HasKey(l => new { l.TakerId, l.ResourceId });
            lane.HasIndex(l => new { l.ResourceId, l.TakenFrom }).IncludeProperties(l => new { l.Lane, l.TakenUntil, l.TakerId });
        });
        model.Entity<SetUpChange>(change =>
        {
            change.ToTable("setup_changes");
            change.HasIndex(c => new { c.PartId, c.At });
        });
    }
}
