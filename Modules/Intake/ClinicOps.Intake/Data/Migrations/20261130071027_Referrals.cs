using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Referrals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "referral_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "needs_referral",
                schema: "intake",
                table: "payers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "note_proposals",
                schema: "intake",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    practice = table.Column<string>(type: "text", nullable: false),
                    specialty = table.Column<string>(type: "text", nullable: false),
                    seen_on = table.Column<DateOnly>(type: "date", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    accepted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_note_proposals", x => x.document_id);
                    table.CheckConstraint("note_proposals_state_is_known", "state IN ('open', 'accepted', 'dismissed', 'withdrawn')");
                });

            migrationBuilder.CreateTable(
                name: "referrals",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    document_thread_id = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    provider = table.Column<string>(type: "text", nullable: false),
                    practice = table.Column<string>(type: "text", nullable: false),
                    specialty = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    diagnosis = table.Column<string>(type: "text", nullable: false),
                    urgency = table.Column<string>(type: "text", nullable: false),
                    payer = table.Column<string>(type: "text", nullable: false),
                    enclosed = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    state_reason = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    visits_allowed = table.Column<int>(type: "integer", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    appointment_on = table.Column<DateOnly>(type: "date", nullable: true),
                    note_id = table.Column<Guid>(type: "uuid", nullable: true),
                    chase_on = table.Column<DateOnly>(type: "date", nullable: true),
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
                    table.PrimaryKey("pk_referrals", x => x.id);
                    table.CheckConstraint("referrals_allow_some_visits", "visits_allowed > 0");
                    table.CheckConstraint("referrals_direction_is_known", "direction IN ('in', 'out')");
                    table.CheckConstraint("referrals_end_after_they_begin", "valid_to >= valid_from");
                    table.CheckConstraint("referrals_state_is_known", "state IN ('declined', 'withdrawn') OR (direction = 'in' AND state IN ('needed', 'requested', 'received', 'accepted')) OR (direction = 'out' AND state IN ('draft', 'sent', 'scheduled', 'closed'))");
                    table.CheckConstraint("referrals_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
                });

            migrationBuilder.CreateTable(
                name: "referral_events",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    how = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
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
                    table.PrimaryKey("pk_referral_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_referral_events_referrals_referral_id",
                        column: x => x.referral_id,
                        principalSchema: "intake",
                        principalTable: "referrals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "referral_uses",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    ends_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referral_uses", x => x.id);
                    table.CheckConstraint("referral_uses_end_a_row", "(kind = 'reserved') = (ends_id IS NULL)");
                    table.CheckConstraint("referral_uses_kind_is_known", "kind IN ('reserved', 'released', 'used', 'returned')");
                    table.ForeignKey(
                        name: "fk_referral_uses_referral_uses_ends_id",
                        column: x => x.ends_id,
                        principalSchema: "intake",
                        principalTable: "referral_uses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referral_uses_referrals_referral_id",
                        column: x => x.referral_id,
                        principalSchema: "intake",
                        principalTable: "referrals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_referral_id",
                schema: "intake",
                table: "tasks",
                column: "referral_id");

            migrationBuilder.CreateIndex(
                name: "ix_note_proposals_care_thread_id",
                schema: "intake",
                table: "note_proposals",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_note_proposals_patient_id",
                schema: "intake",
                table: "note_proposals",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_note_proposals_referral_id",
                schema: "intake",
                table: "note_proposals",
                column: "referral_id");

            migrationBuilder.CreateIndex(
                name: "ix_referral_events_referral_id_number",
                schema: "intake",
                table: "referral_events",
                columns: new[] { "referral_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_referral_events_undoes_id",
                schema: "intake",
                table: "referral_events",
                column: "undoes_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_referral_uses_ends_id",
                schema: "intake",
                table: "referral_uses",
                column: "ends_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_referral_uses_referral_id",
                schema: "intake",
                table: "referral_uses",
                column: "referral_id");

            migrationBuilder.CreateIndex(
                name: "ix_referral_uses_visit_id",
                schema: "intake",
                table: "referral_uses",
                column: "visit_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_care_thread_id",
                schema: "intake",
                table: "referrals",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_chase_on",
                schema: "intake",
                table: "referrals",
                column: "chase_on");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_document_id",
                schema: "intake",
                table: "referrals",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_document_id_patient_id",
                schema: "intake",
                table: "referrals",
                columns: new[] { "document_id", "patient_id" },
                unique: true,
                filter: "direction = 'in'");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_document_thread_id",
                schema: "intake",
                table: "referrals",
                column: "document_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_order_id",
                schema: "intake",
                table: "referrals",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_patient_id",
                schema: "intake",
                table: "referrals",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_state_location_id",
                schema: "intake",
                table: "referrals",
                columns: new[] { "state", "location_id" });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_task_id",
                schema: "intake",
                table: "referrals",
                column: "task_id",
                unique: true,
                filter: "state <> 'withdrawn'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "note_proposals",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "referral_events",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "referral_uses",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "referrals",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_tasks_referral_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "referral_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "needs_referral",
                schema: "intake",
                table: "payers");
        }
    }
}
