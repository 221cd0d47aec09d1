using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ClinicOps.Kernel.Data;

/// <summary>
/// The context of one module: its schema, its handled messages, and the conventions that hold everywhere.
/// A property <c>uint Version</c> is the row's concurrency token (PostgreSQL's xmin); instants are stored as UTC timestamptz.
/// </summary>
public abstract class ModuleDb(DbContextOptions options, string schema) : DbContext(options)
{
    public string Schema => schema;

    public DbSet<HandledMessage> HandledMessages => Set<HandledMessage>();

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(schema);
        modelBuilder.Entity<HandledMessage>(message =>
        {
            message.ToTable("handled_messages");
            message.HasKey(m => new { m.MessageId, m.Handler });
        });
        Describe(modelBuilder);
        foreach (var version in modelBuilder.Model.GetEntityTypes().Select(entity => entity.FindProperty("Version")).OfType<IMutableProperty>())
        {
            if (version.ClrType == typeof(uint))
            {
                version.IsConcurrencyToken = true;
                version.ValueGenerated = ValueGenerated.OnAddOrUpdate;
                version.SetColumnName("xmin");
                version.SetColumnType("xid");
            }
        }
    }

    /// <summary>The module's tables.</summary>
    protected abstract void Describe(ModelBuilder model);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<ToUtc>();

    private sealed class ToUtc() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value);
}

/// <summary>A message that a handler has taken effect for: delivery is at least once, its effect exactly once.</summary>
public sealed class HandledMessage
{
    public required Guid MessageId { get; init; }

    public required string Handler { get; init; }

    public required DateTimeOffset At { get; init; }
}
