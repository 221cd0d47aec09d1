using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PatientAddresses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "added_at",
                schema: "intake",
                table: "patient_addresses",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now()");

            migrationBuilder.AddColumn<Guid>(
                name: "added_by",
                schema: "intake",
                table: "patient_addresses",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "added_why",
                schema: "intake",
                table: "patient_addresses",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ended_at",
                schema: "intake",
                table: "patient_addresses",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ended_by",
                schema: "intake",
                table: "patient_addresses",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ended_why",
                schema: "intake",
                table: "patient_addresses",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "intake",
                table: "patient_addresses",
                type: "text",
                nullable: false,
                defaultValue: "home");

            migrationBuilder.AddColumn<Guid>(
                name: "replaces_id",
                schema: "intake",
                table: "patient_addresses",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "valid_from",
                schema: "intake",
                table: "patient_addresses",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "valid_to",
                schema: "intake",
                table: "patient_addresses",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "was_mistake",
                schema: "intake",
                table: "patient_addresses",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            // Those that are there are home addresses, known since the patient is; what was changed of them since stands in the history. Of one patient one stands.
            migrationBuilder.Sql(
                """
                UPDATE intake.patient_addresses a SET added_at = p.registered_at FROM intake.patients p WHERE p.id = a.patient_id;
                UPDATE intake.patient_addresses a SET ended_at = now(), ended_why = 'there was another' WHERE EXISTS (SELECT FROM intake.patient_addresses b WHERE b.patient_id = a.patient_id AND b.id < a.id);
                """);

            migrationBuilder.CreateIndex(
                name: "ix_patient_addresses_one_standing",
                schema: "intake",
                table: "patient_addresses",
                columns: new[] { "patient_id", "kind" },
                unique: true,
                filter: "kind <> 'temporary' AND ended_at IS NULL");

            migrationBuilder.AddCheckConstraint(
                name: "patient_addresses_kind_is_known",
                schema: "intake",
                table: "patient_addresses",
                sql: "kind IN ('home', 'mailing', 'temporary')");

            migrationBuilder.AddCheckConstraint(
                name: "patient_addresses_mistake_has_ended",
                schema: "intake",
                table: "patient_addresses",
                sql: "NOT was_mistake OR ended_at IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "patient_addresses_temporary_has_days",
                schema: "intake",
                table: "patient_addresses",
                sql: "CASE WHEN kind = 'temporary' THEN valid_from <= valid_to AND valid_from IS NOT NULL AND valid_to IS NOT NULL ELSE valid_from IS NULL AND valid_to IS NULL END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_patient_addresses_one_standing",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropCheckConstraint(
                name: "patient_addresses_kind_is_known",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropCheckConstraint(
                name: "patient_addresses_mistake_has_ended",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropCheckConstraint(
                name: "patient_addresses_temporary_has_days",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "added_at",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "added_by",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "added_why",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "ended_at",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "ended_by",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "ended_why",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "replaces_id",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "valid_from",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "valid_to",
                schema: "intake",
                table: "patient_addresses");

            migrationBuilder.DropColumn(
                name: "was_mistake",
                schema: "intake",
                table: "patient_addresses");
        }
    }
}
