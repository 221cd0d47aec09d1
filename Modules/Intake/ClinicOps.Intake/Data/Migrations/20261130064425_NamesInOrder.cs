using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class NamesInOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_patient_names_first_key",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.DropIndex(
                name: "ix_patient_names_last_key",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_first_key_last_key",
                schema: "intake",
                table: "patient_names",
                columns: new[] { "first_key", "last_key" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_key_first_key",
                schema: "intake",
                table: "patient_names",
                columns: new[] { "last_key", "first_key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_patient_names_first_key_last_key",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.DropIndex(
                name: "ix_patient_names_last_key_first_key",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_first_key",
                schema: "intake",
                table: "patient_names",
                column: "first_key");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_key",
                schema: "intake",
                table: "patient_names",
                column: "last_key");
        }
    }
}
