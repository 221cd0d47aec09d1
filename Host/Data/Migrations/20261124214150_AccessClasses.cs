using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Host.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class AccessClasses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<List<string>>(
                name: "cleared_classes",
                schema: "host",
                table: "users",
                type: "text[]",
                nullable: false,
                defaultValueSql: "ARRAY[]::text[]");

            migrationBuilder.CreateTable(
                name: "access_classes",
                schema: "host",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_classes", x => x.code);
                });

            // To begin with: a clinic adds its own.
            migrationBuilder.Sql(
                """
                INSERT INTO host.access_classes (code, name, position) VALUES
                    ('standard', 'Standard', 0), ('restricted', 'Restricted', 1), ('employee', 'Employee', 2),
                    ('behavioural', 'Behavioral health', 3), ('part2', 'Substance use (42 CFR Part 2)', 4);
                """);

            migrationBuilder.CreateTable(
                name: "glass_breaks",
                schema: "host",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    broken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reviewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reviewed_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_glass_breaks", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_glass_breaks_broken_at",
                schema: "host",
                table: "glass_breaks",
                column: "broken_at");

            migrationBuilder.CreateIndex(
                name: "ix_glass_breaks_unreviewed",
                schema: "host",
                table: "glass_breaks",
                column: "broken_at",
                filter: "reviewed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_glass_breaks_user_id_until",
                schema: "host",
                table: "glass_breaks",
                columns: new[] { "user_id", "until" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_classes",
                schema: "host");

            migrationBuilder.DropTable(
                name: "glass_breaks",
                schema: "host");

            migrationBuilder.DropColumn(
                name: "cleared_classes",
                schema: "host",
                table: "users");
        }
    }
}
