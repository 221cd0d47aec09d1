using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class WhatGoesOut : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_visits_provider_id",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.CreateTable(
                name: "feed_settings",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    shows_initials = table.Column<bool>(type: "boolean", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "feed_subscriptions",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    for_whom = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_subscriptions", x => x.id);
                    table.CheckConstraint("feed_subscriptions_are_numbered", "revision >= 1");
                    table.ForeignKey(
                        name: "fk_feed_subscriptions_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "third_next_available",
                schema: "scheduling",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_third_next_available", x => new { x.location_id, x.visit_type_id, x.day, x.provider_id });
                    table.CheckConstraint("third_next_available_lies_ahead", "days >= 0");
                });

            migrationBuilder.CreateTable(
                name: "feed_reads",
                schema: "scheduling",
                columns: table => new
                {
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_reads", x => x.subscription_id);
                    table.ForeignKey(
                        name: "fk_feed_reads_feed_subscriptions_subscription_id",
                        column: x => x.subscription_id,
                        principalSchema: "scheduling",
                        principalTable: "feed_subscriptions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_visits_provider_id_starts_at",
                schema: "scheduling",
                table: "visits",
                columns: new[] { "provider_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_visit_changes_from_provider_id_from_starts_at",
                schema: "scheduling",
                table: "visit_changes",
                columns: new[] { "from_provider_id", "from_starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_feed_subscriptions_provider_id",
                schema: "scheduling",
                table: "feed_subscriptions",
                column: "provider_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feed_reads",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "feed_settings",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "third_next_available",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "feed_subscriptions",
                schema: "scheduling");

            migrationBuilder.DropIndex(
                name: "ix_visits_provider_id_starts_at",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropIndex(
                name: "ix_visit_changes_from_provider_id_from_starts_at",
                schema: "scheduling",
                table: "visit_changes");

            migrationBuilder.CreateIndex(
                name: "ix_visits_provider_id",
                schema: "scheduling",
                table: "visits",
                column: "provider_id");
        }
    }
}
