using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class OffersByMail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "mail",
                schema: "scheduling",
                table: "slot_offers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "mail_at",
                schema: "scheduling",
                table: "slot_offers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "wanted_at",
                schema: "scheduling",
                table: "slot_offers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "slot_offers_mail_is_known",
                schema: "scheduling",
                table: "slot_offers",
                sql: "mail IN ('asked', 'sent', 'failed', 'unknown', 'cancelled') AND (mail IS NULL) = (mail_at IS NULL)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "slot_offers_mail_is_known",
                schema: "scheduling",
                table: "slot_offers");

            migrationBuilder.DropColumn(
                name: "mail",
                schema: "scheduling",
                table: "slot_offers");

            migrationBuilder.DropColumn(
                name: "mail_at",
                schema: "scheduling",
                table: "slot_offers");

            migrationBuilder.DropColumn(
                name: "wanted_at",
                schema: "scheduling",
                table: "slot_offers");
        }
    }
}
