using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderValue> OrderValues => Set<OrderValue>();

    public DbSet<DocumentValue> DocumentValues => Set<DocumentValue>();

    public DbSet<FieldCorrection> FieldCorrections => Set<FieldCorrection>();

    private static void DescribeOrders(ModelBuilder model)
    {
        model.Entity<Order>(order =>
        {
            order.ToTable("orders", table =>
            {
                table.HasCheckConstraint("orders_standing_is_known", "standing IN ('read', 'told', 'withdrawn')");
                table.HasCheckConstraint("orders_told_have_a_patient", "standing <> 'told' OR patient_id IS NOT NULL");
            });
            order.HasIndex(o => o.DocumentId);
            order.HasIndex(o => o.CareThreadId);
            order.HasIndex(o => o.PatientId);
            order.HasOne(o => o.Document).WithMany(d => d.Orders).HasForeignKey(o => o.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentValue>(value =>
        {
            value.ToTable("document_values");
            value.HasIndex(v => new { v.DocumentId, v.At });
            value.HasOne(v => v.Document).WithMany().HasForeignKey(v => v.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<FieldCorrection>(said =>
        {
            said.ToTable("field_corrections");
            said.HasIndex(s => s.Step);
            said.HasIndex(s => s.Undoes).IsUnique();
            said.HasOne(s => s.Page).WithMany().HasForeignKey(s => s.PageId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<OrderValue>(value =>
        {
            value.ToTable("order_values", table => table.HasCheckConstraint("order_values_source_is_known", "source IN ('machine', 'corrected', 'confirmed')"));
            value.HasIndex(v => new { v.OrderId, v.Name });
            value.HasIndex(v => v.Supersedes).IsUnique();
            value.HasOne(v => v.Order).WithMany(o => o.Values).HasForeignKey(v => v.OrderId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
