using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    internal sealed partial class Initial : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "intake");

            migrationBuilder.CreateTable(
                name: "document_patients",
                schema: "intake",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_patients", x => x.document_id);
                });

            migrationBuilder.CreateTable(
                name: "handled_messages",
                schema: "intake",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_handled_messages", x => new { x.message_id, x.handler });
                });

            migrationBuilder.CreateTable(
                name: "patient_changes",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    via = table.Column<string>(type: "text", nullable: false),
                    field = table.Column<string>(type: "text", nullable: false),
                    old = table.Column<string>(type: "text", nullable: true),
                    @new = table.Column<string>(name: "new", type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "patient_imports",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    registered = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "patients",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    mrn = table.Column<string>(type: "text", nullable: false),
                    mrn_key = table.Column<string>(type: "text", nullable: false),
                    birth_date = table.Column<DateOnly>(type: "date", nullable: false),
                    sex = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: true),
                    pcp = table.Column<string>(type: "text", nullable: true),
                    merged_into_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patients", x => x.id);
                    table.CheckConstraint("patients_not_merged_into_themselves", "merged_into_id <> id");
                    table.CheckConstraint("patients_sex_is_known", "sex IN ('F', 'M', 'X', '')");
                    table.ForeignKey(
                        name: "fk_patients_patients_merged_into_id",
                        column: x => x.merged_into_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "task_events",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tasks",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    follows_task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    urgency = table.Column<string>(type: "text", nullable: false),
                    due = table.Column<DateOnly>(type: "date", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tasks", x => x.id);
                    table.CheckConstraint("tasks_state_is_known", "state IN ('open', 'done', 'withdrawn')");
                    table.CheckConstraint("tasks_urgency_is_known", "urgency IN ('routine', 'urgent', 'stat')");
                });

            migrationBuilder.CreateTable(
                name: "patient_addresses",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    zip = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_addresses", x => x.id);
                    table.ForeignKey(
                        name: "fk_patient_addresses_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_coverages",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payer = table.Column<string>(type: "text", nullable: false),
                    member_id = table.Column<string>(type: "text", nullable: false),
                    member_key = table.Column<string>(type: "text", nullable: false),
                    group = table.Column<string>(type: "text", nullable: false),
                    holder_first = table.Column<string>(type: "text", nullable: false),
                    holder_last = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_coverages", x => x.id);
                    table.ForeignKey(
                        name: "fk_patient_coverages_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_names",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    first = table.Column<string>(type: "text", nullable: false),
                    middle = table.Column<string>(type: "text", nullable: false),
                    last = table.Column<string>(type: "text", nullable: false),
                    suffix = table.Column<string>(type: "text", nullable: false),
                    first_key = table.Column<string>(type: "text", nullable: false),
                    last_key = table.Column<string>(type: "text", nullable: false),
                    first_keys = table.Column<List<string>>(type: "text[]", nullable: false),
                    key_pairs = table.Column<List<string>>(type: "text[]", nullable: false),
                    last_sounds = table.Column<List<string>>(type: "text[]", nullable: false),
                    word_sounds = table.Column<List<string>>(type: "text[]", nullable: false),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_names", x => x.id);
                    table.CheckConstraint("patient_names_kind_is_known", "kind IN ('current', 'former', 'preferred')");
                    table.ForeignKey(
                        name: "fk_patient_names_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_phones",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written = table.Column<string>(type: "text", nullable: false),
                    digits = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_phones", x => x.id);
                    table.ForeignKey(
                        name: "fk_patient_phones_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_patient_addresses_patient_id",
                schema: "intake",
                table: "patient_addresses",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_changes_patient_id_at",
                schema: "intake",
                table: "patient_changes",
                columns: new[] { "patient_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_coverages_member_key",
                schema: "intake",
                table: "patient_coverages",
                column: "member_key");

            migrationBuilder.CreateIndex(
                name: "ix_patient_coverages_patient_id",
                schema: "intake",
                table: "patient_coverages",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_imports_at",
                schema: "intake",
                table: "patient_imports",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_first_key",
                schema: "intake",
                table: "patient_names",
                column: "first_key");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_key_pairs",
                schema: "intake",
                table: "patient_names",
                column: "key_pairs")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_key",
                schema: "intake",
                table: "patient_names",
                column: "last_key");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_key_likeness",
                schema: "intake",
                table: "patient_names",
                column: "last_key")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_sounds",
                schema: "intake",
                table: "patient_names",
                column: "last_sounds")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_one_current",
                schema: "intake",
                table: "patient_names",
                column: "patient_id",
                unique: true,
                filter: "kind = 'current'");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_patient_id",
                schema: "intake",
                table: "patient_names",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_search_text",
                schema: "intake",
                table: "patient_names",
                column: "search_text")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_word_sounds",
                schema: "intake",
                table: "patient_names",
                column: "word_sounds")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_patient_phones_digits",
                schema: "intake",
                table: "patient_phones",
                column: "digits");

            migrationBuilder.CreateIndex(
                name: "ix_patient_phones_digits_likeness",
                schema: "intake",
                table: "patient_phones",
                column: "digits")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_phones_patient_id",
                schema: "intake",
                table: "patient_phones",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patients_birth_date",
                schema: "intake",
                table: "patients",
                column: "birth_date");

            migrationBuilder.CreateIndex(
                name: "ix_patients_changed_at",
                schema: "intake",
                table: "patients",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "ix_patients_merged_into_id",
                schema: "intake",
                table: "patients",
                column: "merged_into_id");

            migrationBuilder.CreateIndex(
                name: "ix_patients_mrn",
                schema: "intake",
                table: "patients",
                column: "mrn");

            migrationBuilder.CreateIndex(
                name: "ix_patients_mrn_key",
                schema: "intake",
                table: "patients",
                column: "mrn_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patients_mrn_key_likeness",
                schema: "intake",
                table: "patients",
                column: "mrn_key")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_task_events_task_id_at",
                schema: "intake",
                table: "task_events",
                columns: new[] { "task_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_care_thread_id",
                schema: "intake",
                table: "tasks",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_document_id",
                schema: "intake",
                table: "tasks",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_document_id_reason",
                schema: "intake",
                table: "tasks",
                columns: new[] { "document_id", "reason" },
                unique: true,
                filter: "reason IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_follows_task_id",
                schema: "intake",
                table: "tasks",
                column: "follows_task_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tasks_order_id_kind",
                schema: "intake",
                table: "tasks",
                columns: new[] { "order_id", "kind" },
                unique: true,
                filter: "follows_task_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_owner_id",
                schema: "intake",
                table: "tasks",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_patient_id",
                schema: "intake",
                table: "tasks",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_state_location_id_due",
                schema: "intake",
                table: "tasks",
                columns: new[] { "state", "location_id", "due" });
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "document_patients",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "handled_messages",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_addresses",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_changes",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_coverages",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_imports",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_names",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_phones",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "task_events",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "tasks",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patients",
                schema: "intake");
        }
    }
}
