using System;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PeopleAndNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "confidential_address",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "custody",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateOnly>(
                name: "deceased_on",
                schema: "intake",
                table: "patients",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "deceased_source",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "interpreter",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "why",
                schema: "intake",
                table: "patient_changes",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "patient_notes",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_alert = table.Column<bool>(type: "boolean", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_notes", x => x.id);
                    table.ForeignKey(
                        name: "fk_patient_notes_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "related_people",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    relation = table.Column<string>(type: "text", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    may_pay = table.Column<bool>(type: "boolean", nullable: false),
                    may_consent = table.Column<bool>(type: "boolean", nullable: false),
                    may_be_told = table.Column<bool>(type: "boolean", nullable: false),
                    receives_mail = table.Column<bool>(type: "boolean", nullable: false),
                    limits = table.Column<string>(type: "text", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_related_people", x => x.id);
                    table.CheckConstraint("related_people_relation_is_known", "relation IN ('parent', 'guardian', 'foster-parent', 'spouse', 'child', 'sibling', 'grandparent', 'caregiver', 'attorney', 'other')");
                    table.ForeignKey(
                        name: "fk_related_people_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_note_ends",
                schema: "intake",
                columns: table => new
                {
                    note_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    why = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_note_ends", x => x.note_id);
                    table.ForeignKey(
                        name: "fk_patient_note_ends_patient_notes_note_id",
                        column: x => x.note_id,
                        principalSchema: "intake",
                        principalTable: "patient_notes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "patients_deceased_says_who_said_so",
                schema: "intake",
                table: "patients",
                sql: "deceased_on IS NULL OR deceased_source <> ''");

            migrationBuilder.CreateIndex(
                name: "ix_patient_notes_patient_id_at",
                schema: "intake",
                table: "patient_notes",
                columns: new[] { "patient_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_related_people_patient_id",
                schema: "intake",
                table: "related_people",
                column: "patient_id");

            migrationBuilder.Sql(JoinTriggers.Create("intake", LedOn));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(JoinTriggers.Drop("intake", LedOn));

            migrationBuilder.DropTable(
                name: "patient_note_ends",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "related_people",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_notes",
                schema: "intake");

            migrationBuilder.DropCheckConstraint(
                name: "patients_deceased_says_who_said_so",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "confidential_address",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "custody",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "deceased_on",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "deceased_source",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "interpreter",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "why",
                schema: "intake",
                table: "patient_changes");
        }

        /// <summary>Related people go along with a merged record: see JoinTriggers.</summary>
        private static readonly SubjectColumn LedOn = new("related_people", "id", "patient_id");
    }
}
