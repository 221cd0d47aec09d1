using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    internal sealed partial class Initial : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "scheduling");

            migrationBuilder.CreateTable(
                name: "handled_messages",
                schema: "scheduling",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_handled_messages", x => new { x.message_id, x.handler });
                });

            migrationBuilder.CreateTable(
                name: "providers",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    credentials = table.Column<string>(type: "text", nullable: true),
                    npi = table.Column<string>(type: "text", nullable: true),
                    specialty = table.Column<string>(type: "text", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_providers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "visits",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type = table.Column<string>(type: "text", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visits", x => x.id);
                    table.CheckConstraint("visits_end_after_start", "ends_at > starts_at");
                    table.CheckConstraint("visits_state_is_known", "state IN ('scheduled', 'done', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_visits_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_visits_care_thread_id",
                schema: "scheduling",
                table: "visits",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_visits_location_id_starts_at",
                schema: "scheduling",
                table: "visits",
                columns: new[] { "location_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_visits_patient_id_starts_at",
                schema: "scheduling",
                table: "visits",
                columns: new[] { "patient_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_visits_provider_id",
                schema: "scheduling",
                table: "visits",
                column: "provider_id");

            // One provider, one visit at a time, from the first instant up to but not with the last.
            migrationBuilder.Sql(
                """
                ALTER TABLE scheduling.visits ADD CONSTRAINT visits_do_not_overlap
                EXCLUDE USING gist (provider_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'cancelled')
                """);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "handled_messages",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visits",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "providers",
                schema: "scheduling");
        }
    }
}
