using System;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PatientMerges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "carried_rows",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_id = table.Column<Guid>(type: "uuid", nullable: false),
                    table_name = table.Column<string>(type: "text", nullable: false),
                    column_name = table.Column<string>(type: "text", nullable: false),
                    row_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ending = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_carried_rows", x => x.id);
                    table.CheckConstraint("carried_rows_end_is_known", "(ended_at IS NULL) = (ending IS NULL) AND ending IN ('returned', 'changed')");
                });

            migrationBuilder.CreateTable(
                name: "joined_subjects",
                schema: "intake",
                columns: table => new
                {
                    from_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_joined_subjects", x => x.from_id);
                    table.CheckConstraint("joined_subjects_are_two", "from_id <> to_id");
                });

            migrationBuilder.CreateTable(
                name: "patient_merges",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    survivor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merged_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    survivor_class = table.Column<string>(type: "text", nullable: false),
                    merged_class = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_merges", x => x.id);
                    table.CheckConstraint("patient_merges_are_of_two", "survivor_id <> merged_id");
                    table.ForeignKey(
                        name: "fk_patient_merges_patients_merged_id",
                        column: x => x.merged_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_patient_merges_patients_survivor_id",
                        column: x => x.survivor_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_unmerges",
                schema: "intake",
                columns: table => new
                {
                    merge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_unmerges", x => x.merge_id);
                    table.ForeignKey(
                        name: "fk_patient_unmerges_patient_merges_merge_id",
                        column: x => x.merge_id,
                        principalSchema: "intake",
                        principalTable: "patient_merges",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_carried_rows_from_id",
                schema: "intake",
                table: "carried_rows",
                column: "from_id");

            migrationBuilder.CreateIndex(
                name: "ix_carried_rows_row_id_table_name_column_name",
                schema: "intake",
                table: "carried_rows",
                columns: new[] { "row_id", "table_name", "column_name" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_joined_subjects_to_id",
                schema: "intake",
                table: "joined_subjects",
                column: "to_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_merges_merged_id",
                schema: "intake",
                table: "patient_merges",
                column: "merged_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_merges_survivor_id",
                schema: "intake",
                table: "patient_merges",
                column: "survivor_id");

            LeadOn(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var column in LedOn)
            {
                migrationBuilder.Sql(JoinTriggers.Drop("intake", column));
            }

            migrationBuilder.DropTable(
                name: "carried_rows",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "joined_subjects",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_unmerges",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "patient_merges",
                schema: "intake");
        }

        /// <summary>As <c>SubjectColumns</c> said when this was written.</summary>
        private static readonly SubjectColumn[] LedOn =
        [
            new("tasks", "id", "patient_id"),
            new("document_patients", "document_id", "patient_id"),
            new("authorizations", "id", "patient_id"),
            new("decision_proposals", "document_id", "patient_id"),
            new("check_ins", "visit_id", "patient_id"),
            new("visit_payer_cases", "visit_id", "patient_id"),
            new("signed_forms", "id", "patient_id"),
            new("referrals", "id", "patient_id"),
            new("note_proposals", "document_id", "patient_id"),
        ];

        /// <summary>The database leads rows on that are written under the name of a merged record: see JoinTriggers.</summary>
        private static void LeadOn(MigrationBuilder migrationBuilder)
        {
            foreach (var column in LedOn)
            {
                migrationBuilder.Sql(JoinTriggers.Create("intake", column));
            }
        }
    }
}
