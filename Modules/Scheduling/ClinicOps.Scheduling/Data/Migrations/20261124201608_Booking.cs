using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    internal sealed partial class Booking : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.AddColumn<Guid>(
                name: "request_id",
                schema: "scheduling",
                table: "visits",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "visit_type_id",
                schema: "scheduling",
                table: "visits",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "appointment_requests",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    wants = table.Column<string>(type: "text", nullable: false),
                    urgency = table.Column<string>(type: "text", nullable: false),
                    earliest = table.Column<DateOnly>(type: "date", nullable: false),
                    latest = table.Column<DateOnly>(type: "date", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appointment_requests", x => x.id);
                    table.CheckConstraint("appointment_requests_state_is_known", "state IN ('open', 'booked', 'closed', 'withdrawn')");
                    table.CheckConstraint("appointment_requests_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
                });

            migrationBuilder.CreateTable(
                name: "visit_changes",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    from_provider_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from_location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from_starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_visit_changes_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_types",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_types", x => x.id);
                    table.CheckConstraint("visit_types_have_a_length", "minutes BETWEEN 5 AND 720");
                });

            migrationBuilder.CreateTable(
                name: "working_exceptions",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    works = table.Column<bool>(type: "boolean", nullable: false),
                    from_minute = table.Column<int>(type: "integer", nullable: false),
                    until_minute = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_working_exceptions", x => x.id);
                    table.CheckConstraint("working_exceptions_are_a_stretch", "from_minute >= 0 AND until_minute > from_minute AND until_minute <= 1440");
                    table.ForeignKey(
                        name: "fk_working_exceptions_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "working_hours",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    weekday = table.Column<int>(type: "integer", nullable: false),
                    from_minute = table.Column<int>(type: "integer", nullable: false),
                    until_minute = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_working_hours", x => x.id);
                    table.CheckConstraint("working_hours_are_a_stretch", "weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND until_minute > from_minute AND until_minute <= 1440");
                    table.ForeignKey(
                        name: "fk_working_hours_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_visits_one_standing_of_a_request",
                schema: "scheduling",
                table: "visits",
                column: "request_id",
                unique: true,
                filter: "state <> 'cancelled'");

            migrationBuilder.CreateIndex(
                name: "ix_visits_visit_type_id",
                schema: "scheduling",
                table: "visits",
                column: "visit_type_id");

            migrationBuilder.Sql("UPDATE scheduling.visits SET state = 'booked' WHERE state = 'scheduled'");

            migrationBuilder.AddCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits",
                sql: "state IN ('booked', 'done', 'cancelled')");

            migrationBuilder.CreateIndex(
                name: "ix_appointment_requests_patient_id_state",
                schema: "scheduling",
                table: "appointment_requests",
                columns: new[] { "patient_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_appointment_requests_task_id",
                schema: "scheduling",
                table: "appointment_requests",
                column: "task_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_changes_visit_id_id",
                schema: "scheduling",
                table: "visit_changes",
                columns: new[] { "visit_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_visit_types_code",
                schema: "scheduling",
                table: "visit_types",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_working_exceptions_provider_id_date",
                schema: "scheduling",
                table: "working_exceptions",
                columns: new[] { "provider_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_working_hours_location_id_weekday",
                schema: "scheduling",
                table: "working_hours",
                columns: new[] { "location_id", "weekday" });

            migrationBuilder.CreateIndex(
                name: "ix_working_hours_provider_id",
                schema: "scheduling",
                table: "working_hours",
                column: "provider_id");

            migrationBuilder.AddForeignKey(
                name: "fk_visits_requests_request_id",
                schema: "scheduling",
                table: "visits",
                column: "request_id",
                principalSchema: "scheduling",
                principalTable: "appointment_requests",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_visits_visit_types_visit_type_id",
                schema: "scheduling",
                table: "visits",
                column: "visit_type_id",
                principalSchema: "scheduling",
                principalTable: "visit_types",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            CarryOver(migrationBuilder);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_visits_requests_request_id",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropForeignKey(
                name: "fk_visits_visit_types_visit_type_id",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropTable(
                name: "appointment_requests",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_changes",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_types",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "working_exceptions",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "working_hours",
                schema: "scheduling");

            migrationBuilder.DropIndex(
                name: "ix_visits_one_standing_of_a_request",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropIndex(
                name: "ix_visits_visit_type_id",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "request_id",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "visit_type_id",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.Sql("UPDATE scheduling.visits SET state = 'scheduled' WHERE state = 'booked'");

            migrationBuilder.AddCheckConstraint(
                name: "visits_state_is_known",
                schema: "scheduling",
                table: "visits",
                sql: "state IN ('scheduled', 'done', 'cancelled')");
        }

        /// <summary>
        /// What issue 3's data imply: kinds of visits by their names, with the length most of them have; the usual week for providers
        /// whose hours nobody has said; and a first change for every visit, so that its history begins with its entry.
        /// </summary>
        private static void CarryOver(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                INSERT INTO scheduling.visit_types (id, code, name, minutes)
                SELECT gen_random_uuid(), code, min(name), mode() WITHIN GROUP (ORDER BY minutes)
                FROM (SELECT trim(both '-' from regexp_replace(lower(visit_type), '[^a-z0-9]+', '-', 'g')) AS code, visit_type AS name,
                             round(extract(epoch FROM ends_at - starts_at) / 60)::int AS minutes
                      FROM scheduling.visits) AS named
                WHERE code <> '' AND minutes BETWEEN 5 AND 720
                GROUP BY code;

                UPDATE scheduling.visits SET visit_type_id = t.id
                FROM scheduling.visit_types t WHERE t.code = trim(both '-' from regexp_replace(lower(visit_type), '[^a-z0-9]+', '-', 'g'));

                INSERT INTO scheduling.working_hours (id, provider_id, location_id, weekday, from_minute, until_minute)
                SELECT gen_random_uuid(), p.id, p.location_id, weekday, 480, 1020 FROM scheduling.providers p CROSS JOIN generate_series(1, 5) AS weekday;

                INSERT INTO scheduling.visit_changes (id, visit_id, at, by, what, provider_id, location_id, starts_at)
                SELECT id, id, entered_at, entered_by, 'booked', provider_id, location_id, starts_at FROM scheduling.visits;
                """);
        }
    }
}
