using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PacketsAndEhrCoverages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "packet_id",
                schema: "intake",
                table: "referral_events",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sent_to",
                schema: "intake",
                table: "referral_events",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pcp_fax",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pcp_npi",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pcp_phone",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pcp_practice",
                schema: "intake",
                table: "patients",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "by_hand",
                schema: "intake",
                table: "patient_coverages",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "ehr_key",
                schema: "intake",
                table: "patient_coverages",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "others",
                schema: "intake",
                table: "eligibility_benefits",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "referral_packets",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    pages = table.Column<int>(type: "integer", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referral_packets", x => x.id);
                    table.ForeignKey(
                        name: "fk_referral_packets_referrals_referral_id",
                        column: x => x.referral_id,
                        principalSchema: "intake",
                        principalTable: "referrals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_referral_events_packet_id",
                schema: "intake",
                table: "referral_events",
                column: "packet_id");

            migrationBuilder.CreateIndex(
                name: "ix_referral_packets_referral_id_at",
                schema: "intake",
                table: "referral_packets",
                columns: new[] { "referral_id", "at" });

            migrationBuilder.AddForeignKey(
                name: "fk_referral_events_referral_packets_packet_id",
                schema: "intake",
                table: "referral_events",
                column: "packet_id",
                principalSchema: "intake",
                principalTable: "referral_packets",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // A file could bring the first coverage alone: what pays later a person entered; and the first, where a person said it last.
            migrationBuilder.Sql("""
                UPDATE intake.patient_coverages coverage SET by_hand = true
                WHERE coverage.rank > 1 OR (
                    SELECT said.via FROM intake.patient_changes said
                    WHERE said.patient_id = coverage.patient_id AND said.field IN ('registered', 'coverage', 'payer', 'member id', 'group', 'holder''s first name', 'holder''s last name')
                    ORDER BY said.at DESC, said.id DESC LIMIT 1) IN ('register', 'edit');
                """);

            // Of a benefit the first whom it names stood here: the others are in its segments.
            migrationBuilder.Sql("""
                UPDATE intake.eligibility_benefits benefit SET others = more.named
                FROM (
                    SELECT id, jsonb_agg(jsonb_build_object(
                        'Role', coalesce(part[2], ''),
                        'Name', concat_ws(' ', nullif(trim(part[5]), ''), nullif(trim(part[6]), ''), nullif(trim(part[4]), ''), nullif(trim(part[8]), '')),
                        'Phone', '') ORDER BY place) AS named
                    FROM (
                        SELECT one.id, string_to_array(split.line, substr(one.raw, 3, 1)) AS part, split.place, row_number() OVER (PARTITION BY one.id ORDER BY split.place) AS number
                        FROM intake.eligibility_benefits one, regexp_split_to_table(one.raw, '\n') WITH ORDINALITY AS split(line, place)
                        WHERE split.line LIKE 'NM1%') AS names
                    WHERE number > 1
                    GROUP BY id) AS more
                WHERE more.id = benefit.id;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_referral_events_referral_packets_packet_id",
                schema: "intake",
                table: "referral_events");

            migrationBuilder.DropTable(
                name: "referral_packets",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_referral_events_packet_id",
                schema: "intake",
                table: "referral_events");

            migrationBuilder.DropColumn(
                name: "packet_id",
                schema: "intake",
                table: "referral_events");

            migrationBuilder.DropColumn(
                name: "sent_to",
                schema: "intake",
                table: "referral_events");

            migrationBuilder.DropColumn(
                name: "pcp_fax",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "pcp_npi",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "pcp_phone",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "pcp_practice",
                schema: "intake",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "by_hand",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "ehr_key",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "others",
                schema: "intake",
                table: "eligibility_benefits");
        }
    }
}
