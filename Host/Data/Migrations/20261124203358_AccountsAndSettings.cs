using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Host.Data.Migrations
{
    /// <inheritdoc />
    public partial class AccountsAndSettings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "last_code_step",
                schema: "host",
                table: "users",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "second_step_due",
                schema: "host",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "closed",
                schema: "host",
                table: "locations",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                schema: "host",
                table: "locations",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                schema: "host",
                table: "clinic",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.CreateTable(
                name: "sessions",
                schema: "host",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    how = table.Column<string>(type: "text", nullable: false),
                    device = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_because = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "host",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_rules",
                schema: "host",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    idle_seconds = table.Column<int>(type: "integer", nullable: false),
                    limit_seconds = table.Column<int>(type: "integer", nullable: false),
                    second_step_roles = table.Column<List<string>>(type: "text[]", nullable: false),
                    grace_days = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_rules", x => x.id);
                    table.CheckConstraint("sign_in_rules_are_one", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "user_passkeys",
                schema: "host",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_user_passkeys_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "host",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_entries_result_ids",
                schema: "audit",
                table: "entries",
                column: "result_ids")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_started_at",
                schema: "host",
                table: "sessions",
                columns: new[] { "user_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_user_passkeys_user_id",
                schema: "host",
                table: "user_passkeys",
                column: "user_id");

            // The rules that hold until somebody sets others.
            migrationBuilder.Sql(
                """
                INSERT INTO host.sign_in_rules (id, idle_seconds, limit_seconds, second_step_roles, grace_days)
                VALUES (1, 900, 43200, ARRAY['Manager', 'Administrator'], 7);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sessions",
                schema: "host");

            migrationBuilder.DropTable(
                name: "sign_in_rules",
                schema: "host");

            migrationBuilder.DropTable(
                name: "user_passkeys",
                schema: "host");

            migrationBuilder.DropIndex(
                name: "ix_entries_result_ids",
                schema: "audit",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "last_code_step",
                schema: "host",
                table: "users");

            migrationBuilder.DropColumn(
                name: "second_step_due",
                schema: "host",
                table: "users");

            migrationBuilder.DropColumn(
                name: "closed",
                schema: "host",
                table: "locations");

            migrationBuilder.DropColumn(
                name: "xmin",
                schema: "host",
                table: "locations");

            migrationBuilder.DropColumn(
                name: "xmin",
                schema: "host",
                table: "clinic");
        }
    }
}
