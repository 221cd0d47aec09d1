using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ClinicOps.Kernel.Data;

/// <summary>
/// The context of one module: its schema, its handled messages, and the conventions that hold everywhere.
/// A property <c>uint Version</c> is the row's concurrency token (PostgreSQL's xmin); instants are stored as UTC timestamptz.
/// Every entity with an access class has a query filter named <see cref="AccessFilter"/>, made of what the acting user has in sight.
/// </summary>
public abstract class ModuleDb(DbContextOptions options, string schema, CurrentActor actor) : DbContext(options)
{
    /// <summary>
    /// The filter that hides what the acting user is not cleared for, whatever asks. A query that leaves it out says why, and shows nothing
    /// of what it found.
    /// </summary>
    public const string AccessFilter = "access";

    public string Schema => schema;

    public DbSet<HandledMessage> HandledMessages => Set<HandledMessage>();

    /// <summary>Every column of the module that names a subject of another module, or of its own, and what becomes of it when two are joined.</summary>
    public virtual IReadOnlyList<SubjectColumn> SubjectColumns => [];

    /// <summary>For filters: the machine sees everything.</summary>
    protected bool SeesEveryClass => actor.SeesEveryClass;

    /// <summary>For filters: the codes in sight, "standard" among them.</summary>
    protected List<string> Cleared => actor.Classes;

    /// <summary>For filters: the subjects whose records a break-glass has opened.</summary>
    protected List<Guid> Opened => actor.Opened;

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

    /// <summary>The module has rows about subjects of another module: it keeps <see cref="SubjectClass"/> of them.</summary>
    protected static void DescribeSubjectClasses(ModelBuilder model) =>
        model.Entity<SubjectClass>(subject =>
        {
            subject.ToTable("subject_classes", table => table.HasCheckConstraint("subject_classes_are_not_standard", "access_class <> 'standard'"));
            subject.HasKey(s => s.SubjectId);
        });

    /// <summary>The module has rows that go along when subjects are joined: it keeps <see cref="JoinedSubject"/> and <see cref="CarriedRow"/> of them.</summary>
    protected static void DescribeJoining(ModelBuilder model)
    {
        model.Entity<JoinedSubject>(joined =>
        {
            joined.ToTable("joined_subjects", table => table.HasCheckConstraint("joined_subjects_are_two", "from_id <> to_id"));
            joined.HasKey(j => j.FromId);
            joined.HasIndex(j => j.ToId);
        });
        model.Entity<CarriedRow>(row =>
        {
            row.ToTable("carried_rows", table => table.HasCheckConstraint("carried_rows_end_is_known", "(ended_at IS NULL) = (ending IS NULL) AND ending IN ('returned', 'changed')"));
            row.HasIndex(r => r.FromId);

            // What stands for a row's column at a time is one.
            row.HasIndex(r => new { r.RowId, r.TableName, r.ColumnName }).IsUnique().HasFilter("ended_at IS NULL");
        });
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
