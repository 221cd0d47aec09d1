using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class SetAside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "duties_kind_is_known",
                schema: "documents",
                table: "duties");

            migrationBuilder.DropCheckConstraint(
                name: "duties_state_is_known",
                schema: "documents",
                table: "duties");

            migrationBuilder.DropCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents");

            migrationBuilder.AddColumn<Guid>(
                name: "copy_id",
                schema: "documents",
                table: "duty_steps",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "how",
                schema: "documents",
                table: "duty_steps",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "on",
                schema: "documents",
                table: "duty_steps",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reference",
                schema: "documents",
                table: "duty_steps",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "whom",
                schema: "documents",
                table: "duty_steps",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "class_before",
                schema: "documents",
                table: "documents",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_misdirected",
                schema: "documents",
                table: "documents",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "practice_folder",
                schema: "documents",
                table: "documents",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "respond_by",
                schema: "documents",
                table: "documents",
                type: "date",
                nullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "duties_kind_is_known",
                schema: "documents",
                table: "duties",
                sql: "kind IN ('acknowledge', 'sign-return', 'misdirected')");

            migrationBuilder.AddCheckConstraint(
                name: "duties_state_is_known",
                schema: "documents",
                table: "duties",
                sql: "state IN ('open', 'signed', 'returned', 'told', 'done', 'withdrawn')");

            migrationBuilder.CreateIndex(
                name: "ix_documents_filed_at",
                schema: "documents",
                table: "documents",
                column: "filed_at",
                filter: "state = 'practice'");

            migrationBuilder.CreateIndex(
                name: "ix_documents_respond_by",
                schema: "documents",
                table: "documents",
                column: "respond_by",
                filter: "respond_by IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "documents_misdirected_are_set_aside",
                schema: "documents",
                table: "documents",
                sql: "NOT is_misdirected OR state = 'junk'");

            migrationBuilder.AddCheckConstraint(
                name: "documents_of_the_practice_have_a_folder",
                schema: "documents",
                table: "documents",
                sql: "(state = 'practice') = (practice_folder IS NOT NULL)");

            migrationBuilder.AddCheckConstraint(
                name: "documents_practice_folder_is_known",
                schema: "documents",
                table: "documents",
                sql: "practice_folder IN ('invoice', 'credentialing', 'vendor', 'payer-news', 'other')");

            migrationBuilder.AddCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents",
                sql: "state IN ('sorted', 'matched', 'filed', 'practice', 'review', 'junk', 'merged')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "duties_kind_is_known",
                schema: "documents",
                table: "duties");

            migrationBuilder.DropCheckConstraint(
                name: "duties_state_is_known",
                schema: "documents",
                table: "duties");

            migrationBuilder.DropIndex(
                name: "ix_documents_filed_at",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_respond_by",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropCheckConstraint(
                name: "documents_misdirected_are_set_aside",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropCheckConstraint(
                name: "documents_of_the_practice_have_a_folder",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropCheckConstraint(
                name: "documents_practice_folder_is_known",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "copy_id",
                schema: "documents",
                table: "duty_steps");

            migrationBuilder.DropColumn(
                name: "how",
                schema: "documents",
                table: "duty_steps");

            migrationBuilder.DropColumn(
                name: "on",
                schema: "documents",
                table: "duty_steps");

            migrationBuilder.DropColumn(
                name: "reference",
                schema: "documents",
                table: "duty_steps");

            migrationBuilder.DropColumn(
                name: "whom",
                schema: "documents",
                table: "duty_steps");

            migrationBuilder.DropColumn(
                name: "class_before",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "is_misdirected",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "practice_folder",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "respond_by",
                schema: "documents",
                table: "documents");

            migrationBuilder.AddCheckConstraint(
                name: "duties_kind_is_known",
                schema: "documents",
                table: "duties",
                sql: "kind IN ('acknowledge')");

            migrationBuilder.AddCheckConstraint(
                name: "duties_state_is_known",
                schema: "documents",
                table: "duties",
                sql: "state IN ('open', 'done', 'withdrawn')");

            migrationBuilder.AddCheckConstraint(
                name: "documents_state_is_known",
                schema: "documents",
                table: "documents",
                sql: "state IN ('sorted', 'matched', 'filed', 'review', 'junk', 'merged')");
        }
    }
}
