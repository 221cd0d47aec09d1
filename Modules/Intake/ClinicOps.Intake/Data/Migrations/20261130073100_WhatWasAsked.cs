using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class WhatWasAsked : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "member_key",
                schema: "intake",
                table: "eligibility_checks",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string[]>(
                name: "places",
                schema: "intake",
                table: "eligibility_benefits",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            KeepWhatWasAnswered(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "member_key",
                schema: "intake",
                table: "eligibility_checks");

            migrationBuilder.DropColumn(
                name: "places",
                schema: "intake",
                table: "eligibility_benefits");
        }

        /// <summary>Questions of before were asked with the member id that stands in their coverage, as far as anybody can know.</summary>
        private static void KeepWhatWasAnswered(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            UPDATE intake.eligibility_checks AS asked
            SET member_key = coverage.member_key
            FROM intake.patient_coverages AS coverage
            WHERE coverage.id = asked.coverage_id AND coverage.payer_id = asked.payer_id;
            """);
    }
}
