using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class CoverageAndMoney : Migration
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
                name: "check_in_events",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    is_undo = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_check_in_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "check_ins",
                schema: "intake",
                columns: table => new
                {
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    identity_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    card_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    address_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    arrived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    checked_in_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    roomed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_check_ins", x => x.visit_id);
                    table.CheckConstraint("check_ins_go_in_order", "(checked_in_at IS NULL OR arrived_at IS NOT NULL) AND (roomed_at IS NULL OR checked_in_at IS NOT NULL) AND (done_at IS NULL OR roomed_at IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_check_ins_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

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
                name: "drawers",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drawers", x => x.id);
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
                name: "money_papers",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_money_papers", x => x.id);
                    table.CheckConstraint("money_papers_kind_is_known", "kind IN ('receipt', 'day-sheet')");
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
                name: "signed_forms",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    form_code = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    signed_by = table.Column<string>(type: "text", nullable: false),
                    strokes = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    withdrawn_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signed_forms", x => x.id);
                    table.ForeignKey(
                        name: "fk_signed_forms_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
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
                name: "drawer_sessions",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    drawer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    float_cents = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drawer_sessions", x => x.id);
                    table.CheckConstraint("drawer_sessions_float_is_no_debt", "float_cents >= 0");
                    table.ForeignKey(
                        name: "fk_drawer_sessions_drawers_drawer_id",
                        column: x => x.drawer_id,
                        principalSchema: "intake",
                        principalTable: "drawers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
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
                name: "money_paper_files",
                schema: "intake",
                columns: table => new
                {
                    paper_id = table.Column<Guid>(type: "uuid", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_money_paper_files", x => x.paper_id);
                    table.ForeignKey(
                        name: "fk_money_paper_files_money_papers_paper_id",
                        column: x => x.paper_id,
                        principalSchema: "intake",
                        principalTable: "money_papers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "drawer_closings",
                schema: "intake",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cash_expected = table.Column<int>(type: "integer", nullable: false),
                    cash_counted = table.Column<int>(type: "integer", nullable: false),
                    check_expected = table.Column<int>(type: "integer", nullable: false),
                    check_counted = table.Column<int>(type: "integer", nullable: false),
                    card_expected = table.Column<int>(type: "integer", nullable: false),
                    card_counted = table.Column<int>(type: "integer", nullable: false),
                    other_expected = table.Column<int>(type: "integer", nullable: false),
                    other_counted = table.Column<int>(type: "integer", nullable: false),
                    denominations = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drawer_closings", x => x.session_id);
                    table.CheckConstraint("drawer_closings_say_why_they_differ", "reason <> '' OR cash_counted = cash_expected AND check_counted = check_expected AND card_counted = card_expected AND other_counted = other_expected");
                    table.ForeignKey(
                        name: "fk_drawer_closings_drawer_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "intake",
                        principalTable: "drawer_sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ledger_entries",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    counts_as = table.Column<string>(type: "text", nullable: false),
                    cents = table.Column<int>(type: "integer", nullable: false),
                    method = table.Column<string>(type: "text", nullable: true),
                    reference = table.Column<string>(type: "text", nullable: false),
                    given_cents = table.Column<int>(type: "integer", nullable: true),
                    change_cents = table.Column<int>(type: "integer", nullable: true),
                    reverses_entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    benefit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_entries", x => x.id);
                    table.CheckConstraint("ledger_entries_cents_are_something", "cents <> 0");
                    table.CheckConstraint("ledger_entries_change_is_right", "given_cents IS NULL AND change_cents IS NULL OR method = 'cash' AND kind IN ('payment', 'prepayment') AND given_cents >= -cents AND change_cents = given_cents + cents");
                    table.CheckConstraint("ledger_entries_counts_as_is_known", "counts_as IN ('charge-copay', 'payment', 'prepayment', 'applied')");
                    table.CheckConstraint("ledger_entries_kind_is_known", "kind IN ('charge-copay', 'payment', 'prepayment', 'applied', 'refund', 'void')");
                    table.CheckConstraint("ledger_entries_method_is_known", "method IN ('cash', 'check', 'card', 'other')");
                    table.CheckConstraint("ledger_entries_money_has_a_drawer", "(counts_as IN ('payment', 'prepayment')) = (method IS NOT NULL) AND (method IS NULL) = (session_id IS NULL)");
                    table.CheckConstraint("ledger_entries_reversals_name_a_line", "(kind IN ('refund', 'void')) = (reverses_entry_id IS NOT NULL) AND (kind IN ('refund', 'void') OR counts_as = kind)");
                    table.CheckConstraint("ledger_entries_sign_is_the_kinds", "CASE kind WHEN 'charge-copay' THEN cents > 0 WHEN 'refund' THEN cents > 0 WHEN 'void' THEN true ELSE cents < 0 END");
                    table.CheckConstraint("ledger_entries_visit", "(counts_as = 'prepayment') = (visit_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_ledger_entries_drawer_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "intake",
                        principalTable: "drawer_sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_ledger_entries_ledger_entries_reverses_entry_id",
                        column: x => x.reverses_entry_id,
                        principalSchema: "intake",
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_ledger_entries_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
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
                name: "ix_check_in_events_visit_id_at",
                schema: "intake",
                table: "check_in_events",
                columns: new[] { "visit_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_check_ins_patient_id",
                schema: "intake",
                table: "check_ins",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_clearinghouse_messages_sha256",
                schema: "intake",
                table: "clearinghouse_messages",
                column: "sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_drawer_sessions_drawer_id_at",
                schema: "intake",
                table: "drawer_sessions",
                columns: new[] { "drawer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_drawers_location_id_name",
                schema: "intake",
                table: "drawers",
                columns: new[] { "location_id", "name" },
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
                name: "ix_ledger_entries_one_void",
                schema: "intake",
                table: "ledger_entries",
                column: "reverses_entry_id",
                unique: true,
                filter: "kind = 'void'");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_patient_id",
                schema: "intake",
                table: "ledger_entries",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_reverses_entry_id",
                schema: "intake",
                table: "ledger_entries",
                column: "reverses_entry_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_session_id",
                schema: "intake",
                table: "ledger_entries",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_visit_id",
                schema: "intake",
                table: "ledger_entries",
                column: "visit_id");

            migrationBuilder.CreateIndex(
                name: "ix_money_papers_number",
                schema: "intake",
                table: "money_papers",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payers_name_key",
                schema: "intake",
                table: "payers",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_signed_forms_patient_id_form_code",
                schema: "intake",
                table: "signed_forms",
                columns: new[] { "patient_id", "form_code" });

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

            GuardMoney(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_patient_coverages_payers_payer_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropTable(
                name: "check_in_events",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "check_ins",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "drawer_closings",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_benefits",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_states",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "ledger_entries",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "money_paper_files",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "payers",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "signed_forms",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "visit_payer_cases",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_answers",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "drawer_sessions",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "money_papers",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "clearinghouse_messages",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "eligibility_checks",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "drawers",
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

            migrationBuilder.Sql("DROP FUNCTION intake.check_ledger_entry(), intake.check_drawer_session(), intake.check_drawer_closing(), intake.refuse_money_change()");
        }

        /// <summary>
        /// What grants and constraints cannot say of money, refused by the database itself whoever writes: nothing is changed; a line goes
        /// into a drawer that is open; a reversal is of the same account and of no more than there was; a visit has one co-pay.
        /// The locks are those of Ledger/OpenAccount and Ledger/OpenDrawer.
        /// </summary>
        private static void GuardMoney(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE FUNCTION intake.refuse_money_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'Money is never changed, only reversed.' USING ERRCODE = 'insufficient_privilege'; END $$;
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_money_change();
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.drawer_sessions FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_money_change();
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.drawer_closings FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_money_change();
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.money_papers FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_money_change();
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.money_paper_files FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_money_change();

            CREATE FUNCTION intake.check_ledger_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = intake AS $$
            DECLARE
                account uuid;
                reversed ledger_entries%ROWTYPE;
                rest bigint;
                held bigint;
            BEGIN
                SELECT coalesce(merged_into_id, id) INTO account FROM patients WHERE id = NEW.patient_id;
                PERFORM pg_advisory_xact_lock(7421, hashtext(account::text));
                IF NEW.session_id IS NOT NULL THEN
                    PERFORM pg_advisory_xact_lock_shared(7422, hashtext(NEW.session_id::text));
                    IF EXISTS (SELECT FROM drawer_closings WHERE session_id = NEW.session_id)
                        OR NOT EXISTS (SELECT FROM drawer_sessions WHERE id = NEW.session_id AND location_id = NEW.location_id) THEN
                        RAISE EXCEPTION 'The drawer is not open.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_drawer_is_open';
                    END IF;
                END IF;

                IF NEW.reverses_entry_id IS NOT NULL THEN
                    SELECT * INTO reversed FROM ledger_entries WHERE id = NEW.reverses_entry_id;
                    IF NOT FOUND OR reversed.kind = 'void' OR NEW.patient_id <> reversed.patient_id OR NEW.counts_as <> reversed.counts_as OR NEW.visit_id IS DISTINCT FROM reversed.visit_id THEN
                        RAISE EXCEPTION 'A reversal is of a line of the same account.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_reversal_fits';
                    END IF;

                    SELECT -reversed.cents - coalesce(sum(r.cents + coalesce((SELECT sum(v.cents) FROM ledger_entries v WHERE v.reverses_entry_id = r.id), 0)), 0)
                    INTO rest FROM ledger_entries r WHERE r.reverses_entry_id = reversed.id;
                    IF NEW.kind = 'refund' AND (reversed.kind NOT IN ('payment', 'prepayment') OR NEW.cents > rest) THEN
                        RAISE EXCEPTION 'More than was paid.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_refund_is_of_what_was_paid';
                    END IF;

                    IF NEW.kind = 'void' AND (NEW.cents <> -reversed.cents OR rest <> -reversed.cents OR NEW.session_id IS DISTINCT FROM reversed.session_id OR NEW.method IS DISTINCT FROM reversed.method) THEN
                        RAISE EXCEPTION 'A line is made void once and whole.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_void_is_whole';
                    END IF;
                END IF;

                IF NEW.counts_as IN ('prepayment', 'applied') THEN
                    SELECT coalesce(sum(CASE e.counts_as WHEN 'applied' THEN e.cents ELSE -e.cents END), 0) + CASE NEW.counts_as WHEN 'applied' THEN NEW.cents ELSE -NEW.cents END
                    INTO held FROM ledger_entries e JOIN patients p ON p.id = e.patient_id
                    WHERE e.counts_as IN ('prepayment', 'applied') AND (p.id = account OR p.merged_into_id = account);
                    IF held < 0 THEN
                        RAISE EXCEPTION 'More than is held for the patient.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_prepayment_is_held';
                    END IF;
                END IF;

                IF NEW.kind = 'charge-copay' AND EXISTS (
                    SELECT FROM ledger_entries c WHERE c.visit_id = NEW.visit_id AND c.kind = 'charge-copay' AND NOT EXISTS (SELECT FROM ledger_entries v WHERE v.reverses_entry_id = c.id)) THEN
                    RAISE EXCEPTION 'A visit has one co-pay.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_one_copay';
                END IF;

                RETURN NEW;
            END $$;
            CREATE TRIGGER check_entry BEFORE INSERT ON intake.ledger_entries FOR EACH ROW EXECUTE FUNCTION intake.check_ledger_entry();

            CREATE FUNCTION intake.check_drawer_session() RETURNS trigger LANGUAGE plpgsql SET search_path = intake AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock(7423, hashtext(NEW.drawer_id::text));
                IF EXISTS (SELECT FROM drawer_sessions s WHERE s.drawer_id = NEW.drawer_id AND NOT EXISTS (SELECT FROM drawer_closings c WHERE c.session_id = s.id))
                    OR NOT EXISTS (SELECT FROM drawers WHERE id = NEW.drawer_id AND location_id = NEW.location_id) THEN
                    RAISE EXCEPTION 'The drawer is open already.' USING ERRCODE = 'check_violation', CONSTRAINT = 'drawer_sessions_one_open';
                END IF;

                RETURN NEW;
            END $$;
            CREATE TRIGGER check_session BEFORE INSERT ON intake.drawer_sessions FOR EACH ROW EXECUTE FUNCTION intake.check_drawer_session();

            CREATE FUNCTION intake.check_drawer_closing() RETURNS trigger LANGUAGE plpgsql SET search_path = intake AS $$
            DECLARE
                fits boolean;
            BEGIN
                PERFORM pg_advisory_xact_lock(7422, hashtext(NEW.session_id::text));
                SELECT NEW.cash_expected = s.float_cents - coalesce(sum(e.cents) FILTER (WHERE e.method = 'cash'), 0) AND NEW.check_expected = -coalesce(sum(e.cents) FILTER (WHERE e.method = 'check'), 0)
                    AND NEW.card_expected = -coalesce(sum(e.cents) FILTER (WHERE e.method = 'card'), 0) AND NEW.other_expected = -coalesce(sum(e.cents) FILTER (WHERE e.method = 'other'), 0)
                INTO fits FROM drawer_sessions s LEFT JOIN ledger_entries e ON e.session_id = s.id WHERE s.id = NEW.session_id GROUP BY s.id;
                IF fits IS NOT TRUE THEN
                    RAISE EXCEPTION 'The ledger says another sum.' USING ERRCODE = 'check_violation', CONSTRAINT = 'drawer_closings_expect_what_the_ledger_says';
                END IF;

                RETURN NEW;
            END $$;
            CREATE TRIGGER check_closing BEFORE INSERT ON intake.drawer_closings FOR EACH ROW EXECUTE FUNCTION intake.check_drawer_closing();
            """);
    }
}
