using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    internal sealed partial class Initial : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "documents");

            migrationBuilder.CreateTable(
                name: "handled_messages",
                schema: "documents",
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
                name: "transmissions",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    received_from = table.Column<string>(type: "text", nullable: true),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: false),
                    byte_count = table.Column<long>(type: "bigint", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_by = table.Column<Guid>(type: "uuid", nullable: true),
                    page_count = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    repeat_of = table.Column<Guid>(type: "uuid", nullable: true),
                    progress_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transmissions", x => x.id);
                    table.CheckConstraint("transmissions_state_is_known", "state IN ('received', 'reading', 'sorting', 'sorted', 'failed')");
                    table.ForeignKey(
                        name: "fk_transmissions_transmissions_repeat_of",
                        column: x => x.repeat_of,
                        principalSchema: "documents",
                        principalTable: "transmissions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "documents",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    transmission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    type_confidence = table.Column<double>(type: "double precision", nullable: false),
                    type_set_by = table.Column<Guid>(type: "uuid", nullable: true),
                    type_evidence = table.Column<string>(type: "jsonb", nullable: false),
                    patient_evidence = table.Column<string>(type: "jsonb", nullable: false),
                    match_keys = table.Column<int[]>(type: "integer[]", nullable: false),
                    decision = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    filed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    filed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    review_reason = table.Column<string>(type: "text", nullable: true),
                    review_words = table.Column<string>(type: "text", nullable: true),
                    review_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    urgent_reason = table.Column<string>(type: "text", nullable: true),
                    transcribed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    touched_by_person = table.Column<bool>(type: "boolean", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opened_by = table.Column<Guid>(type: "uuid", nullable: true),
                    opened_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    progress_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_documents", x => x.id);
                    table.CheckConstraint("documents_filed_have_a_patient", "(state = 'filed') = (patient_id IS NOT NULL)");
                    table.CheckConstraint("documents_state_is_known", "state IN ('sorted', 'matched', 'filed', 'review', 'junk')");
                    table.ForeignKey(
                        name: "fk_documents_transmissions_transmission_id",
                        column: x => x.transmission_id,
                        principalSchema: "documents",
                        principalTable: "transmissions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "events",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    transmission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    code = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    via = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_events_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_events_transmissions_transmission_id",
                        column: x => x.transmission_id,
                        principalSchema: "documents",
                        principalTable: "transmissions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "filings",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    act = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    why = table.Column<string>(type: "text", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_filings", x => x.id);
                    table.CheckConstraint("filings_act_is_known", "act IN ('filed', 'unfiled')");
                    table.ForeignKey(
                        name: "fk_filings_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    standing = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    successor_of = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    transcribed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.id);
                    table.CheckConstraint("orders_standing_is_known", "standing IN ('read', 'told', 'withdrawn')");
                    table.CheckConstraint("orders_told_have_a_patient", "standing <> 'told' OR patient_id IS NOT NULL");
                    table.ForeignKey(
                        name: "fk_orders_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pages",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    transmission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    image_hash = table.Column<string>(type: "text", nullable: true),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    dpi = table.Column<int>(type: "integer", nullable: false),
                    bad_lines = table.Column<int>(type: "integer", nullable: true),
                    text = table.Column<string>(type: "jsonb", nullable: true),
                    mean_confidence = table.Column<float>(type: "real", nullable: true),
                    uncovered_ink = table.Column<double>(type: "double precision", nullable: true),
                    is_cover = table.Column<bool>(type: "boolean", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pages", x => x.id);
                    table.CheckConstraint("pages_state_is_known", "state IN ('waiting', 'normalised', 'read', 'failed')");
                    table.ForeignKey(
                        name: "fk_pages_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pages_transmissions_transmission_id",
                        column: x => x.transmission_id,
                        principalSchema: "documents",
                        principalTable: "transmissions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "order_values",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true),
                    as_written = table.Column<string>(type: "text", nullable: true),
                    page = table.Column<int>(type: "integer", nullable: true),
                    x = table.Column<int>(type: "integer", nullable: true),
                    y = table.Column<int>(type: "integer", nullable: true),
                    width = table.Column<int>(type: "integer", nullable: true),
                    height = table.Column<int>(type: "integer", nullable: true),
                    confidence = table.Column<float>(type: "real", nullable: true),
                    rule = table.Column<string>(type: "text", nullable: true),
                    rule_version = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    supersedes = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_values", x => x.id);
                    table.CheckConstraint("order_values_source_is_known", "source IN ('machine', 'corrected', 'confirmed')");
                    table.ForeignKey(
                        name: "fk_order_values_orders_order_id",
                        column: x => x.order_id,
                        principalSchema: "documents",
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_documents_care_thread_id",
                schema: "documents",
                table: "documents",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_documents_match_keys",
                schema: "documents",
                table: "documents",
                column: "match_keys")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_documents_patient_id_filed_at",
                schema: "documents",
                table: "documents",
                columns: new[] { "patient_id", "filed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_documents_state_received_at",
                schema: "documents",
                table: "documents",
                columns: new[] { "state", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_documents_transmission_id_ordinal",
                schema: "documents",
                table: "documents",
                columns: new[] { "transmission_id", "ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_events_document_id_at",
                schema: "documents",
                table: "events",
                columns: new[] { "document_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_events_transmission_id_at",
                schema: "documents",
                table: "events",
                columns: new[] { "transmission_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_filings_document_id_at",
                schema: "documents",
                table: "filings",
                columns: new[] { "document_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_filings_patient_id",
                schema: "documents",
                table: "filings",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_order_values_order_id_name",
                schema: "documents",
                table: "order_values",
                columns: new[] { "order_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_order_values_supersedes",
                schema: "documents",
                table: "order_values",
                column: "supersedes",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orders_care_thread_id",
                schema: "documents",
                table: "orders",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_document_id",
                schema: "documents",
                table: "orders",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_pages_document_id",
                schema: "documents",
                table: "pages",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_pages_transmission_id_number",
                schema: "documents",
                table: "pages",
                columns: new[] { "transmission_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_blob_hash",
                schema: "documents",
                table: "transmissions",
                column: "blob_hash");

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_care_thread_id",
                schema: "documents",
                table: "transmissions",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_location_id_received_at",
                schema: "documents",
                table: "transmissions",
                columns: new[] { "location_id", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_progress_at",
                schema: "documents",
                table: "transmissions",
                column: "progress_at",
                filter: "state IN ('received', 'reading', 'sorting')");

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_repeat_of",
                schema: "documents",
                table: "transmissions",
                column: "repeat_of");

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_source_key",
                schema: "documents",
                table: "transmissions",
                column: "source_key",
                unique: true);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "events",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "filings",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "handled_messages",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "order_values",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "pages",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "orders",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "documents",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "transmissions",
                schema: "documents");
        }
    }
}
