using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class VisitFlow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "check_ins_go_in_order",
                schema: "intake",
                table: "check_ins");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "with_provider_at",
                schema: "intake",
                table: "check_ins",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "contact_preferences",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    may_mail_reminders = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_preferences", x => x.id);
                    table.ForeignKey(
                        name: "fk_contact_preferences_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "check_ins_go_in_order",
                schema: "intake",
                table: "check_ins",
                sql: "(checked_in_at IS NULL OR arrived_at IS NOT NULL) AND (roomed_at IS NULL OR checked_in_at IS NOT NULL) AND (with_provider_at IS NULL OR roomed_at IS NOT NULL) AND (done_at IS NULL OR roomed_at IS NOT NULL)");

            migrationBuilder.CreateIndex(
                name: "ix_contact_preferences_patient_id_at",
                schema: "intake",
                table: "contact_preferences",
                columns: new[] { "patient_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "contact_preferences",
                schema: "intake");

            migrationBuilder.DropCheckConstraint(
                name: "check_ins_go_in_order",
                schema: "intake",
                table: "check_ins");

            migrationBuilder.DropColumn(
                name: "with_provider_at",
                schema: "intake",
                table: "check_ins");

            migrationBuilder.AddCheckConstraint(
                name: "check_ins_go_in_order",
                schema: "intake",
                table: "check_ins",
                sql: "(checked_in_at IS NULL OR arrived_at IS NOT NULL) AND (roomed_at IS NULL OR checked_in_at IS NOT NULL) AND (done_at IS NULL OR roomed_at IS NOT NULL)");
        }
    }
}
