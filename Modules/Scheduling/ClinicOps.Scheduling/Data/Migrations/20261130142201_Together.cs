using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Together : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "appointment_requests_state_is_known",
                schema: "scheduling",
                table: "appointment_requests");

            migrationBuilder.AddColumn<string>(
                name: "ended",
                schema: "scheduling",
                table: "appointment_requests",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_end_taken",
                schema: "scheduling",
                table: "appointment_requests",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "request_attempts",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    takes_back_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_request_attempts", x => x.id);
                    table.CheckConstraint("request_attempts_outcome_is_known", "outcome IN ('no-answer', 'left-message', 'wrong-number', 'reached', 'declined', 'unreachable', 'taken-back')");
                    table.ForeignKey(
                        name: "fk_request_attempts_appointment_requests_request_id",
                        column: x => x.request_id,
                        principalSchema: "scheduling",
                        principalTable: "appointment_requests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_acts",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    change_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_acts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "visit_links",
                schema: "scheduling",
                columns: table => new
                {
                    earlier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    later_id = table.Column<Guid>(type: "uuid", nullable: false),
                    most_minutes = table.Column<int>(type: "integer", nullable: true),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_links", x => new { x.earlier_id, x.later_id });
                    table.CheckConstraint("visit_links_are_of_two", "earlier_id <> later_id");
                    table.CheckConstraint("visit_links_have_a_distance", "most_minutes BETWEEN 0 AND 1440");
                    table.ForeignKey(
                        name: "fk_visit_links_visits_earlier_id",
                        column: x => x.earlier_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_visit_links_visits_later_id",
                        column: x => x.later_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_series",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    every = table.Column<int>(type: "integer", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_series", x => x.id);
                    table.CheckConstraint("visit_series_have_a_distance", "every BETWEEN 1 AND 99");
                    table.CheckConstraint("visit_series_unit_is_known", "unit IN ('days', 'weeks', 'months')");
                    table.ForeignKey(
                        name: "fk_visit_series_requests_request_id",
                        column: x => x.request_id,
                        principalSchema: "scheduling",
                        principalTable: "appointment_requests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "series_visits",
                schema: "scheduling",
                columns: table => new
                {
                    series_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_series_visits", x => new { x.series_id, x.number });
                    table.ForeignKey(
                        name: "fk_series_visits_visit_series_series_id",
                        column: x => x.series_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_series_visits_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "appointment_requests_end_is_known",
                schema: "scheduling",
                table: "appointment_requests",
                sql: "ended IN ('declined', 'unreachable')");

            migrationBuilder.AddCheckConstraint(
                name: "appointment_requests_state_is_known",
                schema: "scheduling",
                table: "appointment_requests",
                sql: "state IN ('open', 'booked', 'closed', 'withdrawn', 'declined', 'unreachable')");

            migrationBuilder.CreateIndex(
                name: "ix_request_attempts_request_id_at",
                schema: "scheduling",
                table: "request_attempts",
                columns: new[] { "request_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_request_attempts_takes_back_id",
                schema: "scheduling",
                table: "request_attempts",
                column: "takes_back_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_series_visits_visit_id",
                schema: "scheduling",
                table: "series_visits",
                column: "visit_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_links_later_id",
                schema: "scheduling",
                table: "visit_links",
                column: "later_id");

            migrationBuilder.CreateIndex(
                name: "ix_visit_series_request_id",
                schema: "scheduling",
                table: "visit_series",
                column: "request_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "request_attempts",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "series_visits",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_acts",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_links",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_series",
                schema: "scheduling");

            migrationBuilder.DropCheckConstraint(
                name: "appointment_requests_end_is_known",
                schema: "scheduling",
                table: "appointment_requests");

            migrationBuilder.DropCheckConstraint(
                name: "appointment_requests_state_is_known",
                schema: "scheduling",
                table: "appointment_requests");

            migrationBuilder.DropColumn(
                name: "ended",
                schema: "scheduling",
                table: "appointment_requests");

            migrationBuilder.DropColumn(
                name: "is_end_taken",
                schema: "scheduling",
                table: "appointment_requests");

            migrationBuilder.AddCheckConstraint(
                name: "appointment_requests_state_is_known",
                schema: "scheduling",
                table: "appointment_requests",
                sql: "state IN ('open', 'booked', 'closed', 'withdrawn')");
        }
    }
}
