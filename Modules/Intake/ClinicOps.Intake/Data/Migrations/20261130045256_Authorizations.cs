using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Authorizations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "authorization_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "authorization_rules",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payer = table.Column<string>(type: "text", nullable: false),
                    codes = table.Column<string>(type: "text", nullable: false),
                    site = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    is_needed = table.Column<bool>(type: "boolean", nullable: false),
                    said_by = table.Column<string>(type: "text", nullable: false),
                    said_on = table.Column<DateOnly>(type: "date", nullable: false),
                    is_removed = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorization_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "authorizations",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    payer = table.Column<string>(type: "text", nullable: false),
                    plan = table.Column<string>(type: "text", nullable: false),
                    codes = table.Column<string>(type: "jsonb", nullable: false),
                    diagnoses = table.Column<string[]>(type: "text[]", nullable: false),
                    provider_name = table.Column<string>(type: "text", nullable: false),
                    provider_npi = table.Column<string>(type: "text", nullable: false),
                    site = table.Column<string>(type: "text", nullable: false),
                    urgency = table.Column<string>(type: "text", nullable: false),
                    service_on = table.Column<DateOnly>(type: "date", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    state_reason = table.Column<string>(type: "text", nullable: false),
                    case_reference = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    unit_basis = table.Column<string>(type: "text", nullable: true),
                    units_approved = table.Column<decimal>(type: "numeric", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    not_required_by = table.Column<string>(type: "text", nullable: false),
                    not_required_reference = table.Column<string>(type: "text", nullable: false),
                    not_required_on = table.Column<DateOnly>(type: "date", nullable: true),
                    submitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorizations", x => x.id);
                    table.CheckConstraint("authorizations_end_after_they_begin", "valid_to >= valid_from");
                    table.CheckConstraint("authorizations_granted_have_a_number", "state NOT IN ('approved', 'partial') OR number <> ''");
                    table.CheckConstraint("authorizations_not_required_say_who_said_so", "state <> 'not_required' OR (not_required_by <> '' AND not_required_on IS NOT NULL)");
                    table.CheckConstraint("authorizations_state_is_known", "state IN ('draft', 'submitted', 'pended', 'approved', 'partial', 'denied', 'expired', 'withdrawn', 'not_required')");
                    table.CheckConstraint("authorizations_unit_basis_is_known", "unit_basis IN ('visits', 'services', 'mg', 'hours', 'other')");
                    table.CheckConstraint("authorizations_units_have_a_basis", "units_approved IS NULL OR (units_approved > 0 AND unit_basis IS NOT NULL)");
                    table.CheckConstraint("authorizations_urgency_is_known", "urgency IN ('standard', 'expedited')");
                });

            migrationBuilder.CreateTable(
                name: "decision_proposals",
                schema: "intake",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    service = table.Column<string>(type: "text", nullable: false),
                    units = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    peer_to_peer_by = table.Column<DateOnly>(type: "date", nullable: true),
                    appeal_by = table.Column<DateOnly>(type: "date", nullable: true),
                    respond_by = table.Column<DateOnly>(type: "date", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    accepted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decision_proposals", x => x.document_id);
                    table.CheckConstraint("decision_proposals_state_is_known", "state IN ('open', 'accepted', 'dismissed', 'withdrawn')");
                });

            migrationBuilder.CreateTable(
                name: "authorization_deadlines",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    said_by_payer = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    opened_by = table.Column<Guid>(type: "uuid", nullable: false),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorization_deadlines", x => x.id);
                    table.CheckConstraint("authorization_deadlines_kind_is_known", "kind IN ('decision', 'respond-by', 'peer-to-peer', 'appeal', 'retro')");
                    table.CheckConstraint("authorization_deadlines_state_is_known", "state IN ('open', 'met', 'missed', 'void')");
                    table.ForeignKey(
                        name: "fk_authorization_deadlines_authorizations_authorization_id",
                        column: x => x.authorization_id,
                        principalSchema: "intake",
                        principalTable: "authorizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "authorization_events",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    how = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    old = table.Column<string>(type: "jsonb", nullable: true),
                    @new = table.Column<string>(name: "new", type: "jsonb", nullable: false),
                    undoes_id = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_tasks = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    raised_tasks = table.Column<Guid[]>(type: "uuid[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorization_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_authorization_events_authorizations_authorization_id",
                        column: x => x.authorization_id,
                        principalSchema: "intake",
                        principalTable: "authorizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "authorization_uses",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    units = table.Column<decimal>(type: "numeric", nullable: false),
                    ends_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorization_uses", x => x.id);
                    table.CheckConstraint("authorization_uses_end_a_row", "(kind = 'reserved') = (ends_id IS NULL)");
                    table.CheckConstraint("authorization_uses_kind_is_known", "kind IN ('reserved', 'released', 'used', 'returned')");
                    table.CheckConstraint("authorization_uses_take_something", "units > 0");
                    table.ForeignKey(
                        name: "fk_authorization_uses_authorization_uses_ends_id",
                        column: x => x.ends_id,
                        principalSchema: "intake",
                        principalTable: "authorization_uses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorization_uses_authorizations_authorization_id",
                        column: x => x.authorization_id,
                        principalSchema: "intake",
                        principalTable: "authorizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_authorization_id",
                schema: "intake",
                table: "tasks",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorization_deadlines_authorization_id_kind",
                schema: "intake",
                table: "authorization_deadlines",
                columns: new[] { "authorization_id", "kind" },
                unique: true,
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "ix_authorization_deadlines_state_due_at",
                schema: "intake",
                table: "authorization_deadlines",
                columns: new[] { "state", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_authorization_events_authorization_id_number",
                schema: "intake",
                table: "authorization_events",
                columns: new[] { "authorization_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorization_events_undoes_id",
                schema: "intake",
                table: "authorization_events",
                column: "undoes_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorization_rules_payer_codes_site_number",
                schema: "intake",
                table: "authorization_rules",
                columns: new[] { "payer", "codes", "site", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorization_uses_authorization_id",
                schema: "intake",
                table: "authorization_uses",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorization_uses_ends_id",
                schema: "intake",
                table: "authorization_uses",
                column: "ends_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorization_uses_visit_id",
                schema: "intake",
                table: "authorization_uses",
                column: "visit_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_care_thread_id",
                schema: "intake",
                table: "authorizations",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_document_id",
                schema: "intake",
                table: "authorizations",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_order_id",
                schema: "intake",
                table: "authorizations",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_patient_id",
                schema: "intake",
                table: "authorizations",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_state_location_id",
                schema: "intake",
                table: "authorizations",
                columns: new[] { "state", "location_id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_task_id",
                schema: "intake",
                table: "authorizations",
                column: "task_id",
                unique: true,
                filter: "state <> 'withdrawn'");

            migrationBuilder.CreateIndex(
                name: "ix_decision_proposals_authorization_id",
                schema: "intake",
                table: "decision_proposals",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "ix_decision_proposals_patient_id",
                schema: "intake",
                table: "decision_proposals",
                column: "patient_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "authorization_deadlines",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "authorization_events",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "authorization_rules",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "authorization_uses",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "decision_proposals",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "authorizations",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_tasks_authorization_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "authorization_id",
                schema: "intake",
                table: "tasks");
        }
    }
}
