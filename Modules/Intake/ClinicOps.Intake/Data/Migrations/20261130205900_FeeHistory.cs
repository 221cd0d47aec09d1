using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class FeeHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fee_changes",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    from_cents = table.Column<int>(type: "integer", nullable: true),
                    to_cents = table.Column<int>(type: "integer", nullable: true),
                    from_words = table.Column<string>(type: "text", nullable: false),
                    to_words = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fee_changes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_fee_changes_at",
                schema: "intake",
                table: "fee_changes",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_fee_changes_code_at",
                schema: "intake",
                table: "fee_changes",
                columns: new[] { "code", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "fee_changes",
                schema: "intake");
        }
    }
}
