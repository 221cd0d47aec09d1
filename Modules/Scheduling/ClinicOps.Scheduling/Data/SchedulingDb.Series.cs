using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    /// <summary>The same form sent twice makes one series.</summary>
    public const string OneSeriesAnId = "pk_visit_series";

    public DbSet<VisitSeries> VisitSeries => Set<VisitSeries>();

    public DbSet<SeriesVisit> SeriesVisits => Set<SeriesVisit>();

    public DbSet<VisitAct> VisitActs => Set<VisitAct>();

    private static void DescribeSeries(ModelBuilder model)
    {
        model.Entity<VisitSeries>(series =>
        {
            series.ToTable("visit_series", table =>
            {
                table.HasCheckConstraint("visit_series_unit_is_known", "unit IN ('days', 'weeks', 'months')");
                table.HasCheckConstraint("visit_series_have_a_distance", "every BETWEEN 1 AND 99");
            });
            series.HasOne<AppointmentRequest>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<SeriesVisit>(of =>
        {
            of.ToTable("series_visits");
            of.HasKey(s => new { s.SeriesId, s.Number });
            of.HasIndex(s => s.VisitId).IsUnique();
            of.HasOne<VisitSeries>().WithMany().HasForeignKey(s => s.SeriesId).OnDelete(DeleteBehavior.Restrict);
            of.HasOne<Visit>().WithMany().HasForeignKey(s => s.VisitId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<VisitAct>(act =>
        {
            act.ToTable("visit_acts");
            act.Property(a => a.Id).ValueGeneratedNever();
        });
    }
}
