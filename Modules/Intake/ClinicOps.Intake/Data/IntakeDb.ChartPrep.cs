using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Data;

internal sealed partial class IntakeDb
{
    public DbSet<ChartPacket> ChartPackets => Set<ChartPacket>();

    public DbSet<SetAsideGap> SetAsideGaps => Set<SetAsideGap>();

    public DbSet<AuthorizationPacket> AuthorizationPackets => Set<AuthorizationPacket>();

    /// <summary>A packet is seen with its patient, and has its visit's own class.</summary>
    private void DescribeChartPrep(ModelBuilder model)
    {
        model.Entity<ChartPacket>(packet =>
        {
            packet.ToTable("chart_packets");
            packet.HasKey(p => p.VisitId);
            packet.HasIndex(p => new { p.LocationId, p.Day });
            packet.HasIndex(p => p.PatientId);
            packet.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
            packet.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId)
                || (Cleared.Contains(row.AccessClass) && !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass))));
        });
        model.Entity<SetAsideGap>(gap =>
        {
            gap.ToTable("set_aside_gaps");
            gap.HasKey(g => new { g.VisitId, g.GapKey });
            gap.HasIndex(g => g.PatientId);
            gap.HasOne<Patient>().WithMany().HasForeignKey(g => g.PatientId).OnDelete(DeleteBehavior.Restrict);
            gap.HasQueryFilter(AccessFilter, row =>
                SeesEveryClass || Opened.Contains(row.PatientId) || !PatientClasses.Any(patient => patient.Id == row.PatientId && !Cleared.Contains(patient.AccessClass)));
        });
        model.Entity<AuthorizationPacket>(packet =>
        {
            packet.ToTable("authorization_packets");
            packet.HasIndex(p => new { p.AuthorizationId, p.At });
            packet.HasOne<PayerAuthorization>().WithMany().HasForeignKey(p => p.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
            packet.HasQueryFilter(AccessFilter, row => SeesEveryClass || Authorizations.Any(authorization => authorization.Id == row.AuthorizationId));
        });
    }
}
