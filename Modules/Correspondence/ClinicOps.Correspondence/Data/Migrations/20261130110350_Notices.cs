using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Notices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "notices",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    delays = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sending_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notices", x => x.id);
                    table.CheckConstraint("notices_sent_have_left", "state <> 'sent' OR left_at IS NOT NULL");
                    table.CheckConstraint("notices_state_is_known", "state IN ('pending', 'sending', 'sent', 'failed', 'unknown', 'cancelled')");
                    table.CheckConstraint("notices_that_may_have_left_have_an_address", "state NOT IN ('sending', 'sent', 'unknown') OR address IS NOT NULL");
                });

            migrationBuilder.CreateIndex(
                name: "ix_notices_patient_id",
                schema: "correspondence",
                table: "notices",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_notices_state_next_attempt_at",
                schema: "correspondence",
                table: "notices",
                columns: new[] { "state", "next_attempt_at" },
                filter: "state IN ('pending', 'sending')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notices",
                schema: "correspondence");
        }
    }
}
