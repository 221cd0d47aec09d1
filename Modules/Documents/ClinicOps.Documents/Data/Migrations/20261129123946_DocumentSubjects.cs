using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class DocumentSubjects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "subject_id",
                schema: "documents",
                table: "documents",
                type: "uuid",
                nullable: true);

            // Whose record each was filed to last, whether or not it is there still.
            migrationBuilder.Sql(
                """
                UPDATE documents.documents d SET subject_id = coalesce(d.patient_id, last.patient_id)
                FROM (SELECT DISTINCT ON (document_id) document_id, patient_id FROM documents.filings WHERE act = 'filed' ORDER BY document_id, at DESC, id DESC) last
                WHERE last.document_id = d.id;
                """);

            migrationBuilder.AddCheckConstraint(
                name: "documents_subject_is_patient",
                schema: "documents",
                table: "documents",
                sql: "patient_id IS NULL OR subject_id IS NOT DISTINCT FROM patient_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "documents_subject_is_patient",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "subject_id",
                schema: "documents",
                table: "documents");
        }
    }
}
