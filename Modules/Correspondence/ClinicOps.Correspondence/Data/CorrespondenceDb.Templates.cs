using ClinicOps.Correspondence.Templates;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<LetterTemplateVersion> TemplateVersions => Set<LetterTemplateVersion>();

    private static void DescribeTemplates(ModelBuilder model) =>
        model.Entity<LetterTemplateVersion>(template =>
        {
            template.ToTable("letter_templates", table => table.HasCheckConstraint("letter_templates_language_is_known", "language IN ('en', 'es')"));
            template.Property(t => t.Id).ValueGeneratedNever();
            AsJson(template.Property(t => t.Blocks));

            // Of two who save at once the second is told.
            template.HasIndex(t => new { t.Code, t.Language, t.Version }).IsUnique();
        });
}
