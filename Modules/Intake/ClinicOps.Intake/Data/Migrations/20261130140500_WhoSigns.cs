using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class WhoSigns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "person_id",
                schema: "intake",
                table: "signed_forms",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "why",
                schema: "intake",
                table: "signed_forms",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "person_id",
                schema: "intake",
                table: "signed_forms");

            migrationBuilder.DropColumn(
                name: "why",
                schema: "intake",
                table: "signed_forms");
        }
    }
}
