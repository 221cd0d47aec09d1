using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class JoinedPagesAndViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "channel",
                schema: "documents",
                table: "saved_views",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_urgent",
                schema: "documents",
                table: "saved_views",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "location_id",
                schema: "documents",
                table: "saved_views",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "over_hours",
                schema: "documents",
                table: "saved_views",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                schema: "documents",
                table: "saved_views",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "joined_to",
                schema: "documents",
                table: "pages",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "number_there",
                schema: "documents",
                table: "pages",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_pages_joined_to_number_there",
                schema: "documents",
                table: "pages",
                columns: new[] { "joined_to", "number_there" },
                unique: true,
                filter: "joined_to IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "pages_joined_lie_elsewhere",
                schema: "documents",
                table: "pages",
                sql: "(joined_to IS NULL) = (number_there IS NULL) AND (joined_to IS NULL OR (joined_to <> transmission_id AND document_id IS NOT NULL))");

            migrationBuilder.CreateIndex(
                name: "ix_page_acts_at",
                schema: "documents",
                table: "page_acts",
                column: "at",
                filter: "kind = 'join'");

            migrationBuilder.AddForeignKey(
                name: "fk_pages_transmissions_joined_to",
                schema: "documents",
                table: "pages",
                column: "joined_to",
                principalSchema: "documents",
                principalTable: "transmissions",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_pages_transmissions_joined_to",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropIndex(
                name: "ix_pages_joined_to_number_there",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropCheckConstraint(
                name: "pages_joined_lie_elsewhere",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropIndex(
                name: "ix_page_acts_at",
                schema: "documents",
                table: "page_acts");

            migrationBuilder.DropColumn(
                name: "joined_to",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropColumn(
                name: "number_there",
                schema: "documents",
                table: "pages");

            migrationBuilder.DropColumn(
                name: "channel",
                schema: "documents",
                table: "saved_views");

            migrationBuilder.DropColumn(
                name: "is_urgent",
                schema: "documents",
                table: "saved_views");

            migrationBuilder.DropColumn(
                name: "location_id",
                schema: "documents",
                table: "saved_views");

            migrationBuilder.DropColumn(
                name: "over_hours",
                schema: "documents",
                table: "saved_views");

            migrationBuilder.DropColumn(
                name: "owner_id",
                schema: "documents",
                table: "saved_views");
        }
    }
}
