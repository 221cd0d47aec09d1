using System;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class DuplicatesEstimatesAndFees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                schema: "intake",
                table: "medical_codes",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.CreateTable(
                name: "asked_estimates",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_code = table.Column<string>(type: "text", nullable: false),
                    visit_type = table.Column<string>(type: "text", nullable: false),
                    wanted_on = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asked_estimates", x => x.id);
                    table.CheckConstraint("asked_estimates_taken_over_are_settled", "visit_id IS NULL OR settled_at IS NOT NULL");
                    table.ForeignKey(
                        name: "fk_asked_estimates_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fee_changes",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    from_cents = table.Column<int>(type: "integer", nullable: true),
                    to_cents = table.Column<int>(type: "integer", nullable: true),
                    from_words = table.Column<string>(type: "text", nullable: false),
                    to_words = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fee_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "patients_apart",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    one_id = table.Column<Guid>(type: "uuid", nullable: false),
                    other_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patients_apart", x => x.id);
                    table.CheckConstraint("patients_apart_are_two_in_order", "one_id < other_id");
                    table.ForeignKey(
                        name: "fk_patients_apart_patients_one_id",
                        column: x => x.one_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_patients_apart_patients_other_id",
                        column: x => x.other_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_asked_estimates_patient_id_at",
                schema: "intake",
                table: "asked_estimates",
                columns: new[] { "patient_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_asked_estimates_visit_id",
                schema: "intake",
                table: "asked_estimates",
                column: "visit_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fee_changes_at",
                schema: "intake",
                table: "fee_changes",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_fee_changes_code_at",
                schema: "intake",
                table: "fee_changes",
                columns: new[] { "code", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_patients_apart_one_id_other_id",
                schema: "intake",
                table: "patients_apart",
                columns: new[] { "one_id", "other_id" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_patients_apart_other_id",
                schema: "intake",
                table: "patients_apart",
                column: "other_id");

            // What was asked for goes along with a merged record: see JoinTriggers.
            migrationBuilder.Sql(JoinTriggers.Create("intake", new SubjectColumn("asked_estimates", "id", "patient_id")));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(JoinTriggers.Drop("intake", new SubjectColumn("asked_estimates", "id", "patient_id")));

            migrationBuilder.DropTable(
                name: "asked_estimates",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "fee_changes",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patients_apart",
                schema: "intake");

            migrationBuilder.DropColumn(
                name: "xmin",
                schema: "intake",
                table: "medical_codes");
        }
    }
}
