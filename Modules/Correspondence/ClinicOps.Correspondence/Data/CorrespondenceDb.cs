using System.Text.Json;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicOps.Correspondence.Data;

internal sealed class CorrespondenceDb(DbContextOptions<CorrespondenceDb> options) : ModuleDb(options, "correspondence")
{
    /// <summary>One letter of a template for a task: drafting it again finds the first.</summary>
    public const string OneDraft = "letters_one_of_a_template_for_a_task";

    /// <summary>PostgreSQL keeps the keys of a jsonb object in an order of its own: the kind of a block need not come first.</summary>
    private static readonly JsonSerializerOptions Json = new() { AllowOutOfOrderMetadataProperties = true };

    public DbSet<Letter> Letters => Set<Letter>();

    protected override void Describe(ModelBuilder model) =>
        model.Entity<Letter>(letter =>
        {
            letter.ToTable("letters", table => table.HasCheckConstraint("letters_state_is_known", "state IN ('draft', 'withdrawn')"));
            AsJson(letter.Property(l => l.Blocks));
            AsJson(letter.Property(l => l.Values));
            letter.HasIndex(l => new { l.TaskId, l.TemplateCode }, OneDraft).IsUnique()
                .HasFilter("task_id IS NOT NULL AND state <> 'withdrawn'").HasDatabaseName(OneDraft);
            letter.HasIndex(l => new { l.LocationId, l.DraftedAt });
            letter.HasIndex(l => new { l.PatientId, l.DraftedAt });
            letter.HasIndex(l => l.CareThreadId);
            letter.HasIndex(l => l.OrderId);
        });

    private static void AsJson<T>(PropertyBuilder<IReadOnlyList<T>> property) => property
        .HasColumnType("jsonb")
        .HasConversion(
            list => JsonSerializer.Serialize(list, Json),
            json => JsonSerializer.Deserialize<IReadOnlyList<T>>(json, Json)!,
            new ValueComparer<IReadOnlyList<T>>(
                (a, b) => JsonSerializer.Serialize(a, Json) == JsonSerializer.Serialize(b, Json),
                list => JsonSerializer.Serialize(list, Json).GetHashCode(StringComparison.Ordinal),
                list => list));
}

/// <summary>For the migration tool alone.</summary>
internal sealed class CorrespondenceDbDesign : IDesignTimeDbContextFactory<CorrespondenceDb>
{
    public CorrespondenceDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<CorrespondenceDb>();
        ModuleDatabase.Configure(options, "correspondence", "Host=none");
        return new CorrespondenceDb(options.Options);
    }
}
