using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class MatchWeights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "match_weights",
                schema: "documents",
                columns: table => new
                {
                    level = table.Column<string>(type: "text", nullable: false),
                    filings = table.Column<int>(type: "integer", nullable: false),
                    of_right = table.Column<double>(type: "double precision", nullable: false),
                    estimated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_match_weights", x => x.level);
                    table.CheckConstraint("match_weights_are_shares", "of_right > 0 AND of_right <= 1");
                });

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_received_from_received_at",
                schema: "documents",
                table: "transmissions",
                columns: new[] { "received_from", "received_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "match_weights",
                schema: "documents");

            migrationBuilder.DropIndex(
                name: "ix_transmissions_received_from_received_at",
                schema: "documents",
                table: "transmissions");
        }
    }
}
