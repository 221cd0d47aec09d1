using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    /// <summary>The words of documents, in sight or not: to be joined to the documents, whose filter says which are.</summary>
    public DbSet<DocumentText> DocumentTexts => Set<DocumentText>();

    public DbSet<DocumentWord> DocumentWords => Set<DocumentWord>();

    private static void DescribeSearch(ModelBuilder model)
    {
        model.Entity<DocumentText>(text =>
        {
            text.ToTable("document_texts");
            text.HasKey(t => t.DocumentId);

            // ix_document_texts_words is made in a migration: it holds an expression beside the words.
            text.HasOne<Document>().WithOne().HasForeignKey<DocumentText>(t => t.DocumentId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<DocumentWord>(word =>
        {
            word.ToTable("document_words");
            word.HasKey(w => w.Word);
            word.HasIndex(w => w.Word).HasMethod("gin").HasOperators("gin_trgm_ops");
        });
    }
}
