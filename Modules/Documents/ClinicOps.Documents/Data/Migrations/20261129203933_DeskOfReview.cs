using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class DeskOfReview : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "turned",
                schema: "documents",
                table: "page_acts",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "document_notes",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true),
                    given_to = table.Column<Guid>(type: "uuid", nullable: true),
                    removes = table.Column<Guid>(type: "uuid", nullable: true),
                    batch = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_notes", x => x.id);
                    table.CheckConstraint("document_notes_say_or_strike", "(text IS NULL) = (removes IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_document_notes_document_notes_removes",
                        column: x => x.removes,
                        principalSchema: "documents",
                        principalTable: "document_notes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_document_notes_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "labels",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    color = table.Column<string>(type: "text", nullable: false),
                    retired = table.Column<bool>(type: "boolean", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_labels", x => x.id);
                    table.CheckConstraint("labels_color_is_known", "color IN ('grey', 'blue', 'green', 'amber', 'red')");
                });

            migrationBuilder.CreateTable(
                name: "document_labels",
                schema: "documents",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    batch = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_labels", x => new { x.document_id, x.label_id });
                    table.ForeignKey(
                        name: "fk_document_labels_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_document_labels_labels_label_id",
                        column: x => x.label_id,
                        principalSchema: "documents",
                        principalTable: "labels",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    place = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    view = table.Column<string>(type: "text", nullable: false),
                    label_id = table.Column<Guid>(type: "uuid", nullable: true),
                    type = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                    table.CheckConstraint("saved_views_place_is_known", "place IN ('queue', 'inbox')");
                    table.ForeignKey(
                        name: "fk_saved_views_labels_label_id",
                        column: x => x.label_id,
                        principalSchema: "documents",
                        principalTable: "labels",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_document_labels_batch",
                schema: "documents",
                table: "document_labels",
                column: "batch");

            migrationBuilder.CreateIndex(
                name: "ix_document_labels_label_id",
                schema: "documents",
                table: "document_labels",
                column: "label_id");

            migrationBuilder.CreateIndex(
                name: "ix_document_notes_document_id",
                schema: "documents",
                table: "document_notes",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_document_notes_removes",
                schema: "documents",
                table: "document_notes",
                column: "removes",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_labels_name",
                schema: "documents",
                table: "labels",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_label_id",
                schema: "documents",
                table: "saved_views",
                column: "label_id");

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_place_user_id",
                schema: "documents",
                table: "saved_views",
                columns: new[] { "place", "user_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "document_labels",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "document_notes",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "saved_views",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "labels",
                schema: "documents");

            migrationBuilder.DropColumn(
                name: "turned",
                schema: "documents",
                table: "page_acts");
        }
    }
}
