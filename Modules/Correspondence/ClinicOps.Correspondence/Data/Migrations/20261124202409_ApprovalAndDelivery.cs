using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    internal sealed partial class ApprovalAndDelivery : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "letters_state_is_known",
                schema: "correspondence",
                table: "letters");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "voided_at",
                schema: "correspondence",
                table: "letters",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "approvals",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    letter_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    blocks = table.Column<string>(type: "jsonb", nullable: false),
                    values = table.Column<string>(type: "jsonb", nullable: false),
                    pdf_hash = table.Column<string>(type: "text", nullable: false),
                    page_count = table.Column<int>(type: "integer", nullable: false),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_back_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    taken_back_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approvals", x => x.id);
                    table.ForeignKey(
                        name: "fk_approvals_letters_letter_id",
                        column: x => x.letter_id,
                        principalSchema: "correspondence",
                        principalTable: "letters",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bounce_mailboxes",
                schema: "correspondence",
                columns: table => new
                {
                    account = table.Column<string>(type: "text", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failing_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    from_people = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bounce_mailboxes", x => x.account);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    letter_id = table.Column<Guid>(type: "uuid", nullable: false),
                    approval_id = table.Column<Guid>(type: "uuid", nullable: false),
                    way = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: true),
                    read_by = table.Column<string>(type: "text", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    server_code = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    delays = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    waits_for_server_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sending_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    printed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    printed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    dealt_with_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deliveries", x => x.id);
                    table.CheckConstraint("deliveries_mail_has_an_address", "(way = 'email') = (address IS NOT NULL)");
                    table.CheckConstraint("deliveries_sent_have_left", "state <> 'sent' OR left_at IS NOT NULL");
                    table.CheckConstraint("deliveries_state_is_known", "state IN ('pending', 'sending', 'sent', 'printed', 'failed', 'unknown', 'cancelled')");
                    table.CheckConstraint("deliveries_way_is_known", "way IN ('email', 'print')");
                    table.ForeignKey(
                        name: "fk_deliveries_approvals_approval_id",
                        column: x => x.approval_id,
                        principalSchema: "correspondence",
                        principalTable: "approvals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deliveries_letters_letter_id",
                        column: x => x.letter_id,
                        principalSchema: "correspondence",
                        principalTable: "letters",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "delivery_events",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_delivery_events_deliveries_delivery_id",
                        column: x => x.delivery_id,
                        principalSchema: "correspondence",
                        principalTable: "deliveries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "returned_mails",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    folder = table.Column<string>(type: "text", nullable: false),
                    uid_validity = table.Column<long>(type: "bigint", nullable: false),
                    uid = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: true),
                    raw_hash = table.Column<string>(type: "text", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_returned_mails", x => x.id);
                    table.CheckConstraint("returned_mails_kind_is_known", "kind IN ('failed', 'delayed', 'delivered', 'other')");
                    table.ForeignKey(
                        name: "fk_returned_mails_deliveries_delivery_id",
                        column: x => x.delivery_id,
                        principalSchema: "correspondence",
                        principalTable: "deliveries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "letters_state_is_known",
                schema: "correspondence",
                table: "letters",
                sql: "state IN ('draft', 'approved', 'withdrawn')");

            migrationBuilder.CreateIndex(
                name: "approvals_one_stands",
                schema: "correspondence",
                table: "approvals",
                column: "letter_id",
                unique: true,
                filter: "taken_back_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_approvals_letter_id_number",
                schema: "correspondence",
                table: "approvals",
                columns: new[] { "letter_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "deliveries_one_on_its_way",
                schema: "correspondence",
                table: "deliveries",
                columns: new[] { "approval_id", "way", "address" },
                unique: true,
                filter: "state IN ('pending', 'sending', 'printed', 'unknown')")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_batch_id",
                schema: "correspondence",
                table: "deliveries",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_letter_id",
                schema: "correspondence",
                table: "deliveries",
                column: "letter_id");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_state_way_next_attempt_at",
                schema: "correspondence",
                table: "deliveries",
                columns: new[] { "state", "way", "next_attempt_at" },
                filter: "state IN ('pending', 'sending', 'printed', 'unknown', 'failed')");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_events_delivery_id_at",
                schema: "correspondence",
                table: "delivery_events",
                columns: new[] { "delivery_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_returned_mails_account_folder_uid_validity_uid",
                schema: "correspondence",
                table: "returned_mails",
                columns: new[] { "account", "folder", "uid_validity", "uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_returned_mails_delivery_id",
                schema: "correspondence",
                table: "returned_mails",
                column: "delivery_id");

            migrationBuilder.CreateIndex(
                name: "ix_returned_mails_raw_hash",
                schema: "correspondence",
                table: "returned_mails",
                column: "raw_hash");
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bounce_mailboxes",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "delivery_events",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "returned_mails",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "deliveries",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "approvals",
                schema: "correspondence");

            migrationBuilder.DropCheckConstraint(
                name: "letters_state_is_known",
                schema: "correspondence",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "voided_at",
                schema: "correspondence",
                table: "letters");

            migrationBuilder.AddCheckConstraint(
                name: "letters_state_is_known",
                schema: "correspondence",
                table: "letters",
                sql: "state IN ('draft', 'withdrawn')");
        }
    }
}
