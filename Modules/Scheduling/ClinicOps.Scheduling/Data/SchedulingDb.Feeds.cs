using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    public DbSet<FeedSubscription> FeedSubscriptions => Set<FeedSubscription>();

    public DbSet<FeedRead> FeedReads => Set<FeedRead>();

    public DbSet<FeedSettings> FeedSettings => Set<FeedSettings>();

    public DbSet<ThirdNext> ThirdNexts => Set<ThirdNext>();

    public Task<int> NoteFeedRead(Guid subscriptionId, DateTimeOffset at, CancellationToken stopping) => Database.ExecuteSqlAsync(
        $"INSERT INTO feed_reads (subscription_id, at) VALUES ({subscriptionId}, {at}) ON CONFLICT (subscription_id) DO UPDATE SET at = excluded.at", stopping);

    private static void DescribeFeeds(ModelBuilder model)
    {
        model.Entity<FeedSubscription>(subscription =>
        {
            subscription.ToTable("feed_subscriptions", table => table.HasCheckConstraint("feed_subscriptions_are_numbered", "revision >= 1"));
            subscription.Property(s => s.Id).ValueGeneratedNever();
            subscription.Property(s => s.ForWhom).HasMaxLength(FeedSubscription.LongestName);
            subscription.HasOne<Provider>().WithMany().HasForeignKey(s => s.ProviderId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<FeedRead>(read =>
        {
            read.ToTable("feed_reads");
            read.HasKey(r => r.SubscriptionId);
            read.HasOne<FeedSubscription>().WithOne().HasForeignKey<FeedRead>(r => r.SubscriptionId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<FeedSettings>(settings =>
        {
            settings.ToTable("feed_settings");
            settings.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<ThirdNext>(third =>
        {
            third.ToTable("third_next_available", table => table.HasCheckConstraint("third_next_available_lies_ahead", "days >= 0"));
            third.HasKey(t => new { t.LocationId, t.VisitTypeId, t.Day, t.ProviderId });
        });

        // What a feed asks by: a provider's visits of some months, and those that were moved away from the provider.
        model.Entity<Visit>().HasIndex(v => new { v.ProviderId, v.StartsAt });
        model.Entity<VisitChange>().HasIndex(c => new { c.FromProviderId, c.FromStartsAt });
    }
}
