using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class TaskDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "priority",
                schema: "intake",
                table: "tasks",
                type: "text",
                nullable: false,
                defaultValue: "normal");

            migrationBuilder.AddColumn<string>(
                name: "snooze_reason",
                schema: "intake",
                table: "tasks",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateOnly>(
                name: "snoozed_until",
                schema: "intake",
                table: "tasks",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "team_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "visit_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "age_step",
                schema: "intake",
                table: "task_events",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "batch_id",
                schema: "intake",
                table: "task_events",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "before",
                schema: "intake",
                table: "task_events",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "words",
                schema: "intake",
                table: "task_events",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "task_teams",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    members = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    is_closed = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task_teams", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "task_age_rules",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    measure = table.Column<string>(type: "text", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    raises = table.Column<bool>(type: "boolean", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_removed = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task_age_rules", x => x.id);
                    table.CheckConstraint("task_age_rules_do_something", "is_removed OR raises OR team_id IS NOT NULL OR user_id IS NOT NULL");
                    table.CheckConstraint("task_age_rules_measure_is_known", "measure IN ('overdue', 'unowned')");
                    table.ForeignKey(
                        name: "fk_task_age_rules_task_teams_team_id",
                        column: x => x.team_id,
                        principalSchema: "intake",
                        principalTable: "task_teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_team_id",
                schema: "intake",
                table: "tasks",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_visit_id",
                schema: "intake",
                table: "tasks",
                column: "visit_id");

            migrationBuilder.AddCheckConstraint(
                name: "tasks_priority_is_known",
                schema: "intake",
                table: "tasks",
                sql: "priority IN ('normal', 'high')");

            migrationBuilder.AddCheckConstraint(
                name: "tasks_snoozed_say_why",
                schema: "intake",
                table: "tasks",
                sql: "snoozed_until IS NULL OR snooze_reason <> ''");

            migrationBuilder.CreateIndex(
                name: "ix_task_events_batch_id",
                schema: "intake",
                table: "task_events",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ix_task_events_task_id_age_step",
                schema: "intake",
                table: "task_events",
                columns: new[] { "task_id", "age_step" },
                unique: true,
                filter: "age_step IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_checks_care_thread_id",
                schema: "intake",
                table: "eligibility_checks",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_task_age_rules_kind_measure_days_number",
                schema: "intake",
                table: "task_age_rules",
                columns: new[] { "kind", "measure", "days", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_task_age_rules_team_id",
                schema: "intake",
                table: "task_age_rules",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_task_teams_name",
                schema: "intake",
                table: "task_teams",
                column: "name",
                unique: true,
                filter: "NOT is_closed");

            migrationBuilder.AddForeignKey(
                name: "fk_tasks_task_teams_team_id",
                schema: "intake",
                table: "tasks",
                column: "team_id",
                principalSchema: "intake",
                principalTable: "task_teams",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_tasks_task_teams_team_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropTable(
                name: "task_age_rules",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "task_teams",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_tasks_team_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropIndex(
                name: "ix_tasks_visit_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropCheckConstraint(
                name: "tasks_priority_is_known",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropCheckConstraint(
                name: "tasks_snoozed_say_why",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropIndex(
                name: "ix_task_events_batch_id",
                schema: "intake",
                table: "task_events");

            migrationBuilder.DropIndex(
                name: "ix_task_events_task_id_age_step",
                schema: "intake",
                table: "task_events");

            migrationBuilder.DropIndex(
                name: "ix_eligibility_checks_care_thread_id",
                schema: "intake",
                table: "eligibility_checks");

            migrationBuilder.DropColumn(
                name: "priority",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "snooze_reason",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "snoozed_until",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "team_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "visit_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "age_step",
                schema: "intake",
                table: "task_events");

            migrationBuilder.DropColumn(
                name: "batch_id",
                schema: "intake",
                table: "task_events");

            migrationBuilder.DropColumn(
                name: "before",
                schema: "intake",
                table: "task_events");

            migrationBuilder.DropColumn(
                name: "words",
                schema: "intake",
                table: "task_events");
        }
    }
}
