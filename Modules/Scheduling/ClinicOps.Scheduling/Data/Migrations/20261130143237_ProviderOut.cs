using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class ProviderOut : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "provider_outages",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_back_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    taken_back_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_outages", x => x.id);
                    table.CheckConstraint("provider_outages_end_after_start", "ends_at > starts_at");
                    table.CheckConstraint("provider_outages_reason_is_known", "reason IN ('sick', 'emergency', 'vacation', 'training', 'other')");
                    table.ForeignKey(
                        name: "fk_provider_outages_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "outage_visits",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    outage_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    listed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outage_visits", x => x.id);
                    table.ForeignKey(
                        name: "fk_outage_visits_outages_outage_id",
                        column: x => x.outage_id,
                        principalSchema: "scheduling",
                        principalTable: "provider_outages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outage_visits_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "outage_steps",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    listed_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    ask_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outage_steps", x => x.id);
                    table.CheckConstraint("outage_steps_are_known", "what IN ('call-asked', 'call-ended', 'letter-asked', 'letter-drafted', 'letter-refused', 'letter-withdrawn', 'letter-dropped', 'letter-sent', 'letter-failed')");
                    table.ForeignKey(
                        name: "fk_outage_steps_outage_visits_listed_id",
                        column: x => x.listed_id,
                        principalSchema: "scheduling",
                        principalTable: "outage_visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_outage_steps_listed_id_at",
                schema: "scheduling",
                table: "outage_steps",
                columns: new[] { "listed_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_outage_visits_outage_id_visit_id",
                schema: "scheduling",
                table: "outage_visits",
                columns: new[] { "outage_id", "visit_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outage_visits_visit_id",
                schema: "scheduling",
                table: "outage_visits",
                column: "visit_id");

            migrationBuilder.CreateIndex(
                name: "ix_provider_outages_ends_at",
                schema: "scheduling",
                table: "provider_outages",
                column: "ends_at");

            migrationBuilder.CreateIndex(
                name: "ix_provider_outages_provider_id_starts_at",
                schema: "scheduling",
                table: "provider_outages",
                columns: new[] { "provider_id", "starts_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "outage_steps",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "outage_visits",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "provider_outages",
                schema: "scheduling");
        }
    }
}
