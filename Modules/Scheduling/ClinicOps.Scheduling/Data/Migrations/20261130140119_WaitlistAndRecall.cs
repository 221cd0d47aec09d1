using System;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class WaitlistAndRecall : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "freed_slots",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    freed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    change_id = table.Column<Guid>(type: "uuid", nullable: false),
                    set_aside_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    set_aside_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_freed_slots", x => x.id);
                    table.CheckConstraint("freed_slots_end_after_start", "ends_at > starts_at");
                    table.ForeignKey(
                        name: "fk_freed_slots_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "recalls",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: true),
                    due = table.Column<DateOnly>(type: "date", nullable: false),
                    due_is_month = table.Column<bool>(type: "boolean", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    from_visit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    booked_visit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    raised_by = table.Column<Guid>(type: "uuid", nullable: true),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recalls", x => x.id);
                    table.CheckConstraint("recalls_state_is_known", "state IN ('due', 'contacted', 'booked', 'declined', 'given-up')");
                    table.ForeignKey(
                        name: "fk_recalls_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_recalls_visit_types_visit_type_id",
                        column: x => x.visit_type_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_recalls_visits_from_visit_id",
                        column: x => x.from_visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "waitlist_entries",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    weekdays = table.Column<int[]>(type: "integer[]", nullable: false),
                    part = table.Column<int>(type: "integer", nullable: false),
                    earliest = table.Column<DateOnly>(type: "date", nullable: false),
                    latest = table.Column<DateOnly>(type: "date", nullable: true),
                    notice_hours = table.Column<int>(type: "integer", nullable: false),
                    urgency = table.Column<string>(type: "text", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    booked_visit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_waitlist_entries", x => x.id);
                    table.CheckConstraint("waitlist_entries_notice_is_some_hours", "notice_hours BETWEEN 0 AND 336 AND part BETWEEN 0 AND 2");
                    table.CheckConstraint("waitlist_entries_state_is_known", "state IN ('waiting', 'booked', 'withdrawn')");
                    table.CheckConstraint("waitlist_entries_suit_some_day", "latest IS NULL OR latest >= earliest");
                    table.CheckConstraint("waitlist_entries_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
                    table.ForeignKey(
                        name: "fk_waitlist_entries_visit_types_visit_type_id",
                        column: x => x.visit_type_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_waitlist_entries_visits_visit_id",
                        column: x => x.visit_id,
                        principalSchema: "scheduling",
                        principalTable: "visits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "recall_attempts",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    recall_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    takes_back_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recall_attempts", x => x.id);
                    table.CheckConstraint("recall_attempts_outcome_is_known", "outcome IN ('no-answer', 'left-message', 'wrong-number', 'declined', 'given-up', 'taken-back')");
                    table.ForeignKey(
                        name: "fk_recall_attempts_recalls_recall_id",
                        column: x => x.recall_id,
                        principalSchema: "scheduling",
                        principalTable: "recalls",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "recall_letters",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    recall_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recall_letters", x => x.id);
                    table.ForeignKey(
                        name: "fk_recall_letters_recalls_recall_id",
                        column: x => x.recall_id,
                        principalSchema: "scheduling",
                        principalTable: "recalls",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "slot_offers",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    freed_slot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: false),
                    offered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    offered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slot_offers", x => x.id);
                    table.CheckConstraint("slot_offers_have_a_length", "minutes BETWEEN 5 AND 720");
                    table.CheckConstraint("slot_offers_outcome_is_known", "outcome IN ('accepted', 'declined', 'no-answer', 'lapsed', 'taken-back') AND (outcome IS NULL) = (ended_at IS NULL)");
                    table.ForeignKey(
                        name: "fk_slot_offers_freed_slots_freed_slot_id",
                        column: x => x.freed_slot_id,
                        principalSchema: "scheduling",
                        principalTable: "freed_slots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_slot_offers_waitlist_entries_entry_id",
                        column: x => x.entry_id,
                        principalSchema: "scheduling",
                        principalTable: "waitlist_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_freed_slots_change_id",
                schema: "scheduling",
                table: "freed_slots",
                column: "change_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_freed_slots_location_id_ends_at",
                schema: "scheduling",
                table: "freed_slots",
                columns: new[] { "location_id", "ends_at" });

            migrationBuilder.CreateIndex(
                name: "ix_freed_slots_provider_id",
                schema: "scheduling",
                table: "freed_slots",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_recall_attempts_recall_id",
                schema: "scheduling",
                table: "recall_attempts",
                column: "recall_id");

            migrationBuilder.CreateIndex(
                name: "ix_recall_attempts_takes_back_id",
                schema: "scheduling",
                table: "recall_attempts",
                column: "takes_back_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_recall_letters_recall_id_batch_id",
                schema: "scheduling",
                table: "recall_letters",
                columns: new[] { "recall_id", "batch_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_recalls_booked_visit_id",
                schema: "scheduling",
                table: "recalls",
                column: "booked_visit_id");

            migrationBuilder.CreateIndex(
                name: "ix_recalls_from_visit_id",
                schema: "scheduling",
                table: "recalls",
                column: "from_visit_id");

            migrationBuilder.CreateIndex(
                name: "ix_recalls_location_id_state_due",
                schema: "scheduling",
                table: "recalls",
                columns: new[] { "location_id", "state", "due" });

            migrationBuilder.CreateIndex(
                name: "ix_recalls_patient_id_state",
                schema: "scheduling",
                table: "recalls",
                columns: new[] { "patient_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_recalls_provider_id",
                schema: "scheduling",
                table: "recalls",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_recalls_visit_type_id",
                schema: "scheduling",
                table: "recalls",
                column: "visit_type_id");

            migrationBuilder.CreateIndex(
                name: "ix_slot_offers_freed_slot_id",
                schema: "scheduling",
                table: "slot_offers",
                column: "freed_slot_id");

            migrationBuilder.CreateIndex(
                name: "ix_slot_offers_one_at_once",
                schema: "scheduling",
                table: "slot_offers",
                column: "entry_id",
                unique: true,
                filter: "outcome IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_waitlist_entries_location_id_state",
                schema: "scheduling",
                table: "waitlist_entries",
                columns: new[] { "location_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_waitlist_entries_one_a_task",
                schema: "scheduling",
                table: "waitlist_entries",
                column: "task_id",
                unique: true,
                filter: "state = 'waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_waitlist_entries_one_a_visit",
                schema: "scheduling",
                table: "waitlist_entries",
                column: "visit_id",
                unique: true,
                filter: "state = 'waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_waitlist_entries_patient_id_state",
                schema: "scheduling",
                table: "waitlist_entries",
                columns: new[] { "patient_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_waitlist_entries_visit_type_id",
                schema: "scheduling",
                table: "waitlist_entries",
                column: "visit_type_id");

            LeadOn(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var column in LedOn)
            {
                migrationBuilder.Sql(JoinTriggers.Drop("scheduling", column));
            }

            migrationBuilder.DropTable(
                name: "recall_attempts",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "recall_letters",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "slot_offers",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "recalls",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "freed_slots",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "waitlist_entries",
                schema: "scheduling");
        }

        /// <summary>As <c>SubjectColumns</c> said when this was written.</summary>
        private static readonly SubjectColumn[] LedOn =
        [
            new("waitlist_entries", "id", "patient_id"),
            new("recalls", "id", "patient_id"),
        ];

        /// <summary>The raw SQL of this migration. The database leads rows on that are written under the name of a merged record: see JoinTriggers.</summary>
        private static void LeadOn(MigrationBuilder migrationBuilder)
        {
            foreach (var column in LedOn)
            {
                migrationBuilder.Sql(JoinTriggers.Create("scheduling", column));
            }
        }
    }
}
