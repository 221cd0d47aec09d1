using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    /// <summary>A row is corrected once: what corrects it is corrected in its turn.</summary>
    public const string OneCorrection = "disclosures_one_correction";

    public DbSet<Disclosure> Disclosures => Set<Disclosure>();

    /// <summary>What is known now of what left about this record and those that lead to it. A letter says itself whose it is: it goes along with a merged record and comes back with it.</summary>
    public IQueryable<Disclosure> DisclosuresOf(Guid patientId) => Disclosures.Where(row =>
        !Disclosures.Any(later => later.CorrectsId == row.Id)
        && (row.LetterId != null
            ? Letters.Any(letter => letter.Id == row.LetterId && letter.PatientId == patientId)
            : row.PatientId == patientId || Set<JoinedSubject>().Any(joined => joined.FromId == row.PatientId && joined.ToId == patientId)));

    /// <summary>For who holds the letter, whatever class it has: the row that nothing corrects; null while nothing of the delivery was logged.</summary>
    /// <remarks>Not awaited: it is asked inside the steps of a delivery, which say what happened and do not wait. What is left out of a query is left out of all of it.</remarks>
    public Disclosure? StandingDisclosure(Guid deliveryId) => Disclosures.IgnoreQueryFilters([AccessFilter]).AsNoTracking()
        .SingleOrDefault(row => row.DeliveryId == deliveryId && !Disclosures.Any(later => later.CorrectsId == row.Id));

    private void DescribeDisclosures(ModelBuilder model) =>
        model.Entity<Disclosure>(row =>
        {
            row.ToTable("disclosures", table =>
            {
                table.HasCheckConstraint("disclosures_kind_is_known", "kind IN ('patient', 'family', 'colleague', 'payer', 'other')");
                table.HasCheckConstraint("disclosures_way_is_known", "way IN ('email', 'print', 'fax', 'in_person', 'phone', 'disc')");
                table.HasCheckConstraint("disclosures_purpose_is_known", "purpose IN ('treatment', 'payment', 'operations', 'at_request', 'required_by_law', 'authorization', 'mistake')");
                table.HasCheckConstraint("disclosures_state_is_known", "state IN ('left', 'may_have_left', 'came_back', 'not_left')");
                table.HasCheckConstraint("disclosures_begin_with_what_left", "state <> 'not_left' OR corrects_id IS NOT NULL");
            });
            row.Property(d => d.Id).ValueGeneratedNever();
            row.Property(d => d.DocumentIds).HasDefaultValueSql("'{}'");
            row.HasIndex(d => d.CorrectsId, OneCorrection).IsUnique().HasFilter("corrects_id IS NOT NULL").HasDatabaseName(OneCorrection);
            row.HasIndex(d => new { d.PatientId, d.LeftAt });
            row.HasIndex(d => d.LetterId);
            row.HasIndex(d => d.DeliveryId);
            row.HasOne<Disclosure>().WithMany().HasForeignKey(d => d.CorrectsId).OnDelete(DeleteBehavior.Restrict);

            // Of a letter: seen with it, whatever class either has by now. Of anything else: by the class it was written with, and its patient's.
            row.HasQueryFilter(AccessFilter, d =>
                SeesEveryClass
                || (d.LetterId != null
                    ? Letters.Any(letter => letter.Id == d.LetterId)
                    : Opened.Contains(d.PatientId) || (Cleared.Contains(d.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == d.PatientId && !Cleared.Contains(s.AccessClass)))));
        });
}
