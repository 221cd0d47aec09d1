using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class NoticesComeBack : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "notice_id",
                schema: "correspondence",
                table: "returned_mails",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_returned_mails_notice_id",
                schema: "correspondence",
                table: "returned_mails",
                column: "notice_id");

            migrationBuilder.AddForeignKey(
                name: "fk_returned_mails_notices_notice_id",
                schema: "correspondence",
                table: "returned_mails",
                column: "notice_id",
                principalSchema: "correspondence",
                principalTable: "notices",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_returned_mails_notices_notice_id",
                schema: "correspondence",
                table: "returned_mails");

            migrationBuilder.DropIndex(
                name: "ix_returned_mails_notice_id",
                schema: "correspondence",
                table: "returned_mails");

            migrationBuilder.DropColumn(
                name: "notice_id",
                schema: "correspondence",
                table: "returned_mails");
        }
    }
}
