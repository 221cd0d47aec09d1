using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    /// <summary>A visit that is wanted earlier waits once.</summary>
    public const string OneWaitAVisit = "ix_waitlist_entries_one_a_visit";

    /// <summary>And an appointment that a task asks for.</summary>
    public const string OneWaitATask = "ix_waitlist_entries_one_a_task";

    /// <summary>Who waits is offered one time at once.</summary>
    public const string OneOfferAtOnce = "ix_slot_offers_one_at_once";

    public DbSet<WaitlistEntry> WaitlistEntries => Set<WaitlistEntry>();

    public DbSet<FreedSlot> FreedSlots => Set<FreedSlot>();

    public DbSet<SlotOffer> SlotOffers => Set<SlotOffer>();

    /// <summary>Inside a transaction: nobody else changes the entry until it ends. Null where there is none in sight.</summary>
    public async Task<WaitlistEntry?> LockEntry(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM waitlist_entries WHERE id = {id} FOR UPDATE", stopping);
        return await WaitlistEntries.SingleOrDefaultAsync(entry => entry.Id == id, stopping);
    }

    /// <summary>As <see cref="LockEntry"/>; after the entry, never before.</summary>
    public async Task<SlotOffer?> LockOffer(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM slot_offers WHERE id = {id} FOR UPDATE", stopping);
        return await SlotOffers.SingleOrDefaultAsync(offer => offer.Id == id, stopping);
    }

    private void DescribeWaitlist(ModelBuilder model)
    {
        model.Entity<WaitlistEntry>(entry =>
        {
            entry.ToTable("waitlist_entries", table =>
            {
                table.HasCheckConstraint("waitlist_entries_state_is_known", "state IN ('waiting', 'booked', 'withdrawn')");
                table.HasCheckConstraint("waitlist_entries_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
                table.HasCheckConstraint("waitlist_entries_suit_some_day", "latest IS NULL OR latest >= earliest");
                table.HasCheckConstraint("waitlist_entries_notice_is_some_hours", "notice_hours BETWEEN 0 AND 336 AND part BETWEEN 0 AND 2");
            });
            entry.HasOne<VisitType>().WithMany().HasForeignKey(e => e.VisitTypeId).OnDelete(DeleteBehavior.Restrict);
            entry.HasOne<Visit>().WithMany().HasForeignKey(e => e.VisitId).OnDelete(DeleteBehavior.Restrict);
            entry.HasIndex(e => new { e.LocationId, e.State });
            entry.HasIndex(e => new { e.PatientId, e.State });
            entry.HasIndex(e => e.VisitId, OneWaitAVisit).HasDatabaseName(OneWaitAVisit).IsUnique().HasFilter("state = 'waiting'");
            entry.HasIndex(e => e.TaskId, OneWaitATask).HasDatabaseName(OneWaitATask).IsUnique().HasFilter("state = 'waiting'");
            entry.HasQueryFilter(AccessFilter, e =>
                SeesEveryClass
                || Opened.Contains(e.PatientId)
                || (Cleared.Contains(e.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == e.PatientId && !Cleared.Contains(s.AccessClass))));
        });
        model.Entity<FreedSlot>(slot =>
        {
            slot.ToTable("freed_slots", table => table.HasCheckConstraint("freed_slots_end_after_start", "ends_at > starts_at"));
            slot.HasOne<Provider>().WithMany().HasForeignKey(s => s.ProviderId).OnDelete(DeleteBehavior.Cascade);
            slot.HasIndex(s => s.ChangeId).IsUnique();
            slot.HasIndex(s => new { s.LocationId, s.EndsAt });
        });
        model.Entity<SlotOffer>(offer =>
        {
            offer.ToTable("slot_offers", table =>
            {
                table.HasCheckConstraint("slot_offers_outcome_is_known", "outcome IN ('accepted', 'declined', 'no-answer', 'lapsed', 'taken-back') AND (outcome IS NULL) = (ended_at IS NULL)");
                table.HasCheckConstraint("slot_offers_mail_is_known", "mail IN ('asked', 'sent', 'failed', 'unknown', 'cancelled') AND (mail IS NULL) = (mail_at IS NULL)");
                table.HasCheckConstraint("slot_offers_have_a_length", "minutes BETWEEN 5 AND 720");
            });
            offer.HasOne(o => o.Entry).WithMany().HasForeignKey(o => o.EntryId).OnDelete(DeleteBehavior.Restrict);
            offer.HasOne<FreedSlot>().WithMany().HasForeignKey(o => o.FreedSlotId).OnDelete(DeleteBehavior.Cascade);
            offer.HasIndex(o => o.FreedSlotId);
            offer.HasIndex(o => o.EntryId, OneOfferAtOnce).HasDatabaseName(OneOfferAtOnce).IsUnique().HasFilter("outcome IS NULL");
        });
    }
}
