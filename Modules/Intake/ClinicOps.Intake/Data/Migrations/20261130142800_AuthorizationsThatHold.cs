using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class AuthorizationsThatHold : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "eligibility_answers_outcome_is_known",
                schema: "intake",
                table: "eligibility_answers");

            migrationBuilder.AddColumn<string>(
                name: "carrier",
                schema: "intake",
                table: "visit_payer_cases",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "authorization_needed",
                schema: "intake",
                table: "eligibility_answers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string[]>(
                name: "approved_codes",
                schema: "intake",
                table: "authorizations",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddCheckConstraint(
                name: "eligibility_answers_outcome_is_known",
                schema: "intake",
                table: "eligibility_answers",
                sql: "outcome IN ('active', 'not-active', 'not-covered', 'rejected', 'unclear')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "eligibility_answers_outcome_is_known",
                schema: "intake",
                table: "eligibility_answers");

            migrationBuilder.DropColumn(
                name: "carrier",
                schema: "intake",
                table: "visit_payer_cases");

            migrationBuilder.DropColumn(
                name: "authorization_needed",
                schema: "intake",
                table: "eligibility_answers");

            migrationBuilder.DropColumn(
                name: "approved_codes",
                schema: "intake",
                table: "authorizations");

            migrationBuilder.AddCheckConstraint(
                name: "eligibility_answers_outcome_is_known",
                schema: "intake",
                table: "eligibility_answers",
                sql: "outcome IN ('active', 'not-active', 'rejected', 'unclear')");
        }
    }
}
