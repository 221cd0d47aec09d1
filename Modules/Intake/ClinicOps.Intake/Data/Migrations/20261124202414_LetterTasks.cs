using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    internal sealed partial class LetterTasks : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "letter_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_tasks_letter_id",
                schema: "intake",
                table: "tasks",
                column: "letter_id");
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tasks_letter_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "letter_id",
                schema: "intake",
                table: "tasks");
        }
    }
}
