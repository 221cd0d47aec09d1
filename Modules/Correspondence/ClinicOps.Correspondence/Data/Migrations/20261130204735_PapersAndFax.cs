using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PapersAndFax : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "deliveries_mail_has_an_address",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropCheckConstraint(
                name: "deliveries_way_is_known",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.AddColumn<Guid[]>(
                name: "document_ids",
                schema: "correspondence",
                table: "letters",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "cover_hash",
                schema: "correspondence",
                table: "deliveries",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "recipient",
                schema: "correspondence",
                table: "deliveries",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddCheckConstraint(
                name: "deliveries_mail_has_an_address",
                schema: "correspondence",
                table: "deliveries",
                sql: "(way <> 'print') = (address IS NOT NULL)");

            migrationBuilder.AddCheckConstraint(
                name: "deliveries_way_is_known",
                schema: "correspondence",
                table: "deliveries",
                sql: "way IN ('email', 'print', 'fax')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "deliveries_mail_has_an_address",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropCheckConstraint(
                name: "deliveries_way_is_known",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "document_ids",
                schema: "correspondence",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "cover_hash",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "recipient",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.AddCheckConstraint(
                name: "deliveries_mail_has_an_address",
                schema: "correspondence",
                table: "deliveries",
                sql: "(way = 'email') = (address IS NOT NULL)");

            migrationBuilder.AddCheckConstraint(
                name: "deliveries_way_is_known",
                schema: "correspondence",
                table: "deliveries",
                sql: "way IN ('email', 'print')");
        }
    }
}
