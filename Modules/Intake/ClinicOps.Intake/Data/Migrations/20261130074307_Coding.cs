using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Coding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "medical_codes",
                schema: "intake",
                columns: table => new
                {
                    system = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    charge_cents = table.Column<int>(type: "integer", nullable: true),
                    imported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_medical_codes", x => new { x.system, x.code });
                    table.CheckConstraint("medical_codes_system_is_known", "system IN ('icd10', 'procedure', 'modifier', 'place')");
                });

            migrationBuilder.CreateTable(
                name: "visit_codings",
                schema: "intake",
                columns: table => new
                {
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    signed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    handed_off = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_codings", x => x.visit_id);
                    table.CheckConstraint("visit_codings_are_signed_before_they_leave", "(state = 'draft') = (signed_at IS NULL) AND (signed_at IS NULL) = (signed_by IS NULL) AND (state <> 'handed-off' OR handed_off > 0)");
                    table.CheckConstraint("visit_codings_state_is_known", "state IN ('draft', 'signed', 'handed-off')");
                    table.ForeignKey(
                        name: "fk_visit_codings_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_events",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    what = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coding_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_coding_events_visit_codings_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "intake",
                        principalTable: "visit_codings",
                        principalColumn: "visit_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_hand_offs",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    signed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    pdf_hash = table.Column<string>(type: "text", nullable: false),
                    csv_hash = table.Column<string>(type: "text", nullable: false),
                    total_cents = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coding_hand_offs", x => x.id);
                    table.ForeignKey(
                        name: "fk_coding_hand_offs_visit_codings_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "intake",
                        principalTable: "visit_codings",
                        principalColumn: "visit_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_coding_events_visit_id_at",
                schema: "intake",
                table: "coding_events",
                columns: new[] { "visit_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_coding_hand_offs_visit_id_number",
                schema: "intake",
                table: "coding_hand_offs",
                columns: new[] { "visit_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_codings_patient_id",
                schema: "intake",
                table: "visit_codings",
                column: "patient_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "coding_events",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "coding_hand_offs",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "medical_codes",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "visit_codings",
                schema: "intake");
        }
    }
}
