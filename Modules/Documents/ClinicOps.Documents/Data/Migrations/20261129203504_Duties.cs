using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Duties : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "absences",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cover_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_absences", x => x.id);
                    table.CheckConstraint("absences_are_covered_by_another", "cover_id <> user_id");
                    table.CheckConstraint("absences_end_after_they_begin", "last_day >= first_day");
                });

            migrationBuilder.CreateTable(
                name: "duty_pools",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    members = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    is_closed = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duty_pools", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "duties",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    filing_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    is_urgent = table.Column<bool>(type: "boolean", nullable: false),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    escalates_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    level = table.Column<int>(type: "integer", nullable: false),
                    assignee_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pool_id = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duties", x => x.id);
                    table.CheckConstraint("duties_kind_is_known", "kind IN ('acknowledge')");
                    table.CheckConstraint("duties_over_escalate_no_more", "state NOT IN ('done', 'withdrawn') OR escalates_at IS NULL");
                    table.CheckConstraint("duties_state_is_known", "state IN ('open', 'done', 'withdrawn')");
                    table.ForeignKey(
                        name: "fk_duties_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_duties_duty_pools_pool_id",
                        column: x => x.pool_id,
                        principalSchema: "documents",
                        principalTable: "duty_pools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_duties_filings_filing_id",
                        column: x => x.filing_id,
                        principalSchema: "documents",
                        principalTable: "filings",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "duty_rules",
                schema: "documents",
                columns: table => new
                {
                    type = table.Column<string>(type: "text", nullable: false),
                    is_asked = table.Column<bool>(type: "boolean", nullable: false),
                    hours = table.Column<int>(type: "integer", nullable: false),
                    urgent_hours = table.Column<int>(type: "integer", nullable: false),
                    pool_id = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duty_rules", x => x.type);
                    table.CheckConstraint("duty_rules_give_time", "hours > 0 AND urgent_hours > 0");
                    table.ForeignKey(
                        name: "fk_duty_rules_duty_pools_pool_id",
                        column: x => x.pool_id,
                        principalSchema: "documents",
                        principalTable: "duty_pools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "duty_steps",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    duty_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    instead_of = table.Column<Guid>(type: "uuid", nullable: true),
                    to_user = table.Column<Guid>(type: "uuid", nullable: true),
                    because = table.Column<string>(type: "text", nullable: true),
                    comment = table.Column<string>(type: "text", nullable: true),
                    from_state = table.Column<string>(type: "text", nullable: false),
                    to_state = table.Column<string>(type: "text", nullable: false),
                    undoes = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duty_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_duty_steps_duties_duty_id",
                        column: x => x.duty_id,
                        principalSchema: "documents",
                        principalTable: "duties",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_absences_last_day",
                schema: "documents",
                table: "absences",
                column: "last_day",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_duties_document_id",
                schema: "documents",
                table: "duties",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_duties_filing_id",
                schema: "documents",
                table: "duties",
                column: "filing_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duties_is_urgent_raised_at",
                schema: "documents",
                table: "duties",
                columns: new[] { "is_urgent", "raised_at" },
                filter: "state NOT IN ('done', 'withdrawn')");

            migrationBuilder.CreateIndex(
                name: "ix_duties_pool_id",
                schema: "documents",
                table: "duties",
                column: "pool_id");

            migrationBuilder.CreateIndex(
                name: "ix_duty_pools_name",
                schema: "documents",
                table: "duty_pools",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duty_rules_pool_id",
                schema: "documents",
                table: "duty_rules",
                column: "pool_id");

            migrationBuilder.CreateIndex(
                name: "ix_duty_steps_duty_id_at",
                schema: "documents",
                table: "duty_steps",
                columns: new[] { "duty_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_duty_steps_undoes",
                schema: "documents",
                table: "duty_steps",
                column: "undoes",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "absences",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "duty_rules",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "duty_steps",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "duties",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "duty_pools",
                schema: "documents");
        }
    }
}
