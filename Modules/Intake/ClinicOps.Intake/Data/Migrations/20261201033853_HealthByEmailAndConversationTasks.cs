using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class HealthByEmailAndConversationTasks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "conversation_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "health_by_email",
                schema: "intake",
                table: "contact_preferences",
                type: "boolean",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_tasks_conversation_id_reason",
                schema: "intake",
                table: "tasks",
                columns: new[] { "conversation_id", "reason" },
                unique: true,
                filter: "conversation_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tasks_conversation_id_reason",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "conversation_id",
                schema: "intake",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "health_by_email",
                schema: "intake",
                table: "contact_preferences");
        }
    }
}
