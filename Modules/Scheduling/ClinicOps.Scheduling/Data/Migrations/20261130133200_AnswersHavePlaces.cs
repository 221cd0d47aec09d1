using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class AnswersHavePlaces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_visit_reminders_one_a_way",
                schema: "scheduling",
                table: "visit_reminders");

            migrationBuilder.AddColumn<Guid>(
                name: "location_id",
                schema: "scheduling",
                table: "visit_reminders",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "location_id",
                schema: "scheduling",
                table: "contact_attempts",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_reminders_one_a_way",
                schema: "scheduling",
                table: "visit_reminders",
                columns: new[] { "visit_id", "starts_at", "location_id", "way" },
                unique: true);

            FillPlaces(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_visit_reminders_one_a_way",
                schema: "scheduling",
                table: "visit_reminders");

            migrationBuilder.DropColumn(
                name: "location_id",
                schema: "scheduling",
                table: "visit_reminders");

            migrationBuilder.DropColumn(
                name: "location_id",
                schema: "scheduling",
                table: "contact_attempts");

            migrationBuilder.CreateIndex(
                name: "ix_visit_reminders_one_a_way",
                schema: "scheduling",
                table: "visit_reminders",
                columns: new[] { "visit_id", "starts_at", "way" },
                unique: true);
        }

        /// <summary>Raw SQL: what was asked and said before is about the place where the visit stood then, as its history says.</summary>
        private static void FillPlaces(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            UPDATE scheduling.visit_reminders r SET location_id = coalesce(
                (SELECT c.location_id FROM scheduling.visit_changes c WHERE c.visit_id = r.visit_id AND c.at <= r.asked_at ORDER BY c.at DESC, c.id DESC LIMIT 1),
                (SELECT v.location_id FROM scheduling.visits v WHERE v.id = r.visit_id));
            UPDATE scheduling.contact_attempts a SET location_id = coalesce(
                (SELECT c.location_id FROM scheduling.visit_changes c WHERE c.visit_id = a.visit_id AND c.at <= a.at ORDER BY c.at DESC, c.id DESC LIMIT 1),
                (SELECT v.location_id FROM scheduling.visits v WHERE v.id = a.visit_id));
            ALTER TABLE scheduling.visit_reminders ALTER COLUMN location_id SET NOT NULL;
            ALTER TABLE scheduling.contact_attempts ALTER COLUMN location_id SET NOT NULL;
            """);
    }
}
