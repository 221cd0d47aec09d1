using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Charts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "authorization_packets",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    pages = table.Column<int>(type: "integer", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorization_packets", x => x.id);
                    table.ForeignKey(
                        name: "fk_authorization_packets_authorizations_authorization_id",
                        column: x => x.authorization_id,
                        principalSchema: "intake",
                        principalTable: "authorizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "chart_packets",
                schema: "intake",
                columns: table => new
                {
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    face_sheet = table.Column<string>(type: "text", nullable: false),
                    rests_on = table.Column<string>(type: "text", nullable: false),
                    paper_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    known_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    paper_pages = table.Column<int>(type: "integer", nullable: false),
                    gaps = table.Column<int>(type: "integer", nullable: false),
                    stops = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chart_packets", x => x.visit_id);
                    table.ForeignKey(
                        name: "fk_chart_packets_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "set_aside_gaps",
                schema: "intake",
                columns: table => new
                {
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    gap_key = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_set_aside_gaps", x => new { x.visit_id, x.gap_key });
                    table.ForeignKey(
                        name: "fk_set_aside_gaps_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_authorization_packets_authorization_id_at",
                schema: "intake",
                table: "authorization_packets",
                columns: new[] { "authorization_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_chart_packets_location_id_day",
                schema: "intake",
                table: "chart_packets",
                columns: new[] { "location_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_chart_packets_patient_id",
                schema: "intake",
                table: "chart_packets",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_set_aside_gaps_patient_id",
                schema: "intake",
                table: "set_aside_gaps",
                column: "patient_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "authorization_packets",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "chart_packets",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "set_aside_gaps",
                schema: "intake");
        }
    }
}
