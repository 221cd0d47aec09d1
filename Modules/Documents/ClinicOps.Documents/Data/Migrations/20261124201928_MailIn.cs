using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class MailIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "mail_message_id",
                schema: "documents",
                table: "transmissions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mail_accounts",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    host = table.Column<string>(type: "text", nullable: false),
                    port = table.Column<int>(type: "integer", nullable: false),
                    security = table.Column<string>(type: "text", nullable: false),
                    user_name = table.Column<string>(type: "text", nullable: false),
                    sealed_password = table.Column<string>(type: "text", nullable: false),
                    certificate_fingerprint = table.Column<string>(type: "text", nullable: true),
                    certificate_authority = table.Column<string>(type: "text", nullable: true),
                    folder = table.Column<string>(type: "text", nullable: false),
                    processed_folder = table.Column<string>(type: "text", nullable: false),
                    rejected_folder = table.Column<string>(type: "text", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_accounts", x => x.id);
                    table.CheckConstraint("mail_accounts_security_is_known", "security IN ('tls', 'starttls')");
                });

            migrationBuilder.CreateTable(
                name: "mail_account_health",
                schema: "documents",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_success_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failing_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failure_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failure = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_account_health", x => x.account_id);
                    table.ForeignKey(
                        name: "fk_mail_account_health_mail_accounts_account_id",
                        column: x => x.account_id,
                        principalSchema: "documents",
                        principalTable: "mail_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "mail_messages",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    folder = table.Column<string>(type: "text", nullable: false),
                    uid_validity = table.Column<long>(type: "bigint", nullable: false),
                    uid = table.Column<long>(type: "bigint", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: true),
                    byte_count = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: true),
                    sender = table.Column<string>(type: "text", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    part_count = table.Column<int>(type: "integer", nullable: false),
                    left_out = table.Column<string[]>(type: "text[]", nullable: false),
                    same_as = table.Column<Guid>(type: "uuid", nullable: true),
                    moved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    progress_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    dealt_with_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dealt_with_by = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_messages", x => x.id);
                    table.CheckConstraint("mail_messages_are_stored_whole", "blob_hash IS NOT NULL OR coalesce(problem, '') = 'TooBig'");
                    table.CheckConstraint("mail_messages_kept_have_a_problem", "(state = 'kept') = (problem IS NOT NULL)");
                    table.CheckConstraint("mail_messages_state_is_known", "state IN ('stored', 'taken-apart', 'kept', 'seen-before')");
                    table.ForeignKey(
                        name: "fk_mail_messages_mail_accounts_account_id",
                        column: x => x.account_id,
                        principalSchema: "documents",
                        principalTable: "mail_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_mail_messages_mail_messages_same_as",
                        column: x => x.same_as,
                        principalSchema: "documents",
                        principalTable: "mail_messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_transmissions_mail_message_id",
                schema: "documents",
                table: "transmissions",
                column: "mail_message_id");

            migrationBuilder.CreateIndex(
                name: "ix_mail_accounts_host_user_name_folder",
                schema: "documents",
                table: "mail_accounts",
                columns: new[] { "host", "user_name", "folder" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_account_id",
                schema: "documents",
                table: "mail_messages",
                column: "account_id",
                filter: "moved_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_account_id_blob_hash",
                schema: "documents",
                table: "mail_messages",
                columns: new[] { "account_id", "blob_hash" });

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_account_id_folder_uid_validity_uid",
                schema: "documents",
                table: "mail_messages",
                columns: new[] { "account_id", "folder", "uid_validity", "uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_location_id_received_at",
                schema: "documents",
                table: "mail_messages",
                columns: new[] { "location_id", "received_at" },
                filter: "state = 'kept' AND dealt_with_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_progress_at",
                schema: "documents",
                table: "mail_messages",
                column: "progress_at",
                filter: "state = 'stored'");

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_same_as",
                schema: "documents",
                table: "mail_messages",
                column: "same_as",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_transmissions_mail_messages_mail_message_id",
                schema: "documents",
                table: "transmissions",
                column: "mail_message_id",
                principalSchema: "documents",
                principalTable: "mail_messages",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_transmissions_mail_messages_mail_message_id",
                schema: "documents",
                table: "transmissions");

            migrationBuilder.DropTable(
                name: "mail_account_health",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "mail_messages",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "mail_accounts",
                schema: "documents");

            migrationBuilder.DropIndex(
                name: "ix_transmissions_mail_message_id",
                schema: "documents",
                table: "transmissions");

            migrationBuilder.DropColumn(
                name: "mail_message_id",
                schema: "documents",
                table: "transmissions");
        }
    }
}
