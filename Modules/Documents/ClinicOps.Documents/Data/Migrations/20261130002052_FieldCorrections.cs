using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class FieldCorrections : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "field_corrections",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    page_id = table.Column<Guid>(type: "uuid", nullable: false),
                    image = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    which = table.Column<string>(type: "text", nullable: false),
                    qualifier = table.Column<string>(type: "text", nullable: true),
                    value = table.Column<string>(type: "text", nullable: true),
                    read_value = table.Column<string>(type: "text", nullable: true),
                    read_qualifier = table.Column<string>(type: "text", nullable: true),
                    x = table.Column<int>(type: "integer", nullable: true),
                    y = table.Column<int>(type: "integer", nullable: true),
                    width = table.Column<int>(type: "integer", nullable: true),
                    height = table.Column<int>(type: "integer", nullable: true),
                    confidence = table.Column<float>(type: "real", nullable: true),
                    rule = table.Column<string>(type: "text", nullable: true),
                    step = table.Column<Guid>(type: "uuid", nullable: false),
                    undoes = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_field_corrections", x => x.id);
                    table.ForeignKey(
                        name: "fk_field_corrections_pages_page_id",
                        column: x => x.page_id,
                        principalSchema: "documents",
                        principalTable: "pages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_field_corrections_page_id",
                schema: "documents",
                table: "field_corrections",
                column: "page_id");

            migrationBuilder.CreateIndex(
                name: "ix_field_corrections_step",
                schema: "documents",
                table: "field_corrections",
                column: "step");

            migrationBuilder.CreateIndex(
                name: "ix_field_corrections_undoes",
                schema: "documents",
                table: "field_corrections",
                column: "undoes",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "field_corrections",
                schema: "documents");
        }
    }
}
