using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<KnownNumber> KnownNumbers => Set<KnownNumber>();

    public DbSet<FaxIncident> FaxIncidents => Set<FaxIncident>();

    public DbSet<IncidentStep> IncidentSteps => Set<IncidentStep>();

    /// <summary>Ids of the faxes that wait to go to a number, of every patient: whoever checks it has them all go on, and is shown none.</summary>
    public IQueryable<Guid> WaitingFor(string digits) => Deliveries.IgnoreQueryFilters([AccessFilter])
        .Where(delivery => delivery.Way == DeliveryWay.Fax && delivery.Address == digits && delivery.State == DeliveryState.Pending).Select(delivery => delivery.Id);

    /// <summary>State of a fax number, which nobody changes before this transaction is over; null for one that is not on the list.</summary>
    /// <remarks>Not awaited, as <see cref="StandingDisclosure"/>.</remarks>
    public string? HeldNumber(string digits) => Database.SqlQuery<string>($"""SELECT state AS "Value" FROM fax_numbers WHERE digits = {digits} FOR SHARE""").AsEnumerable().SingleOrDefault();

    private void DescribeLeaving(ModelBuilder model)
    {
        model.Entity<KnownNumber>(number =>
        {
            number.ToTable("fax_numbers", table =>
            {
                table.HasCheckConstraint("fax_numbers_kind_is_known", "kind IN ('colleague', 'payer', 'other')");
                table.HasCheckConstraint("fax_numbers_state_is_known", "state IN ('new', 'checked', 'misdirected', 'retired')");
                table.HasCheckConstraint("fax_numbers_checked_say_how", "state <> 'checked' OR (checked_at IS NOT NULL AND checked_how IN ('called', 'test_page', 'letterhead'))");
            });
            number.Property(n => n.Id).ValueGeneratedNever();
            number.Ignore(n => n.NeedsLook);
            number.HasIndex(n => n.Digits).IsUnique();
        });
        model.Entity<FaxIncident>(incident =>
        {
            incident.ToTable("fax_incidents");
            incident.Property(i => i.Id).ValueGeneratedNever();
            incident.HasIndex(i => i.DeliveryId).IsUnique();
            incident.HasIndex(i => i.OpenedAt).HasFilter("closed_at IS NULL");
            incident.HasOne<LetterDelivery>().WithMany().HasForeignKey(i => i.DeliveryId).OnDelete(DeleteBehavior.Restrict);

            // Seen with the letter that went wrong.
            incident.HasQueryFilter(AccessFilter, i => SeesEveryClass || Deliveries.Any(d => d.Id == i.DeliveryId));
        });
        model.Entity<IncidentStep>(step =>
        {
            step.ToTable("fax_incident_steps", table => table.HasCheckConstraint("fax_incident_steps_are_known", "what IN ('called', 'destroyed', 'disclosed', 'told', 'assessed_due', 'assessed_not_due', 'closed')"));
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasIndex(s => new { s.IncidentId, s.At });
            step.HasOne<FaxIncident>().WithMany().HasForeignKey(s => s.IncidentId).OnDelete(DeleteBehavior.Restrict);
            step.HasQueryFilter(AccessFilter, s => SeesEveryClass || FaxIncidents.Any(i => i.Id == s.IncidentId));
        });
    }
}
