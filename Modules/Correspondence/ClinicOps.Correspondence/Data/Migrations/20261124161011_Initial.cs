using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    internal sealed partial class Initial : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "correspondence");

            migrationBuilder.CreateTable(
                name: "handled_messages",
                schema: "correspondence",
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
                name: "letters",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_code = table.Column<string>(type: "text", nullable: false),
                    template_version = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    blocks = table.Column<string>(type: "jsonb", nullable: false),
                    values = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    drafted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    drafted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    edited_by = table.Column<Guid>(type: "uuid", nullable: true),
                    edited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_letters", x => x.id);
                    table.CheckConstraint("letters_state_is_known", "state IN ('draft', 'withdrawn')");
                });

            migrationBuilder.CreateIndex(
                name: "ix_letters_care_thread_id",
                schema: "correspondence",
                table: "letters",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_letters_location_id_drafted_at",
                schema: "correspondence",
                table: "letters",
                columns: new[] { "location_id", "drafted_at" });

            migrationBuilder.CreateIndex(
                name: "ix_letters_order_id",
                schema: "correspondence",
                table: "letters",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_letters_patient_id_drafted_at",
                schema: "correspondence",
                table: "letters",
                columns: new[] { "patient_id", "drafted_at" });

            migrationBuilder.CreateIndex(
                name: "letters_one_of_a_template_for_a_task",
                schema: "correspondence",
                table: "letters",
                columns: new[] { "task_id", "template_code" },
                unique: true,
                filter: "task_id IS NOT NULL AND state <> 'withdrawn'");
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "handled_messages",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "letters",
                schema: "correspondence");
        }
    }
}
