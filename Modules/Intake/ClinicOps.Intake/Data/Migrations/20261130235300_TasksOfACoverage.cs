using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class TasksOfACoverage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "coverage_id",
                schema: "intake",
                table: "tasks",
                type: "uuid",
                nullable: true);

            // Where one coverage of a visit was asked about, its tasks are of that one; where several were, nobody knows, and people close them.
            migrationBuilder.Sql("""
                UPDATE intake.tasks task SET coverage_id = asked.coverage_id
                FROM (
                    SELECT visit_id, min(coverage_id::text)::uuid AS coverage_id
                    FROM intake.eligibility_checks
                    GROUP BY visit_id
                    HAVING count(DISTINCT coverage_id) = 1) asked
                WHERE task.kind = 'coverage' AND task.visit_id = asked.visit_id;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "coverage_id",
                schema: "intake",
                table: "tasks");
        }
    }
}
