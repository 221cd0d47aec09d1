using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class SearchAndPages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents");

            migrationBuilder.AddColumn<int>(
                name: "position",
                schema: "documents",
                table: "pages",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.Sql("UPDATE documents.pages SET position = number");

            migrationBuilder.AddColumn<int>(
                name: "turn_by",
                schema: "documents",
                table: "pages",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int[]>(
                name: "missing_pages",
                schema: "documents",
                table: "documents",
                type: "integer[]",
                nullable: false,
                defaultValue: new int[0]);

            migrationBuilder.AddColumn<int>(
                name: "pages_said",
                schema: "documents",
                table: "documents",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "document_texts",
                schema: "documents",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: false),
                    rule_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_texts", x => x.document_id);
                    table.ForeignKey(
                        name: "fk_document_texts_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            // Rows stay small, so that many are looked through quickly; the planner is to know the common words.
            migrationBuilder.Sql("ALTER TABLE documents.document_texts SET (toast_tuple_target = 256), ALTER COLUMN words SET STORAGE EXTERNAL, ALTER COLUMN words SET STATISTICS 1000");

            migrationBuilder.CreateTable(
                name: "document_words",
                schema: "documents",
                columns: table => new
                {
                    word = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_words", x => x.word);
                });

            migrationBuilder.CreateTable(
                name: "page_acts",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    transmission_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    before = table.Column<string>(type: "jsonb", nullable: false),
                    after = table.Column<string>(type: "jsonb", nullable: false),
                    undoes = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_page_acts", x => x.id);
                    table.ForeignKey(
                        name: "fk_page_acts_transmissions_transmission_id",
                        column: x => x.transmission_id,
                        principalSchema: "documents",
                        principalTable: "transmissions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_received_from",
                schema: "documents",
                table: "transmissions",
                column: "received_from")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_documents_received_at",
                schema: "documents",
                table: "documents",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_documents_type_received_at",
                schema: "documents",
                table: "documents",
                columns: new[] { "type", "received_at" });

            migrationBuilder.AddCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents",
                sql: "state IN ('sorted', 'matched', 'filed', 'review', 'junk', 'merged')");

            migrationBuilder.CreateIndex(
                name: "ix_document_texts_received_at",
                schema: "documents",
                table: "document_texts",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_document_texts_words",
                schema: "documents",
                table: "document_texts",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:StorageParameter:fastupdate", false);

            migrationBuilder.CreateIndex(
                name: "ix_document_words_word",
                schema: "documents",
                table: "document_words",
                column: "word")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_page_acts_transmission_id",
                schema: "documents",
                table: "page_acts",
                column: "transmission_id");

            migrationBuilder.CreateIndex(
                name: "ix_page_acts_undoes",
                schema: "documents",
                table: "page_acts",
                column: "undoes",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "document_texts",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "document_words",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "page_acts",
                schema: "documents");

            migrationBuilder.DropIndex(
                name: "ix_transmissions_received_from",
                schema: "documents",
                table: "transmissions");

            migrationBuilder.DropIndex(
                name: "ix_documents_received_at",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_type_received_at",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "position",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropColumn(
                name: "turn_by",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropColumn(
                name: "missing_pages",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "pages_said",
                schema: "documents",
                table: "documents");

            migrationBuilder.AddCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents",
                sql: "state IN ('sorted', 'matched', 'filed', 'review', 'junk')");
        }
    }
}
