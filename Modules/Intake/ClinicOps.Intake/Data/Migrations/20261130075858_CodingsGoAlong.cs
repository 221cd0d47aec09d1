using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class CodingsGoAlong : Migration
    {
        /// <summary>The coding of a visit goes along with a merged record: see JoinTriggers.</summary>
        private static readonly SubjectColumn LedOn = new("visit_codings", "visit_id", "patient_id");

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(JoinTriggers.Create("intake", LedOn));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(JoinTriggers.Drop("intake", LedOn));
    }
}
