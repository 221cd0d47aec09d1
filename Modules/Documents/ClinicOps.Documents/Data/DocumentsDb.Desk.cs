using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    public DbSet<Label> Labels => Set<Label>();

    public DbSet<DocumentLabel> DocumentLabels => Set<DocumentLabel>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<DocumentNote> DocumentNotes => Set<DocumentNote>();

    /// <summary>What people put on documents.</summary>
    private static void DescribeDesk(ModelBuilder model)
    {
        model.Entity<Label>(label =>
        {
            label.ToTable("labels", table => table.HasCheckConstraint("labels_color_is_known", "color IN ('grey', 'blue', 'green', 'amber', 'red')"));
            label.HasIndex(l => l.Name).IsUnique();
        });
        model.Entity<DocumentLabel>(label =>
        {
            label.ToTable("document_labels");
            label.HasKey(l => new { l.DocumentId, l.LabelId });
            label.HasIndex(l => l.LabelId);
            label.HasIndex(l => l.Batch);
            label.HasOne<Document>().WithMany().HasForeignKey(l => l.DocumentId).OnDelete(DeleteBehavior.Restrict);
            label.HasOne(l => l.Label).WithMany().HasForeignKey(l => l.LabelId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<SavedView>(view =>
        {
            view.ToTable("saved_views", table => table.HasCheckConstraint("saved_views_place_is_known", "place IN ('queue', 'inbox')"));
            view.HasIndex(v => new { v.Place, v.UserId });
            view.HasOne<Label>().WithMany().HasForeignKey(v => v.LabelId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentNote>(note =>
        {
            note.ToTable("document_notes", table => table.HasCheckConstraint("document_notes_say_or_strike", "(text IS NULL) = (removes IS NOT NULL)"));
            note.HasIndex(n => n.DocumentId);
            note.HasIndex(n => n.Removes).IsUnique();
            note.HasOne<Document>().WithMany().HasForeignKey(n => n.DocumentId).OnDelete(DeleteBehavior.Restrict);
            note.HasOne<DocumentNote>().WithMany().HasForeignKey(n => n.Removes).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
