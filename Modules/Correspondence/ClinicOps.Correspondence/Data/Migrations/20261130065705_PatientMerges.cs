using System;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PatientMerges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "carried_rows",
                schema: "correspondence",
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
                schema: "correspondence",
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

            migrationBuilder.CreateIndex(
                name: "ix_carried_rows_from_id",
                schema: "correspondence",
                table: "carried_rows",
                column: "from_id");

            migrationBuilder.CreateIndex(
                name: "ix_carried_rows_row_id_table_name_column_name",
                schema: "correspondence",
                table: "carried_rows",
                columns: new[] { "row_id", "table_name", "column_name" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_joined_subjects_to_id",
                schema: "correspondence",
                table: "joined_subjects",
                column: "to_id");

            LeadOn(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var column in LedOn)
            {
                migrationBuilder.Sql(JoinTriggers.Drop("correspondence", column));
            }

            migrationBuilder.DropTable(
                name: "carried_rows",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "joined_subjects",
                schema: "correspondence");
        }

        /// <summary>As <c>SubjectColumns</c> said when this was written.</summary>
        private static readonly SubjectColumn[] LedOn =
        [
            new("letters", "id", "patient_id"),
        ];

        /// <summary>The database leads rows on that are written under the name of a merged record: see JoinTriggers.</summary>
        private static void LeadOn(MigrationBuilder migrationBuilder)
        {
            foreach (var column in LedOn)
            {
                migrationBuilder.Sql(JoinTriggers.Create("correspondence", column));
            }
        }
    }
}
