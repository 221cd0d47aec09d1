using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class RoomSteps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid[]>(
                name: "from_resource_ids",
                schema: "scheduling",
                table: "visit_changes",
                type: "uuid[]",
                nullable: true);

            migrationBuilder.AddColumn<Guid[]>(
                name: "resource_ids",
                schema: "scheduling",
                table: "visit_changes",
                type: "uuid[]",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "from_resource_ids",
                schema: "scheduling",
                table: "visit_changes");

            migrationBuilder.DropColumn(
                name: "resource_ids",
                schema: "scheduling",
                table: "visit_changes");
        }
    }
}
