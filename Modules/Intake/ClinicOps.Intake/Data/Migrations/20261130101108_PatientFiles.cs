using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PatientFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "patient_files",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_files", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "patient_file_lines",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    shown_version = table.Column<long>(type: "bigint", nullable: false),
                    fields = table.Column<string[]>(type: "text[]", nullable: false),
                    doubts = table.Column<string[]>(type: "text[]", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    is_again = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_file_lines", x => x.id);
                    table.CheckConstraint("patient_file_lines_state_is_known", "state IN ('waiting', 'asked', 'taken', 'same')");
                    table.ForeignKey(
                        name: "fk_patient_file_lines_patient_files_file_id",
                        column: x => x.file_id,
                        principalSchema: "intake",
                        principalTable: "patient_files",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_file_states",
                schema: "intake",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    takes_all = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_file_states", x => x.file_id);
                    table.CheckConstraint("patient_file_states_state_is_known", "state IN ('comparing', 'compared', 'taking')");
                    table.ForeignKey(
                        name: "fk_patient_file_states_patient_files_file_id",
                        column: x => x.file_id,
                        principalSchema: "intake",
                        principalTable: "patient_files",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_patient_file_lines_file_id_line",
                schema: "intake",
                table: "patient_file_lines",
                columns: new[] { "file_id", "line" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patient_file_lines_patient_id",
                schema: "intake",
                table: "patient_file_lines",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_files_at",
                schema: "intake",
                table: "patient_files",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "patient_file_lines",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_file_states",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_files",
                schema: "intake");
        }
    }
}
