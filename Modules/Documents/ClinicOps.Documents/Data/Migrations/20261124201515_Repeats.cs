using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    internal sealed partial class Repeats : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "faxed_at",
                schema: "documents",
                table: "transmissions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "repeat_of_document",
                schema: "documents",
                table: "documents",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "repeat_of_transmission",
                schema: "documents",
                table: "documents",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "repeat_said",
                schema: "documents",
                table: "documents",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_documents_repeat_of_document",
                schema: "documents",
                table: "documents",
                column: "repeat_of_document");

            migrationBuilder.CreateIndex(
                name: "ix_documents_repeat_of_transmission",
                schema: "documents",
                table: "documents",
                column: "repeat_of_transmission");

            migrationBuilder.AddCheckConstraint(
                name: "documents_repeat_said_is_known",
                schema: "documents",
                table: "documents",
                sql: "repeat_said IN ('repeat', 'another')");

            migrationBuilder.AddForeignKey(
                name: "fk_documents_documents_repeat_of_document",
                schema: "documents",
                table: "documents",
                column: "repeat_of_document",
                principalSchema: "documents",
                principalTable: "documents",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_documents_transmissions_repeat_of_transmission",
                schema: "documents",
                table: "documents",
                column: "repeat_of_transmission",
                principalSchema: "documents",
                principalTable: "transmissions",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // What waited as a repeat goes on waiting for a person, and what a person filed all the same was said to be another.
            migrationBuilder.Sql(
                """
                UPDATE documents.documents d
                SET repeat_of_transmission = t.repeat_of,
                    repeat_of_document = (SELECT f.id FROM documents.documents f WHERE f.transmission_id = t.repeat_of AND f.ordinal = d.ordinal),
                    repeat_said = CASE d.state WHEN 'filed' THEN 'another' WHEN 'junk' THEN 'repeat' END
                FROM documents.transmissions t
                WHERE t.id = d.transmission_id AND t.repeat_of IS NOT NULL
                """);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_documents_documents_repeat_of_document",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropForeignKey(
                name: "fk_documents_transmissions_repeat_of_transmission",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_repeat_of_document",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_repeat_of_transmission",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropCheckConstraint(
                name: "documents_repeat_said_is_known",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "faxed_at",
                schema: "documents",
                table: "transmissions");

            migrationBuilder.DropColumn(
                name: "repeat_of_document",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "repeat_of_transmission",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "repeat_said",
                schema: "documents",
                table: "documents");
        }
    }
}
