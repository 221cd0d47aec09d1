using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Coverage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence<int>(
                name: "x12_control_numbers",
                schema: "intake",
                minValue: 1L,
                maxValue: 999999999L,
                cyclic: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "holder_born",
                schema: "intake",
                table: "patient_coverages",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "payer_id",
                schema: "intake",
                table: "patient_coverages",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plan",
                schema: "intake",
                table: "patient_coverages",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "rank",
                schema: "intake",
                table: "patient_coverages",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "relationship",
                schema: "intake",
                table: "patient_coverages",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateOnly>(
                name: "valid_from",
                schema: "intake",
                table: "patient_coverages",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "valid_to",
                schema: "intake",
                table: "patient_coverages",
                type: "date",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "clearinghouse_messages",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    raw = table.Column<byte[]>(type: "bytea", nullable: false),
                    problems = table.Column<string[]>(type: "text[]", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clearinghouse_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "eligibility_checks",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    coverage_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_on = table.Column<DateOnly>(type: "date", nullable: false),
                    asked_for = table.Column<DateOnly>(type: "date", nullable: false),
                    service_types = table.Column<string[]>(type: "text[]", nullable: false),
                    way = table.Column<string>(type: "text", nullable: false),
                    trace = table.Column<string>(type: "text", nullable: false),
                    control_number = table.Column<int>(type: "integer", nullable: true),
                    question = table.Column<byte[]>(type: "bytea", nullable: true),
                    notes = table.Column<string[]>(type: "text[]", nullable: false),
                    follows_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_eligibility_checks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payers",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    electronic_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    verify_by = table.Column<string>(type: "text", nullable: false),
                    how_to = table.Column<string>(type: "text", nullable: false),
                    answers_future_dates = table.Column<bool>(type: "boolean", nullable: false),
                    in_network = table.Column<bool>(type: "boolean", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payers", x => x.id);
                    table.CheckConstraint("payers_kind_is_known", "kind IN ('commercial', 'medicare', 'medicaid', 'workers-comp', 'auto', 'self-pay')");
                    table.CheckConstraint("payers_verify_by_is_known", "verify_by IN ('clearinghouse', 'portal', 'phone', 'none')");
                });

            migrationBuilder.CreateTable(
                name: "visit_payer_cases",
                schema: "intake",
                columns: table => new
                {
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    coverage_id = table.Column<Guid>(type: "uuid", nullable: true),
                    claim_number = table.Column<string>(type: "text", nullable: false),
                    adjuster = table.Column<string>(type: "text", nullable: false),
                    estimate_cents = table.Column<int>(type: "integer", nullable: true),
                    owes_nothing = table.Column<string>(type: "text", nullable: false),
                    service_type = table.Column<string>(type: "text", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_payer_cases", x => x.visit_id);
                    table.CheckConstraint("visit_payer_cases_estimate_is_positive", "estimate_cents >= 0");
                    table.CheckConstraint("visit_payer_cases_kind_is_known", "kind IN ('health-plan', 'workers-comp', 'auto', 'self-pay')");
                    table.CheckConstraint("visit_payer_cases_owes_nothing_is_known", "owes_nothing IN ('', 'preventive', 'global-period', 'qmb', 'workers-comp')");
                });

            migrationBuilder.CreateTable(
                name: "eligibility_answers",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    check_id = table.Column<Guid>(type: "uuid", nullable: true),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    number = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    rejections = table.Column<string[]>(type: "text[]", nullable: false),
                    differs = table.Column<string[]>(type: "text[]", nullable: false),
                    plan = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    said_by = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_eligibility_answers", x => x.id);
                    table.CheckConstraint("eligibility_answers_outcome_is_known", "outcome IN ('active', 'not-active', 'rejected', 'unclear')");
                    table.ForeignKey(
                        name: "fk_eligibility_answers_clearinghouse_messages_message_id",
                        column: x => x.message_id,
                        principalSchema: "intake",
                        principalTable: "clearinghouse_messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_eligibility_answers_eligibility_checks_check_id",
                        column: x => x.check_id,
                        principalSchema: "intake",
                        principalTable: "eligibility_checks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "eligibility_states",
                schema: "intake",
                columns: table => new
                {
                    check_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    answer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_eligibility_states", x => x.check_id);
                    table.CheckConstraint("eligibility_states_state_is_known", "state IN ('pending', 'sending', 'sent', 'answered', 'failed', 'unknown')");
                    table.ForeignKey(
                        name: "fk_eligibility_states_eligibility_checks_check_id",
                        column: x => x.check_id,
                        principalSchema: "intake",
                        principalTable: "eligibility_checks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "eligibility_benefits",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    answer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    info = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    service_types = table.Column<string[]>(type: "text[]", nullable: false),
                    insurance = table.Column<string>(type: "text", nullable: false),
                    plan = table.Column<string>(type: "text", nullable: false),
                    period = table.Column<string>(type: "text", nullable: false),
                    amount_cents = table.Column<int>(type: "integer", nullable: true),
                    percent = table.Column<decimal>(type: "numeric", nullable: true),
                    quantity_kind = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric", nullable: true),
                    authorization_needed = table.Column<bool>(type: "boolean", nullable: true),
                    network = table.Column<string>(type: "text", nullable: false),
                    procedure = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    to = table.Column<DateOnly>(type: "date", nullable: true),
                    messages = table.Column<string[]>(type: "text[]", nullable: false),
                    limits = table.Column<string[]>(type: "text[]", nullable: false),
                    entity_role = table.Column<string>(type: "text", nullable: false),
                    entity_name = table.Column<string>(type: "text", nullable: false),
                    entity_phone = table.Column<string>(type: "text", nullable: false),
                    raw = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_eligibility_benefits", x => x.id);
                    table.ForeignKey(
                        name: "fk_eligibility_benefits_eligibility_answers_answer_id",
                        column: x => x.answer_id,
                        principalSchema: "intake",
                        principalTable: "eligibility_answers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_patient_coverages_payer_id",
                schema: "intake",
                table: "patient_coverages",
                column: "payer_id");

            migrationBuilder.AddCheckConstraint(
                name: "patient_coverages_rank_is_known",
                schema: "intake",
                table: "patient_coverages",
                sql: "rank BETWEEN 1 AND 3");

            migrationBuilder.AddCheckConstraint(
                name: "patient_coverages_relationship_is_known",
                schema: "intake",
                table: "patient_coverages",
                sql: "relationship IN ('', 'self', 'spouse', 'child', 'other')");

            migrationBuilder.CreateIndex(
                name: "ix_clearinghouse_messages_sha256",
                schema: "intake",
                table: "clearinghouse_messages",
                column: "sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_answers_check_id",
                schema: "intake",
                table: "eligibility_answers",
                column: "check_id");

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_answers_message_id_number",
                schema: "intake",
                table: "eligibility_answers",
                columns: new[] { "message_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_answers_patient_id",
                schema: "intake",
                table: "eligibility_answers",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_benefits_answer_id_number",
                schema: "intake",
                table: "eligibility_benefits",
                columns: new[] { "answer_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_checks_control_number",
                schema: "intake",
                table: "eligibility_checks",
                column: "control_number");

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_checks_patient_id_at",
                schema: "intake",
                table: "eligibility_checks",
                columns: new[] { "patient_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_checks_trace",
                schema: "intake",
                table: "eligibility_checks",
                column: "trace",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_eligibility_checks_visit_id_at",
                schema: "intake",
                table: "eligibility_checks",
                columns: new[] { "visit_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_payers_name_key",
                schema: "intake",
                table: "payers",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_payer_cases_patient_id",
                schema: "intake",
                table: "visit_payer_cases",
                column: "patient_id");

            migrationBuilder.AddForeignKey(
                name: "fk_patient_coverages_payers_payer_id",
                schema: "intake",
                table: "patient_coverages",
                column: "payer_id",
                principalSchema: "intake",
                principalTable: "payers",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_patient_coverages_payers_payer_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropTable(
                name: "eligibility_benefits",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_states",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "payers",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "visit_payer_cases",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_answers",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "clearinghouse_messages",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_checks",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_patient_coverages_payer_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropCheckConstraint(
                name: "patient_coverages_rank_is_known",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropCheckConstraint(
                name: "patient_coverages_relationship_is_known",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "holder_born",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "payer_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "plan",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "rank",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "relationship",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "valid_from",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "valid_to",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropSequence(
                name: "x12_control_numbers",
                schema: "intake");
        }
    }
}
