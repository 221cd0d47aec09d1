using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class RechecksAndExports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "last_batch",
                schema: "documents",
                table: "documents",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "exports",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    filing_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    planned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    next_try_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: true),
                    byte_count = table.Column<long>(type: "bigint", nullable: true),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    written_indexed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    withdrawal_indexed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exports", x => x.id);
                    table.CheckConstraint("exports_state_is_known", "state IN ('pending', 'written', 'withdrawn', 'dropped')");
                    table.CheckConstraint("exports_written_are_known_by_their_bytes", "state NOT IN ('written', 'withdrawn') OR (sha256 IS NOT NULL AND written_at IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_exports_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_exports_filings_filing_id",
                        column: x => x.filing_id,
                        principalSchema: "documents",
                        principalTable: "filings",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "recheck_samples",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    week = table.Column<DateOnly>(type: "date", nullable: false),
                    seed = table.Column<string>(type: "text", nullable: false),
                    drawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    population = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recheck_samples", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rechecks",
                schema: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sample_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    filing_id = table.Column<Guid>(type: "uuid", nullable: false),
                    verdict = table.Column<string>(type: "text", nullable: true),
                    named_patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    checked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rechecks", x => x.id);
                    table.CheckConstraint("rechecks_are_answered_whole", "(verdict IS NULL) = (checked_at IS NULL) AND (verdict IS NULL) = (checked_by IS NULL)");
                    table.CheckConstraint("rechecks_verdict_is_known", "verdict IN ('agreed', 'wrong', 'cannot-tell')");
                    table.ForeignKey(
                        name: "fk_rechecks_documents_document_id",
                        column: x => x.document_id,
                        principalSchema: "documents",
                        principalTable: "documents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_rechecks_filings_filing_id",
                        column: x => x.filing_id,
                        principalSchema: "documents",
                        principalTable: "filings",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_rechecks_recheck_samples_sample_id",
                        column: x => x.sample_id,
                        principalSchema: "documents",
                        principalTable: "recheck_samples",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_documents_last_batch",
                schema: "documents",
                table: "documents",
                column: "last_batch",
                filter: "last_batch IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_exports_document_id",
                schema: "documents",
                table: "exports",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_exports_filing_id",
                schema: "documents",
                table: "exports",
                column: "filing_id",
                unique: true,
                filter: "state IN ('pending', 'written')");

            migrationBuilder.CreateIndex(
                name: "ix_exports_id",
                schema: "documents",
                table: "exports",
                column: "id",
                filter: "(written_at IS NOT NULL AND written_indexed_at IS NULL) OR (withdrawn_at IS NOT NULL AND withdrawal_indexed_at IS NULL)");

            migrationBuilder.CreateIndex(
                name: "ix_exports_planned_at",
                schema: "documents",
                table: "exports",
                column: "planned_at",
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_exports_written_at",
                schema: "documents",
                table: "exports",
                column: "written_at");

            migrationBuilder.CreateIndex(
                name: "ix_recheck_samples_week",
                schema: "documents",
                table: "recheck_samples",
                column: "week",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rechecks_document_id",
                schema: "documents",
                table: "rechecks",
                column: "document_id");

            migrationBuilder.CreateIndex(
                name: "ix_rechecks_filing_id",
                schema: "documents",
                table: "rechecks",
                column: "filing_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rechecks_sample_id",
                schema: "documents",
                table: "rechecks",
                column: "sample_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "exports",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "rechecks",
                schema: "documents");

            migrationBuilder.DropTable(
                name: "recheck_samples",
                schema: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_last_batch",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "last_batch",
                schema: "documents",
                table: "documents");
        }
    }
}
