using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class AccessClasses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "subject_classes",
                schema: "correspondence",
                columns: table => new
                {
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_subject_classes", x => x.subject_id);
                    table.CheckConstraint("subject_classes_are_not_standard", "access_class <> 'standard'");
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "subject_classes",
                schema: "correspondence");
        }
    }
}
