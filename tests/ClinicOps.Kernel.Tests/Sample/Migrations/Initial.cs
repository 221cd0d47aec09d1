using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ClinicOps.Kernel.Tests.Sample.Migrations;

[DbContext(typeof(SampleDb))]
[Migration("20260101000000_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE sample.handled_messages (message_id uuid, handler text, at timestamptz NOT NULL, PRIMARY KEY (message_id, handler));
            CREATE TABLE sample.things (id uuid PRIMARY KEY, counted integer NOT NULL, at timestamptz NOT NULL);
            """);
}

[DbContext(typeof(SampleDb))]
internal sealed class SampleDbModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("sample");
        modelBuilder.Entity("ClinicOps.Kernel.Data.HandledMessage", message =>
        {
            message.Property<Guid>("MessageId").HasColumnType("uuid").HasColumnName("message_id");
            message.Property<string>("Handler").HasColumnType("text").HasColumnName("handler");
            message.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone").HasColumnName("at");
            message.HasKey("MessageId", "Handler").HasName("pk_handled_messages");
            message.ToTable("handled_messages", "sample");
        });
        modelBuilder.Entity("ClinicOps.Kernel.Tests.Sample.Thing", thing =>
        {
            thing.Property<Guid>("Id").ValueGeneratedOnAdd().HasColumnType("uuid").HasColumnName("id");
            thing.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone").HasColumnName("at");
            thing.Property<int>("Counted").HasColumnType("integer").HasColumnName("counted");
            thing.Property<uint>("Version").IsConcurrencyToken().ValueGeneratedOnAddOrUpdate().HasColumnType("xid").HasColumnName("xmin");
            thing.HasKey("Id").HasName("pk_things");
            thing.ToTable("things", "sample");
        });
    }
}
