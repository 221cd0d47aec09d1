using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    public DbSet<ProviderOutage> Outages => Set<ProviderOutage>();

    public DbSet<OutageVisit> OutageVisits => Set<OutageVisit>();

    public DbSet<OutageStep> OutageSteps => Set<OutageStep>();

    /// <summary>Ids of visits that stand where their provider is out: nobody is reminded of them, and nobody who does not come to one has missed it.</summary>
    public IQueryable<Guid> VisitsWithoutProvider =>
        from listed in OutageVisits
        join visit in Visits on listed.VisitId equals visit.Id
        where listed.Outage!.TakenBackAt == null && visit.ProviderId == listed.Outage.ProviderId && visit.StartsAt < listed.Outage.EndsAt && visit.EndsAt > listed.Outage.StartsAt
        select visit.Id;

    /// <summary>The outage, held against others until the transaction ends: of two who work on its list at once, one comes after the other.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<ProviderOutage?> LockOutage(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM provider_outages WHERE id = {id} FOR UPDATE", stopping);
        return await Outages.SingleOrDefaultAsync(outage => outage.Id == id, stopping);
    }

    private static void DescribeProviderOut(ModelBuilder model)
    {
        model.Entity<ProviderOutage>(outage =>
        {
            outage.ToTable("provider_outages", table =>
            {
                table.HasCheckConstraint("provider_outages_end_after_start", "ends_at > starts_at");
                table.HasCheckConstraint("provider_outages_reason_is_known", $"reason IN ({Codes(OutageReason.All.Select(reason => reason.Code))})");
            });
            outage.Property(o => o.Id).ValueGeneratedNever();
            outage.HasOne(o => o.Provider).WithMany().HasForeignKey(o => o.ProviderId).OnDelete(DeleteBehavior.Restrict);
            outage.HasIndex(o => new { o.ProviderId, o.StartsAt });
            outage.HasIndex(o => o.EndsAt);
        });
        model.Entity<OutageVisit>(listed =>
        {
            listed.ToTable("outage_visits");
            listed.HasOne(l => l.Outage).WithMany().HasForeignKey(l => l.OutageId).OnDelete(DeleteBehavior.Restrict);
            listed.HasOne<Visit>().WithMany().HasForeignKey(l => l.VisitId).OnDelete(DeleteBehavior.Restrict);
            listed.HasIndex(l => new { l.OutageId, l.VisitId }).IsUnique();
            listed.HasIndex(l => l.VisitId);
        });
        model.Entity<OutageStep>(step =>
        {
            step.ToTable("outage_steps", table => table.HasCheckConstraint("outage_steps_are_known", $"what IN ({Codes(OutageAct.All)})"));
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasOne(s => s.Listed).WithMany().HasForeignKey(s => s.ListedId).OnDelete(DeleteBehavior.Restrict);
            step.HasIndex(s => new { s.ListedId, s.At });
        });
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(", ", codes.Select(code => $"'{code}'"));
}
