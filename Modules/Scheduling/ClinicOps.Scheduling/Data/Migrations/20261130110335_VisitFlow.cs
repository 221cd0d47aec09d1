using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class VisitFlow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_visits_one_standing_of_a_request",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.CreateTable(
                name: "confirmation_rules",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    mail_days_before = table.Column<int>(type: "integer", nullable: true),
                    call_days_before = table.Column<int>(type: "integer", nullable: true),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_confirmation_rules", x => x.id);
                    table.CheckConstraint("confirmation_rules_are_days", "mail_days_before BETWEEN 0 AND 60 AND call_days_before BETWEEN 0 AND 60");
                    table.ForeignKey(
                        name: "fk_confirmation_rules_visit_types_visit_type_id",
                        column: x => x.visit_type_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "contact_attempts",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    reminder_id = table.Column<Guid>(type: "uuid", nullable: true),
                    takes_back_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_attempts", x => x.id);
                    table.CheckConstraint("contact_attempts_outcome_is_known", "outcome IN ('confirmed', 'no-answer', 'left-message', 'wrong-number', 'other-time', 'cancels', 'taken-back')");
                    table.ForeignKey(
                        name: "fk_contact_attempts_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "missed_proposals",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    set_aside_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    set_aside_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_missed_proposals", x => x.id);
                    table.ForeignKey(
                        name: "fk_missed_proposals_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_reminders",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    way = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_reminders", x => x.id);
                    table.CheckConstraint("visit_reminders_way_is_known", "way IN ('mail', 'call')");
                    table.ForeignKey(
                        name: "fk_visit_reminders_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_visits_one_standing_of_a_request",
                schema: "scheduling",
                table: "visits",
                column: "request_id",
                unique: true,
                filter: "state NOT IN ('cancelled', 'missed')");

            migrationBuilder.AddCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits",
                sql: "state IN ('booked', 'done', 'cancelled', 'missed')");

            migrationBuilder.CreateIndex(
                name: "ix_confirmation_rules_visit_type_id",
                schema: "scheduling",
                table: "confirmation_rules",
                column: "visit_type_id",
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_contact_attempts_one_a_link",
                schema: "scheduling",
                table: "contact_attempts",
                column: "reminder_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contact_attempts_takes_back_id",
                schema: "scheduling",
                table: "contact_attempts",
                column: "takes_back_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contact_attempts_visit_id_starts_at",
                schema: "scheduling",
                table: "contact_attempts",
                columns: new[] { "visit_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_missed_proposals_one_a_time",
                schema: "scheduling",
                table: "missed_proposals",
                columns: new[] { "visit_id", "starts_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_reminders_one_a_way",
                schema: "scheduling",
                table: "visit_reminders",
                columns: new[] { "visit_id", "starts_at", "way" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "confirmation_rules",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "contact_attempts",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "missed_proposals",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_reminders",
                schema: "scheduling");

            migrationBuilder.DropIndex(
                name: "ix_visits_one_standing_of_a_request",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.CreateIndex(
                name: "ix_visits_one_standing_of_a_request",
                schema: "scheduling",
                table: "visits",
                column: "request_id",
                unique: true,
                filter: "state <> 'cancelled'");

            migrationBuilder.AddCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits",
                sql: "state IN ('booked', 'done', 'cancelled')");
        }
    }
}
